// What it costs to count and judge one delivery, as every worker does while it sends.

#include "bench/support/callbacks.hpp"
#include "bench/support/table.hpp"
#include "generator/plan/mix.hpp"
#include "generator/plan/sources.hpp"
#include "verifier/check/judge.hpp"
#include "verifier/check/tally.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace hookworthy;

/// Many deliveries of a mix, 50 us apart, all of them accepted after 400 us.
std::vector<record::Delivery> deliveries_of(const plan::Mix& mix) {
  constexpr std::size_t count = std::size_t{1} << 16;
  plan::MixSource source(mix);
  std::vector<record::Delivery> deliveries(count);
  std::string body;
  for (std::size_t i = 0; i < count; ++i) {
    record::Delivery& delivery = deliveries[i];
    delivery.sequence = i;
    delivery.what = *source.at(i, body);
    delivery.outcome = record::Outcome::response;
    delivery.status = delivery.what.expect == Expect::reject ? 400 : 200;
    delivery.intended_ns = static_cast<std::int64_t>(i) * 50'000;
    delivery.sent_ns = delivery.intended_ns + 20'000;
    delivery.done_ns = delivery.sent_ns + 380'000 + static_cast<std::int64_t>(i * 7919 % 100'000);
    delivery.request_bytes = body.size();
  }
  return deliveries;
}

plan::Mix mix_of(const std::string& text) {
  return *plan::Mix::make(bench::callbacks(), *plan::parse_mix(text));
}

void take(benchmark::State& state, const std::vector<record::Delivery>& deliveries,
          record::Sink& sink) {
  std::size_t i = 0;
  for ([[maybe_unused]] const auto _ : state) sink.take(deliveries[i++ % deliveries.size()]);
  state.SetItemsProcessed(state.iterations());
}

void count(benchmark::State& state, const std::string& text) {
  check::Tally tally(bench::embedded());
  take(state, deliveries_of(mix_of(text)), tally);
}

void judge(benchmark::State& state, const std::string& text) {
  check::Judge judge(bench::embedded(), {});
  take(state, deliveries_of(mix_of(text)), judge);
}

void render(benchmark::State& state, const std::string& text) {
  const plan::Mix mix = mix_of(text);
  plan::MixSource source(mix);
  std::string body;
  std::uint64_t i = 0;
  for ([[maybe_unused]] const auto _ : state) benchmark::DoNotOptimize(source.at(i++, body));
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::pair<std::string, std::string>> mixes{
      {"valid", "valid=1"},
      {"mixed", "valid=0.9,edge=0.09,violation=0.01"},
      {"edges", "edge=1"},
      {"chain", "chain=1"}};
  for (const auto& [name, mix] : mixes) {
    benchmark::RegisterBenchmark(("count/" + name).c_str(), count, mix);
    benchmark::RegisterBenchmark(("judge/" + name).c_str(), judge, mix);
    benchmark::RegisterBenchmark(("render/" + name).c_str(), render, mix);
  }
  return bench::run_table(argc, argv, "count");
}
