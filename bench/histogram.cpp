// Recording values in a histogram and reading quantiles.

#include "verifier/stats/histogram.hpp"

#include "bench/support/table.hpp"
#include "verifier/stats/histogram_codec.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace hookworthy;

std::vector<std::int64_t> latencies() {
  std::mt19937_64 engine(1);
  std::lognormal_distribution<double> typical(13.0, 1.0);  // around half a millisecond
  std::vector<std::int64_t> values(4096);
  for (auto& value : values) value = static_cast<std::int64_t>(typical(engine));
  return values;
}

stats::Histogram filled() {
  stats::Histogram histogram;
  for (const auto value : latencies()) histogram.record(value);
  return histogram;
}

void record(benchmark::State& state) {
  stats::Histogram histogram;
  const auto values = latencies();
  std::size_t i = 0;
  for ([[maybe_unused]] const auto _ : state) histogram.record(values[i++ % values.size()]);
  benchmark::DoNotOptimize(histogram.count());
  state.SetItemsProcessed(state.iterations());
}

void quantile(benchmark::State& state) {
  const auto histogram = filled();
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(histogram.value_at_quantile(0.99));
  }
  state.SetItemsProcessed(state.iterations());
}

void encode(benchmark::State& state) {
  const auto histogram = filled();
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(stats::encode_v2(histogram));
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("record/latencies", record);
  benchmark::RegisterBenchmark("quantile/latencies", quantile);
  benchmark::RegisterBenchmark("encode/latencies", encode);
  return bench::run_table(argc, argv, "record");
}
