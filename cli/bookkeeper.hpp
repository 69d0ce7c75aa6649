#pragma once

#include "cli/exit_code.hpp"
#include "cli/options.hpp"
#include "verifier/check/certificate.hpp"
#include "verifier/record/record_writer.hpp"
#include "verifier/report/settings.hpp"
#include "verifier/report/summary.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// How a run is reported: --format, --out, --record.
struct ReportOptions {
  std::string format = "text";
  std::string out_directory;  ///< empty: none
  std::string record_file;    ///< empty: record.ndjson in out_directory, if there is one
};
void add_report_options(CLI::App& command, ReportOptions& options);

/// What is known of a run before it begins.
struct RunPlan {
  std::string command;
  std::shared_ptr<const contract::Contract> contract;
  ContractOptions contract_options;
  TargetOptions target;
  ReportOptions report;
  report::RunSettings
      settings;  ///< profile, goal, thresholds; contract_file and headers are filled in
  std::vector<stats::Threshold> thresholds;
  unsigned workers = 1;
  bool record_bodies = true;
};

/// Keeps the books of a run: a tally, a judge and a record writer per worker, and at the end the
/// report. Sinks are called by their workers only; everything else by one thread.
class Bookkeeper {
 public:
  /// Creates the output directory and the record file, so that a wrong path is told before the run.
  static Result<std::unique_ptr<Bookkeeper>> open(RunPlan plan);
  ~Bookkeeper();

  record::Sink& sink(unsigned worker);
  /// For harnesses that want to look at counts in between.
  const check::Tally& tally(unsigned worker) const;
  /// How the run stands, from any thread while the workers go on and until close() is called; a few
  /// milliseconds of the caller's time.
  report::Summary running_summary() const;
  /// The counts alone; likewise.
  std::unique_ptr<check::Tally> running_tally() const;
  /// The response times alone; likewise, and cheaper.
  stats::Histogram running_response_time() const;

  /// Merges the workers' books, closes the record, writes all reports, and returns the exit code.
  /// `measured_ns`: the run without its warm-up.
  int close(const check::RunFacts& facts, std::int64_t measured_ns);
  /// What close() reported.
  const report::Summary& summary() const { return summary_; }

 private:
  struct Worker;
  explicit Bookkeeper(RunPlan plan);
  Result<void> write_files(const report::Summary& summary) const;

  RunPlan plan_;
  record::Header header_;
  std::int64_t started_epoch_ms_ = 0;
  std::unique_ptr<record::RecordFile> record_;
  std::vector<std::unique_ptr<Worker>> workers_;
  report::Summary summary_;
};

/// Parses --threshold expressions; a type that the contract does not have is an Error.
Result<std::vector<stats::Threshold>> parse_thresholds(const std::vector<std::string>& expressions,
                                                       const contract::Contract& contract);

/// The exit code for a verdict.
int exit_code(const report::Summary& summary);

/// Prints the summary on stdout in `format`, a name of report::formats(); the text goes to stderr
/// where that is another one. `none`: the text goes to stderr alone.
Result<void> print_summary(const report::Summary& summary, const std::string& format);

}  // namespace hookworthy::cli
