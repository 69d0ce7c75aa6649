#pragma once

#include <string>

namespace hookworthy::bench {

enum class Columns : bool { time, time_and_rates };

/// Runs the benchmarks registered as SUBJECT/SET and prints one table: a row per subject, a column
/// per set, the median time per item in ns, and how many times as long as `baseline` that is.
/// Repetitions of all benchmarks are interleaved, and the program stays on one processor, so that
/// what else the machine does falls on all alike. `time_and_rates` adds tables of items and bytes
/// per second, and of the counter `allocations` per item. `args` are Google Benchmark's; with
/// --benchmark_format they print its own output instead. Returns the program's exit code.
int run_table(int argc, char** argv, const std::string& baseline, Columns columns = Columns::time);

}  // namespace hookworthy::bench
