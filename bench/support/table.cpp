#include "bench/support/table.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sched.h>

namespace hookworthy::bench {
namespace {

/// Keeps what is measured; prints when all is done.
class Table final : public benchmark::BenchmarkReporter {
 public:
  Table(std::string baseline, Columns columns)
      : baseline_(std::move(baseline)), columns_(columns) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const std::string& name = run.run_name.function_name;
      const std::size_t slash = name.find('/');
      const std::string subject = name.substr(0, slash), set = name.substr(slash + 1);
      remember(subjects_, subject, run.family_index);
      remember(sets_, set, run.family_index);
      const auto items = run.counters.find("items_per_second");
      if (items != run.counters.end()) times_[{subject, set}].push_back(1e9 / items->second);
      for (const auto& [counter, value] : run.counters) {
        counters_[counter][{subject, set}].push_back(value);
      }
    }
  }

  void Finalize() override {
    constexpr std::ptrdiff_t columns = 5;
    const auto sets = in_order(sets_);
    for (auto first = sets.begin(); first != sets.end();) {
      const auto last = first + std::min(columns, sets.end() - first);
      print({first, last});
      first = last;
    }
    fmt::print("ns per item, median of interleaved repetitions; in brackets: times {}\n",
               baseline_);
    if (columns_ == Columns::time) return;
    print_counter("items_per_second", "thousand items/s", 1e-3);
    print_counter("bytes_per_second", "MB/s", 1e-6);
    print_counter("allocations", "allocations per item", 1);
  }

 private:
  using Order = std::map<std::string, std::int64_t>;
  using Samples = std::map<std::pair<std::string, std::string>, std::vector<double>>;

  // In the order in which they were registered, of which a shuffled run knows the numbers.
  static void remember(Order& order, const std::string& item, std::int64_t number) {
    const auto [known, added] = order.emplace(item, number);
    if (!added) known->second = std::min(known->second, number);
  }

  static std::vector<std::string> in_order(const Order& order) {
    std::vector<std::string> items;
    for (const auto& [item, number] : order) items.push_back(item);
    std::sort(items.begin(), items.end(), [&](const std::string& a, const std::string& b) {
      return order.at(a) < order.at(b);
    });
    return items;
  }

  static std::optional<double> median(const Samples& samples, const std::string& subject,
                                      const std::string& set) {
    const auto found = samples.find({subject, set});
    if (found == samples.end()) return std::nullopt;
    std::vector<double> sorted = found->second;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  double median(const std::string& subject, const std::string& set) const {
    return median(times_, subject, set).value_or(0);
  }

  void print_counter(const std::string& counter, const std::string& title, double unit) {
    const auto sets = in_order(sets_);
    fmt::print("\n{:<26}", title);
    for (const std::string& set : sets) fmt::print("{:>12}", std::string_view(set).substr(0, 11));
    fmt::print("\n");
    for (const std::string& subject : in_order(subjects_)) {
      fmt::print("{:<26}", subject);
      for (const std::string& set : sets) {
        const auto value = median(counters_[counter], subject, set);
        fmt::print("{:>12}", value ? fmt::format("{:.1f}", *value * unit) : "-");
      }
      fmt::print("\n");
    }
  }

  void print(const std::vector<std::string>& sets) const {
    fmt::print("{:<26}", "");
    for (const std::string& set : sets) fmt::print("{:>19}", std::string_view(set).substr(0, 18));
    fmt::print("\n");
    for (const std::string& subject : in_order(subjects_)) {
      fmt::print("{:<26}", subject);
      for (const std::string& set : sets) {
        const double time = median(subject, set), base = median(baseline_, set);
        std::string cell = time == 0 ? "-" : fmt::format("{:.0f}", time);
        if (time != 0 && base != 0) cell += fmt::format(" ({:.2f})", time / base);
        fmt::print("{:>19}", cell);
      }
      fmt::print("\n");
    }
    fmt::print("\n");
  }

  std::string baseline_;
  Columns columns_;
  Order subjects_, sets_;
  Samples times_;
  std::map<std::string, Samples> counters_;
};

void stay_on_one_processor() {
  const int processor = sched_getcpu();
  cpu_set_t only;
  CPU_ZERO(&only);
  if (processor < 0) return;
  CPU_SET(processor, &only);
  // Where that is not allowed, figures are only less steady.
  static_cast<void>(sched_setaffinity(0, sizeof only, &only));
}

}  // namespace

int run_table(int argc, char** argv, const std::string& baseline, Columns columns) {
  std::vector<char*> args(argv, argv + argc);
  const auto given = [&](std::string_view option) {
    return std::any_of(args.begin(), args.end(),
                       [&](const char* arg) { return std::string_view(arg).starts_with(option); });
  };
  const bool own_format = given("--benchmark_format");
  std::vector<std::string> defaults;
  if (!given("--benchmark_repetitions")) defaults.push_back("--benchmark_repetitions=7");
  if (!given("--benchmark_min_time")) defaults.push_back("--benchmark_min_time=0.02");
  if (!given("--benchmark_enable_random_interleaving")) {
    defaults.push_back("--benchmark_enable_random_interleaving=true");
  }
  for (std::string& option : defaults) args.push_back(option.data());
  int count = static_cast<int>(args.size());
  benchmark::Initialize(&count, args.data());
  if (benchmark::ReportUnrecognizedArguments(count, args.data())) return 2;
  stay_on_one_processor();
  if (own_format) {
    benchmark::RunSpecifiedBenchmarks();
  } else {
    Table table(baseline, columns);
    benchmark::RunSpecifiedBenchmarks(&table);
  }
  benchmark::Shutdown();
  return 0;
}

}  // namespace hookworthy::bench
