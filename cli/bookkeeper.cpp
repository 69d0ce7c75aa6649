#include "cli/bookkeeper.hpp"

#include "cli/file_digest.hpp"
#include "cli/target.hpp"
#include "cli/terminal.hpp"
#include "cli/time_files.hpp"
#include "cli/version.hpp"
#include "verifier/check/judge.hpp"
#include "verifier/check/tally.hpp"
#include "verifier/record/fanout.hpp"
#include "verifier/report/write.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hookworthy::cli {
namespace {

/// Headers go into records and reproduction lines, which people paste into tickets: what looks like
/// a credential stays out.
bool is_secret(std::string_view header) {
  std::string name(header.substr(0, header.find(':')));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 7> marks{"auth",    "cookie",   "token",    "secret",
                                                  "api-key", "password", "signature"};
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return name.find(mark) != std::string::npos; });
}

std::vector<std::string> timed_types(const std::vector<stats::Threshold>& thresholds) {
  std::vector<std::string> types;
  for (const stats::Threshold& threshold : thresholds) {
    if (threshold.type) types.push_back(*threshold.type);
  }
  return types;
}

Result<void> write_file(const std::filesystem::path& path, const report::Summary& summary,
                        void (*write)(std::ostream&, const report::Summary&)) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (file) write(file, summary);
  file.close();
  if (!file) return Error{fmt::format("{}: {}", path.string(), std::strerror(errno))};
  return {};
}

}  // namespace

struct Bookkeeper::Worker {
  Worker(const RunPlan& plan, record::RecordFile* file)
      : tally(plan.contract, timed_types(plan.thresholds)),
        judge(plan.contract, {.profile = plan.settings.profile,
                              .clauses = report::clause_set(plan.settings),
                              .canonical_types = plan.settings.canonical_types,
                              .has_probe = !plan.settings.probe.empty()}),
        sinks({&tally, &judge}) {
    if (file != nullptr) {
      writer.emplace(*file, record::RecordWriter::Options{.request_bodies = plan.record_bodies});
      sinks = {&tally, &judge, &*writer};
    }
    fanout.emplace(sinks);
  }

  check::Tally tally;
  check::Judge judge;
  std::optional<record::RecordWriter> writer;
  std::vector<record::Sink*> sinks;
  std::optional<record::Fanout> fanout;
};

void add_report_options(CLI::App& command, ReportOptions& options) {
  command
      .add_option("--format", options.format,
                  fmt::format("{}; all but text: one document on stdout and nothing else",
                              fmt::join(report::format_names(), ", ")))
      ->check(CLI::IsMember(report::format_names()));
  command
      .add_option("--out", options.out_directory,
                  "write summary.json, report.html, report.txt and record.ndjson into this "
                  "directory; of a load also response_time.hlog and the .hgrm of all times")
      ->type_name("DIR");
  command.add_option("--record", options.record_file, "write every delivery to this file (NDJSON)")
      ->type_name("FILE");
}

Bookkeeper::Bookkeeper(RunPlan plan) : plan_(std::move(plan)) {}
Bookkeeper::~Bookkeeper() = default;

Result<std::unique_ptr<Bookkeeper>> Bookkeeper::open(RunPlan plan) {
  std::unique_ptr<Bookkeeper> books(new Bookkeeper(std::move(plan)));
  RunPlan& own = books->plan_;
  own.settings.contract_file = own.contract_options.contract_file;
  for (const std::string& header : own.target.headers) {
    if (!is_secret(header)) own.settings.headers.push_back(header);
  }
  own.settings.transport = words_of(own.target.transport);
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  books->started_epoch_ms_ = since_epoch / std::chrono::milliseconds(1);
  books->header_ = {
      .version = std::string(version()),
      .command = own.command,
      .seed = own.contract_options.seed,
      .contract = {own.contract->title(), own.contract->version(), own.contract->sha256()},
      .target = own.target.url,
      .started_at = utc_now(),
      .settings = report::to_json(own.settings)};
  if (!own.report.out_directory.empty()) {
    std::error_code error;
    std::filesystem::create_directories(own.report.out_directory, error);
    if (error) return Error{fmt::format("--out {}: {}", own.report.out_directory, error.message())};
    if (own.report.record_file.empty()) {
      own.report.record_file = own.report.out_directory + "/record.ndjson";
    }
  }
  if (!own.report.record_file.empty()) {
    auto file = record::RecordFile::create(own.report.record_file, books->header_);
    if (!file) return file.error();
    books->record_ = std::move(*file);
  }
  for (unsigned worker = 0; worker < own.workers; ++worker) {
    books->workers_.push_back(std::make_unique<Worker>(own, books->record_.get()));
  }
  return books;
}

