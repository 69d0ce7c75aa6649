#pragma once

#include "verifier/check/judge.hpp"
#include "verifier/check/tally.hpp"
#include "verifier/record/counts.hpp"
#include "verifier/stats/threshold.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::check {

/// What a run knows of the harness itself. Numbers that were not measured are nullopt.
struct HarnessFacts {
  std::optional<double> planned_per_s;   ///< nullopt: a closed loop, there is no plan to hold
  std::optional<double> achieved_per_s;  ///< sent
  std::optional<double> cpu_s;           ///< user and system time
  std::optional<std::uint64_t> max_rss_bytes;
  std::optional<unsigned> threads;
  std::optional<std::uint64_t> connections;  ///< opened, reconnects included
  bool interrupted = false;                  ///< the user asked it to stop
  bool out_of_budget = false;                ///< the time given was over before the cases were
  friend bool operator==(const HarnessFacts&, const HarnessFacts&) = default;
};

/// How much of something that cannot be told from cases alone was covered, such as pairs of edges.
struct Explored {
  std::string what;  ///< plural, such as `pairs`, `transitions`, `operations`
  std::uint64_t tried = 0;
  std::optional<std::uint64_t> of;                 ///< nullopt: not known
  std::map<std::string, std::uint64_t> by_name{};  ///< how often each, where they have names
  friend bool operator==(const Explored&, const Explored&) = default;
};

/// What a run says of itself when it has ended.
struct RunFacts {
  record::Counts counts;  ///< the engine's own books, which the sinks' are compared with
  std::optional<std::int64_t> duration_ns;
  HarnessFacts harness;
  std::vector<std::string> notes;  ///< for the reasons, without weight, one line each
  std::vector<Explored> explored;
  std::vector<std::string> faults;  ///< for the reasons; each makes the run inconclusive
};

/// A share of the plan below which a run says nothing of the receiver's speed (law 3).
inline constexpr double min_achieved_share = 0.99;
/// A lag above this share of a broken limit on the response time makes that threshold doubtful.
inline constexpr double max_lag_share = 0.1;

enum class Verdict : std::uint8_t { kept, violated, inconclusive };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// All verdicts of one run.
struct Certificate {
  Verdict verdict = Verdict::inconclusive;
  /// One line each: first why the verdict is not `kept`, then what else has to be known. Harmless
  /// on a terminal.
  std::vector<std::string> reasons;
  std::vector<ClauseResult> clauses;
  std::vector<stats::ThresholdResult> thresholds;  ///< in the order given
  bool interrupted = false;
};

/// Why the harness cannot vouch for its rate; nullopt when it can. Says what to do about it.
[[nodiscard]] std::optional<std::string> rate_shortfall(const HarnessFacts& harness);

/// Why a broken threshold may be the harness's doing; nullopt when it is the receiver's. A lag can
/// only make response times longer: a kept threshold stays kept, and one that the service time
/// breaks too is broken.
[[nodiscard]] std::optional<std::string> lag_shortfall(const stats::Threshold& threshold,
                                                       const stats::MetricSource& source);

/// Combines clauses, thresholds and the harness's own conduct. In this order:
///   violated      a MUST was broken, or a threshold (but timeouts and thresholds prove nothing
///   when
///                 the rate fell short, and a threshold nothing when the send lag is to blame)
///   inconclusive  nothing was judged; the rate fell short; connections refused; the harness out of
///                 descriptors, ports or connections; books that do not balance; a MUST or a
///                 threshold without a verdict; interrupted; any of facts.faults
///   kept          otherwise; a budget that was too short is a reason line, not a verdict
/// `tally` and `judge` are the merged ones of all workers.
[[nodiscard]] Certificate make_certificate(const Judge& judge, const Tally& tally,
                                           const RunFacts& facts,
                                           std::span<const stats::Threshold> thresholds);

}  // namespace hookworthy::check
