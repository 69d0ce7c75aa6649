// Signing callbacks, and believing signatures.

#include "bench/support/callbacks.hpp"
#include "bench/support/table.hpp"
#include "verifier/contract/signature.hpp"

#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

namespace {

using namespace hookworthy;

constexpr std::int64_t now_s = 1'700'000'000;

const contract::StandardWebhooks& scheme() {
  static const auto made = contract::StandardWebhooks::make("whsec_c2VjcmV0c2VjcmV0c2VjcmV0");
  return *made;
}

void sign(benchmark::State& state) {
  const std::string& body = bench::callback_sets()[1].bodies[0];
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(scheme().sign("msg_1", now_s, body));
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("sign/random", sign);
  return bench::run_table(argc, argv, "sign");
}
