// Making callbacks into a reused buffer: ours beside RapidCheck with a DOM, and a DOM's dump.

#include "bench/support/callbacks.hpp"
#include "bench/support/rapidcheck_peer.hpp"
#include "bench/support/table.hpp"
#include "generator/plan/mix.hpp"
#include "generator/plan/sources.hpp"
#include "verifier/contract/fast_parser.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <rapidcheck.h>

namespace {
std::uint64_t allocations = 0;
}  // namespace

#ifndef __SANITIZE_ADDRESS__
// Not inlined, or the compiler sees malloc meet delete and free meet new, and objects.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

namespace {

using namespace hookworthy;

constexpr std::uint64_t ready = 256;  // callbacks that peers get ready made

/// Makes callback `i` and says how many bytes it has.
using Make = std::function<std::size_t(std::uint64_t i)>;

void run(benchmark::State& state, const Make& make, std::uint64_t count) {
  // Buffers grow now.
  for (std::uint64_t i = 0; i < count; ++i) make(i);
  std::size_t bytes = 0;
  std::uint64_t i = 0;
  const std::uint64_t before = allocations;
  for ([[maybe_unused]] const auto _ : state) {
    bytes += make(i);
    if (++i == count) i = 0;
  }
  const auto asked = static_cast<double>(allocations - before);
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.counters["allocations"] = benchmark::Counter(asked, benchmark::Counter::kAvgIterations);
}

const plan::Mix& mix() {
  static const auto made =
      plan::Mix::make(bench::callbacks(), *plan::parse_mix("valid=0.9,edge=0.09,violation=0.01"));
  return *made;
}

struct What {
  std::string name;
  std::uint64_t count;
  std::function<Case(std::uint64_t i, std::string& body)> make;
};

std::vector<What> everything() {
  std::vector<What> all;
  // Enough of the endless kinds that no predictor learns them by heart.
  for (const Kind kind :
       {Kind::canonical, Kind::edge, Kind::violation, Kind::chain, Kind::random}) {
    all.push_back({std::string(to_string(kind)),
                   std::min<std::uint64_t>(bench::callbacks().count(kind), 100'000),
                   [kind](std::uint64_t i, std::string& body) {
                     return bench::callbacks().at(kind, i, body);
                   }});
  }
  all.push_back({"mix", 100'000, [](std::uint64_t i, std::string& body) {
                   const CaseKey key = mix().at(i);
                   return bench::callbacks().at(key.kind, key.index, body);
                 }});
  return all;
}

// A generator that does not do its work is not fast.
bool is_right(const std::string& body, Expect expect) {
  static const contract::FastParser parser(bench::embedded());
  contract::Extract extract;
  return expect == Expect::either ||
         parser.parse(body, extract).valid == (expect == Expect::accept);
}

void ours(benchmark::State& state, const What& what) {
  std::string body;
  for (std::uint64_t i = 0; i < std::min(what.count, ready); ++i) {
    const Case made = what.make(i, body);
    if (!is_right(body, made.expect)) return state.SkipWithError(("wrong: " + body).c_str());
  }
  run(
      state,
      [&](std::uint64_t i) {
        what.make(i, body);
        return body.size();
      },
      what.count);
}

void rapidcheck(benchmark::State& state) {
  const rc::Gen<nlohmann::json> generator = bench::rapidcheck_callbacks();
  rc::Random random(1);
  std::string body;
  const Make make = [&](std::uint64_t) {
    body = generator(random.split(), rc::kNominalSize).value().dump();
    return body.size();
  };
  for (std::uint64_t i = 0; i < ready; ++i) {
    make(i);
    if (!is_right(body, Expect::accept)) return state.SkipWithError(("wrong: " + body).c_str());
  }
  run(state, make, ready);
}

void dump(benchmark::State& state, const What& what) {
  std::vector<nlohmann::ordered_json> doms;
  std::string body;
  for (std::uint64_t i = 0; i < std::min(what.count, ready); ++i) {
    what.make(i * what.count / std::min(what.count, ready), body);
    auto dom = nlohmann::ordered_json::parse(body, nullptr, false);
    if (!dom.is_discarded()) doms.push_back(std::move(dom));
  }
  run(
      state,
      [&](std::uint64_t i) {
        body = doms[i].dump();
        return body.size();
      },
      doms.size());
}

void copy(benchmark::State& state, const What& what) {
  std::vector<std::string> bodies;
  std::string body;
  for (std::uint64_t i = 0; i < std::min(what.count, ready); ++i) {
    what.make(i * what.count / std::min(what.count, ready), body);
    bodies.push_back(body);
  }
  std::string to(std::size_t{1} << 24, ' ');
  run(
      state,
      [&](std::uint64_t i) {
        const std::string& from = bodies[i];
        if (from.size() > to.size()) std::abort();
        std::memcpy(to.data(), from.data(), from.size());
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
        return from.size();
      },
      bodies.size());
}

}  // namespace

int main(int argc, char** argv) {
  static const std::vector<What> all = everything();
  const auto add = [](const std::string& subject, const What& what, auto measure) {
    benchmark::RegisterBenchmark((subject + "/" + what.name).c_str(), measure, what);
  };
  for (const What& what : all) add("hookworthy", what, ours);
  benchmark::RegisterBenchmark("RapidCheck + nlohmann/random", rapidcheck);
  for (const What& what : all) add("nlohmann dump of a DOM", what, dump);
  for (const What& what : all) add("memcpy", what, copy);
  return bench::run_table(argc, argv, "hookworthy", bench::Columns::time_and_rates);
}
