// The record codec: deliveries written as lines and read back.

#include "bench/support/callbacks.hpp"
#include "bench/support/table.hpp"
#include "verifier/record/codec.hpp"

#include <string>

#include <benchmark/benchmark.h>

namespace {

using namespace hookworthy;

record::Delivery delivery_of(const std::string& body) {
  record::Delivery delivery;
  delivery.what = {Kind::random, Expect::accept, 7, "new", "", false, ""};
  delivery.outcome = record::Outcome::response;
  delivery.status = 200;
  delivery.intended_ns = 1'000'000'000;
  delivery.sent_ns = 1'000'020'000;
  delivery.done_ns = 1'000'420'000;
  delivery.request_bytes = body.size();
  delivery.response_bytes = 2;
  delivery.request_body = body;
  delivery.response_excerpt = "ok";
  return delivery;
}

void write_lines(benchmark::State& state, bool with_body) {
  const auto delivery = delivery_of(bench::callback_sets()[1].bodies[0]);
  std::string line;
  for ([[maybe_unused]] const auto _ : state) {
    line.clear();
    record::append_delivery(line, delivery, with_body);
    benchmark::DoNotOptimize(line.data());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(line.size()));
}

void read_lines(benchmark::State& state, bool with_body) {
  std::string line;
  record::append_delivery(line, delivery_of(bench::callback_sets()[1].bodies[0]), with_body);
  line.pop_back();
  record::DeliveryParser parser;
  for ([[maybe_unused]] const auto _ : state) {
    const auto delivery = parser.parse(line);
    if (!delivery) {
      state.SkipWithError(delivery.error().message.c_str());
      return;
    }
    benchmark::DoNotOptimize(delivery->status);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(line.size()));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("write/with body", write_lines, true);
  benchmark::RegisterBenchmark("write/without body", write_lines, false);
  benchmark::RegisterBenchmark("read/with body", read_lines, true);
  benchmark::RegisterBenchmark("read/without body", read_lines, false);
  return bench::run_table(argc, argv, "write");
}
