#pragma once

#include <span>
#include <string_view>

// Words that typical callbacks are made of, in several scripts. All are UTF-8 and need no escape in
// JSON; none is empty. People and companies are invented.

namespace hookworthy::plan::vocabulary {

std::span<const std::string_view> first_names();
std::span<const std::string_view> last_names();
std::span<const std::string_view> companies();
std::span<const std::string_view> titles();
std::span<const std::string_view> sentences();
std::span<const std::string_view> words();  ///< lower-case ASCII letters

}  // namespace hookworthy::plan::vocabulary
