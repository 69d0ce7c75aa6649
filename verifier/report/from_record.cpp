#include "verifier/report/from_record.hpp"

#include "verifier/assert.hpp"
#include "verifier/record/fanout.hpp"
#include "verifier/record/text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::report {
namespace {

using record::RecordError;
using record::RecordReader;

/// Records may be anyone's: what they say must not reach a terminal raw.
Error said_of(const RecordSource& source, const std::string& message) {
  constexpr std::size_t max_bytes = 500;
  return Error{fmt::format("{}: {}", source.name, record::printable(message, max_bytes))};
}

/// What one record or several amount to.
struct Books {
  check::Tally tally;
  check::Judge judge;
  check::RunFacts facts;
};

/// One record after its header was read.
struct Opened {
  const RecordSource* source;
  RecordReader reader;
  RunSettings settings;
};

Result<Opened> open(const RecordSource& source) {
  HOOKWORTHY_ASSERT(source.in != nullptr);
  auto reader = RecordReader::open(*source.in);
  if (!reader) return said_of(source, reader.error().message);
  auto settings = settings_from_json(reader->header().settings);
  if (!settings) return said_of(source, "settings: " + settings.error().message);
  return Result<Opened>(boost::system::in_place_value,
                        Opened{&source, std::move(*reader), std::move(*settings)});
}

/// Feeds the deliveries of one record into `tally` and `judge`, and its trailer into `facts`.
Result<void> replay_into(Opened& record, check::Tally& tally, check::Judge& judge,
                         check::RunFacts& facts) {
  record::Fanout sinks({&tally, &judge});
  record.reader.tell_trials_to(&sinks);
  for (;;) {
    const auto next = record.reader.next();
    if (!next) {
      if (next.error().kind != RecordError::Kind::torn) {
        return said_of(*record.source, next.error().message);
      }
      // What was read is sound, but nobody knows what is missing.
      facts.counts = record.reader.counts();
      facts.faults.push_back(
          fmt::format("{}: torn, {}", record.source->name, next.error().message));
      return {};
    }
    if (*next == nullptr) break;
    sinks.take(**next);
  }
  const record::Trailer& trailer = *record.reader.trailer();
  if (const auto read = facts_from_json(trailer.facts, facts); !read) {
    return said_of(*record.source, "facts: " + read.error().message);
  }
  facts.counts = trailer.counts;
  facts.duration_ns = trailer.duration_ns;
  return {};
}

template <class Number>
void add(std::optional<Number>& sum, const std::optional<Number>& part) {
  if (part) sum = sum.value_or(0) + *part;
}

/// Shards of one run, side by side.
void add_shard(check::RunFacts& sum, const check::RunFacts& part) {
  sum.counts.add(part.counts);
  if (part.duration_ns) {
    sum.duration_ns = std::max(sum.duration_ns.value_or(0), *part.duration_ns);
  }
  add(sum.harness.planned_per_s, part.harness.planned_per_s);
  add(sum.harness.achieved_per_s, part.harness.achieved_per_s);
  add(sum.harness.cpu_s, part.harness.cpu_s);
  add(sum.harness.max_rss_bytes, part.harness.max_rss_bytes);
  add(sum.harness.threads, part.harness.threads);
  add(sum.harness.connections, part.harness.connections);
  sum.harness.interrupted = sum.harness.interrupted || part.harness.interrupted;
  sum.harness.out_of_budget = sum.harness.out_of_budget || part.harness.out_of_budget;
  sum.notes.insert(sum.notes.end(), part.notes.begin(), part.notes.end());
  if (sum.explored.empty()) sum.explored = part.explored;
  sum.faults.insert(sum.faults.end(), part.faults.begin(), part.faults.end());
}

Result<std::vector<stats::Threshold>> thresholds_of(const RunSettings& settings,
                                                    const Rejudge& rejudge) {
  using Thresholds = Result<std::vector<stats::Threshold>>;
  if (rejudge.thresholds) return Thresholds(boost::system::in_place_value, *rejudge.thresholds);
  std::vector<stats::Threshold> thresholds;
  for (const auto& expression : settings.thresholds) {
    auto parsed = stats::parse_threshold(expression);
    if (!parsed) return parsed.error();
    thresholds.push_back(std::move(*parsed));
  }
  return Thresholds(boost::system::in_place_value, std::move(thresholds));
}

std::vector<std::string> types_of(const std::vector<stats::Threshold>& thresholds) {
  std::vector<std::string> types;
  for (const auto& threshold : thresholds) {
    if (threshold.type) types.push_back(*threshold.type);
  }
  return types;
}

Result<std::vector<Opened>> open_all(std::span<const RecordSource> sources,
                                     const contract::Contract& contract) {
  std::vector<Opened> records;
  for (const auto& source : sources) {
    auto opened = open(source);
    if (!opened) return opened.error();
    const auto& sha256 = opened->reader.header().contract.sha256;
    if (sha256 != contract.sha256()) {
      return said_of(source, fmt::format("was made with another contract (sha256 {:.12}, not "
                                         "{:.12}): give its file with --contract",
                                         sha256, contract.sha256()));
    }
    records.push_back(std::move(*opened));
  }
  return Result<std::vector<Opened>>(boost::system::in_place_value, std::move(records));
}

}  // namespace

Result<Summary> summary_from_records(std::span<const RecordSource> sources,
                                     std::shared_ptr<const contract::Contract> contract,
                                     const Rejudge& rejudge) {
  if (sources.empty()) return Error{"no record given"};
  auto records = open_all(sources, *contract);
  if (!records) return records.error();
  const RunSettings& first = records->front().settings;
  const auto thresholds = thresholds_of(first, rejudge);
  if (!thresholds) return said_of(sources.front(), thresholds.error().message);

  const check::JudgeOptions options{.profile = rejudge.profile.value_or(first.profile),
                                    .clauses = clause_set(first),
                                    .canonical_types = first.canonical_types,
                                    .has_probe = !first.probe.empty()};
  const auto timed = types_of(*thresholds);
  Books books{check::Tally(contract, timed), check::Judge(contract, options), {}};
  std::int64_t measured_ns = 0;
  for (auto& record : *records) {
    // A judge of its own for each: what follows up what is told by sequences of one run.
    check::Judge judge(contract, options);
    check::RunFacts facts;
    if (const auto read = replay_into(record, books.tally, judge, facts); !read) {
      return read.error();
    }
    books.judge.merge(judge);
    measured_ns = std::max(measured_ns, facts.duration_ns.value_or(0) - record.settings.warm_up_ns);
    add_shard(books.facts, facts);
  }
  books.tally.set_measured_ns(measured_ns);

  const record::Header& header = records->front().reader.header();
  // Only one record can be named in a line to paste; without it the seed makes the cases again.
  const check::RunContext context{.target = header.target,
                                  .seed = header.seed,
                                  .contract_file = first.contract_file,
                                  .record_file = sources.size() == 1 ? sources.front().name : "",
                                  .headers = first.headers,
                                  .probe = first.probe,
                                  .probe_pointers = first.probe_pointers,
                                  .transport = first.transport,
                                  .signing = first.signing};
  return Result<Summary>(boost::system::in_place_value,
                         summarize(header, books.tally, books.judge, books.facts,
                                   Gates{*thresholds, first.goal}, context, *contract));
}

}  // namespace hookworthy::report
