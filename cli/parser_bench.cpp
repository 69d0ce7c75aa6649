#include "cli/parser_bench.hpp"

#include "verifier/assert.hpp"
#include "verifier/stats/histogram.hpp"

#include <algorithm>
#include <chrono>

namespace hookworthy::cli {

std::uint64_t (*count_allocations)() = nullptr;

namespace {

using Clock = std::chrono::steady_clock;

std::int64_t ns_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  HOOKWORTHY_ASSERT(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<std::string> make_callbacks(const plan::Plan& plan, unsigned count) {
  std::vector<std::string> bodies(count);
  for (unsigned i = 0; i < count; ++i) {
    const bool random = i % 2 == 1;
    const Kind kind = random ? Kind::random : Kind::canonical;
    plan.at(kind, i / 2 % plan.count(kind), bodies[i]);
  }
  return bodies;
}

/// Nanoseconds per callback of about `ms` milliseconds of work.
double time_round(const ParserSubject& parser, const std::vector<std::string>& bodies,
                  unsigned ms) {
  const std::int64_t enough_ns = std::int64_t{ms} * 1'000'000;
  std::uint64_t accepted = 0, read = 0;
  const auto start = Clock::now();
  std::int64_t elapsed_ns = 0;
  do {
    for (const std::string& body : bodies) accepted += parser.accept(body) ? 1 : 0;
    read += bodies.size();
    elapsed_ns = ns_since(start);
  } while (elapsed_ns < enough_ns);
  // What nobody looks at need not be computed.
  HOOKWORTHY_ASSERT(accepted <= read);
  return static_cast<double>(elapsed_ns) / static_cast<double>(read);
}

void time_single(const ParserSubject& parser, const std::vector<std::string>& bodies,
                 ParserFigures& figures) {
  constexpr int passes = 20;
  stats::Histogram histogram;
  std::uint64_t accepted = 0;
  const std::uint64_t before = count_allocations == nullptr ? 0 : count_allocations();
  for (const std::string& body : bodies) accepted += parser.accept(body) ? 1 : 0;
  if (count_allocations != nullptr) {
    figures.allocations =
        static_cast<double>(count_allocations() - before) / static_cast<double>(bodies.size());
  }
  for (int i = 0; i < passes; ++i) {
    for (const std::string& body : bodies) {
      const auto start = Clock::now();
      accepted += parser.accept(body) ? 1 : 0;
      histogram.record(ns_since(start));
    }
  }
  HOOKWORTHY_ASSERT(accepted <= (passes + 1) * bodies.size());
  figures.p50_ns = histogram.value_at_quantile(0.5).value_or(0);
  figures.p99_ns = histogram.value_at_quantile(0.99).value_or(0);
}

void ask(const plan::Plan& plan, Kind kind, const ParserSubject& parser, ParserFigures& figures) {
  constexpr std::size_t most_named = 10;
  std::string body;
  for (std::uint64_t i = 0; i < plan.count(kind); ++i) {
    const Case item = plan.at(kind, i, body);
    if (item.expect == Expect::either) continue;
    const bool agreed = parser.accept(body) == (item.expect == Expect::accept);
    (kind == Kind::edge ? figures.edges : figures.violations) += 1;
    (kind == Kind::edge ? figures.edges_agreed : figures.violations_agreed) += agreed ? 1 : 0;
    if (!agreed && figures.disagreements.size() < most_named) {
      figures.disagreements.push_back(case_id(item));
    }
  }
}

}  // namespace

ParserBenchResult bench_parsers(const plan::Plan& plan, std::span<const ParserSubject> parsers,
                                const ParserBenchSettings& settings) {
  const std::vector<std::string> bodies = make_callbacks(plan, settings.callbacks);
  ParserBenchResult result;
  std::size_t bytes = 0, reference = parsers.size();
  for (const std::string& body : bodies) bytes += body.size();
  result.bytes_per_callback = static_cast<double>(bytes) / static_cast<double>(bodies.size());
  for (std::size_t i = 0; i < parsers.size(); ++i) {
    result.parsers.emplace_back();
    result.parsers[i].name = parsers[i].name;
    result.parsers[i].plugin = parsers[i].plugin;
    if (parsers[i].name == reference_parser && !parsers[i].plugin) reference = i;
    // Caches and branch predictors learn before it counts.
    time_round(parsers[i], bodies, 1);
  }
  HOOKWORTHY_ASSERT(reference < parsers.size());
  std::vector<std::vector<double>> rounds(parsers.size());
  for (unsigned round = 0; round < settings.rounds; ++round) {
    for (std::size_t i = 0; i < parsers.size(); ++i) {
      rounds[i].push_back(time_round(parsers[i], bodies, settings.round_ms));
    }
  }
  for (std::size_t i = 0; i < parsers.size(); ++i) {
    ParserFigures& figures = result.parsers[i];
    std::vector<double> ratios;
    for (std::size_t round = 0; round < rounds[i].size(); ++round) {
      ratios.push_back(rounds[i][round] / rounds[reference][round]);
    }
    figures.ns_per_callback = median(rounds[i]);
    figures.times_reference = median(ratios);
    time_single(parsers[i], bodies, figures);
    if (!settings.agreement) continue;
    ask(plan, Kind::edge, parsers[i], figures);
    ask(plan, Kind::violation, parsers[i], figures);
  }
  return result;
}

}  // namespace hookworthy::cli
