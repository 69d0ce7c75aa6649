#pragma once

#include "verifier/contract/contract.hpp"
#include "verifier/result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::cli {

/// A parser under measurement. One thread.
struct ParserSubject {
  std::string name;
  bool plugin = false;                           ///< the user's own
  std::function<bool(std::string_view)> accept;  ///< whether it accepts the callback
};

/// The name of the parser that others are put in proportion to.
inline constexpr std::string_view reference_parser = "nlohmann accept";

/// Ours (`hookworthy`), our validator alone (`hookworthy validator`), and `nlohmann accept`, which
/// knows JSON but no contract.
std::vector<ParserSubject> built_in_parsers(
    const std::shared_ptr<const contract::Contract>& contract);

/// Loads a shared library that exports what bench/hookworthy_parser_plugin.h says. The Error names
/// the file and what it lacks. The library stays loaded as long as the subject lives.
Result<ParserSubject> load_parser_plugin(const std::string& path);

}  // namespace hookworthy::cli
