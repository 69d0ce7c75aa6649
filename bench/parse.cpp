// Parsing and validating callbacks: ours beside other JSON parsers, with and without validation.

#include "bench/support/callbacks.hpp"
#include "bench/support/peers.hpp"
#include "bench/support/table.hpp"

#include <algorithm>
#include <string>

#include <benchmark/benchmark.h>

namespace {

using namespace hookworthy::bench;

void read_all(benchmark::State& state, const Subject& subject, const CallbackSet& set) {
  const Reader read = subject.prepare(set);
  // A parser that does not do its work is not fast.
  for (std::size_t i = 0; i < set.bodies.size(); ++i) {
    if (subject.validates && read(i) != set.valid) {
      state.SkipWithError(("wrong on " + set.bodies[i].substr(0, 200)).c_str());
      return;
    }
  }
  std::size_t i = 0;
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(read(i));
    if (++i == set.bodies.size()) i = 0;
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(static_cast<double>(state.iterations()) *
                                                    static_cast<double>(set.bytes) /
                                                    static_cast<double>(set.bodies.size())));
}

}  // namespace

int main(int argc, char** argv) {
  for (const Subject& subject : subjects()) {
    for (const CallbackSet& set : callback_sets()) {
      benchmark::RegisterBenchmark(
          (subject.name + "/" + set.name).c_str(),
          [subject, &set](benchmark::State& state) { read_all(state, subject, set); });
    }
  }
  return run_table(argc, argv, "hookworthy");
}