record::Sink& Bookkeeper::sink(unsigned worker) {
  return *workers_[worker]->fanout;
}
const check::Tally& Bookkeeper::tally(unsigned worker) const {
  return workers_[worker]->tally;
}

std::unique_ptr<check::Tally> Bookkeeper::running_tally() const {
  auto all = std::make_unique<check::Tally>(plan_.contract, timed_types(plan_.thresholds));
  for (const auto& worker : workers_) all->merge_live(worker->tally);
  return all;
}

stats::Histogram Bookkeeper::running_response_time() const {
  stats::Histogram all;
  for (const auto& worker : workers_) all.merge_live(worker->tally.times().response_time);
  return all;
}

report::Summary Bookkeeper::running_summary() const {
  return report::summarize_running(header_, *running_tally(), *plan_.contract);
}

Result<void> Bookkeeper::write_files(const report::Summary& summary) const {
  if (plan_.report.out_directory.empty()) return {};
  const std::filesystem::path directory(plan_.report.out_directory);
  const char* name = plan_.command == "certify" ? "certificate.json" : "summary.json";
  if (const auto done = write_file(directory / name, summary, report::write_json); !done) {
    return done;
  }
  if (plan_.command == "fire") {
    const auto done = write_time_files(directory, workers_.front()->tally, started_epoch_ms_);
    if (!done) return done;
  }
  if (const auto done = write_file(directory / "report.html", summary, report::write_html); !done) {
    return done;
  }
  return write_file(directory / "report.txt", summary, report::write_text);
}

int Bookkeeper::close(const check::RunFacts& facts, std::int64_t measured_ns) {
  Worker& first = *workers_.front();
  for (std::size_t k = 1; k < workers_.size(); ++k) {
    first.tally.merge(workers_[k]->tally);
    first.judge.merge(workers_[k]->judge);
  }
  first.tally.set_measured_ns(measured_ns);
  check::RunFacts own_facts = facts;
  if (record_) {
    for (auto& worker : workers_) worker->writer->flush();
    const record::Trailer trailer{.counts = facts.counts,
                                  .duration_ns = facts.duration_ns.value_or(0),
                                  .facts = report::facts_to_json(facts)};
    if (const auto closed = record_->close(trailer); !closed) {
      own_facts.faults.push_back(closed.error().message);
    }
  }
  const check::RunContext context{.target = plan_.target.url,
                                  .seed = plan_.contract_options.seed,
                                  .contract_file = plan_.contract_options.contract_file,
                                  .record_file = plan_.report.record_file,
                                  .headers = plan_.settings.headers,
                                  .probe = plan_.settings.probe,
                                  .probe_pointers = plan_.settings.probe_pointers,
                                  .transport = plan_.settings.transport,
                                  .signing = plan_.settings.signing};
  summary_ = report::summarize(header_, first.tally, first.judge, own_facts,
                               {.thresholds = plan_.thresholds, .goal = plan_.settings.goal},
                               context, *plan_.contract);
  if (record_) summary_.record_sha256 = file_sha256(plan_.report.record_file);
  if (const auto written = write_files(summary_); !written) return fail(written.error());
  if (const auto printed = print_summary(summary_, plan_.report.format); !printed) {
    return fail(printed.error());
  }
  return exit_code(summary_);
}

Result<std::vector<stats::Threshold>> parse_thresholds(const std::vector<std::string>& expressions,
                                                       const contract::Contract& contract) {
  std::vector<stats::Threshold> thresholds;
  for (const std::string& expression : expressions) {
    auto threshold = stats::parse_threshold(expression);
    if (!threshold) return Error{"--threshold: " + threshold.error().message};
    if (threshold->type) {
      if (const auto known = check_types(contract, {*threshold->type}); !known) {
        return Error{"--threshold " + expression + ": " + known.error().message};
      }
    }
    thresholds.push_back(std::move(*threshold));
  }
  return thresholds;
}

int exit_code(const report::Summary& summary) {
  if (summary.interrupted) return exit_interrupted;
  switch (summary.verdict) {
    case check::Verdict::kept:
      return exit_kept;
    case check::Verdict::violated:
      return exit_violated;
    case check::Verdict::inconclusive:
      return exit_inconclusive;
  }
  return exit_inconclusive;
}

Result<void> print_summary(const report::Summary& summary, const std::string& format) {
  const auto print_text = [&](std::ostream& out, int file) {
    report::write_text(out, summary,
                       wants_colours(file) ? report::Colours::ansi : report::Colours::none);
  };
  if (format == "text") {
    print_text(std::cout, STDOUT_FILENO);
  } else {
    print_text(std::cerr, STDERR_FILENO);
    if (const report::Format* known = report::find_format(format)) known->write(std::cout, summary);
  }
  std::cout.flush();
  if (!std::cout) return Error{"cannot write to standard output"};
  return {};
}

}  // namespace hookworthy::cli
