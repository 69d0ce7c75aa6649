#pragma once

#include "cli/parser_subjects.hpp"
#include "generator/plan/plan.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// How often memory was asked for so far by `operator new` in this thread; nullptr where nobody
/// counts. The program sets it before main.
extern std::uint64_t (*count_allocations)();

struct ParserBenchSettings {
  unsigned callbacks = 256;  ///< different ones, half canonical and half random; >= 2
  unsigned rounds = 15;      ///< >= 1
  unsigned round_ms = 20;    ///< of each parser in each round
  bool agreement = true;     ///< asks about the edges and violations
};

/// How one parser did.
struct ParserFigures {
  std::string name;
  bool plugin = false;
  double ns_per_callback = 0;           ///< median of the rounds
  double times_reference = 0;           ///< median over the rounds of the time as a multiple of the
                                        ///< reference parser's in the same round
  std::int64_t p50_ns = 0, p99_ns = 0;  ///< of single callbacks, with the clock's own time
  std::optional<double> allocations;    ///< per callback
  std::uint64_t edges = 0, edges_agreed = 0;
  std::uint64_t violations = 0, violations_agreed = 0;
  std::vector<std::string> disagreements;  ///< ids of the first few cases
};

struct ParserBenchResult {
  std::vector<ParserFigures> parsers;
  double bytes_per_callback = 0;
};

/// Measures all parsers on the same callbacks, in turn in every round, so that what else the
/// machine does falls on all alike; then, if wanted, asks each about every edge and violation of
/// the catalogue of which the contract tells the outcome. One of the parsers is the reference.
ParserBenchResult bench_parsers(const plan::Plan& plan, std::span<const ParserSubject> parsers,
                                const ParserBenchSettings& settings);

}  // namespace hookworthy::cli
