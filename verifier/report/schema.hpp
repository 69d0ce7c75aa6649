#pragma once

#include <span>
#include <string_view>

namespace hookworthy::report {

/// The JSON Schema (draft 2020-12) of one of the program's JSON outputs; lives as long as the
/// program.
struct Schema {
  std::string_view name;      ///< such as `summary`
  std::string_view document;  ///< the file verifier/report/schema/NAME.json
};

/// All of them, by name.
[[nodiscard]] std::span<const Schema> schemas();

/// nullptr: there is none of this name.
[[nodiscard]] const Schema* find_schema(std::string_view name);

}  // namespace hookworthy::report
