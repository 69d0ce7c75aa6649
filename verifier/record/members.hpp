#pragma once

#include "verifier/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

// For the readers of lines that are not on the load path.

namespace hookworthy::record::detail {

/// Levels of nesting in a line; its values are handed to code that may recurse.
inline constexpr int max_depth = 16;

/// `line` as an object; the Error calls it `what`.
inline Result<nlohmann::json> parse_object(std::string_view line, std::string_view what) {
  using Json = nlohmann::json;
  bool too_deep = false;
  const auto watch = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > max_depth;
    return !too_deep;
  };
  Json json = Json::parse(line, watch, false);
  if (too_deep || json.is_discarded() || !json.is_object()) {
    return Error{fmt::format("the {} is not a JSON object", what)};
  }
  return Result<Json>(boost::system::in_place_value, std::move(json));
}

/// Reads members of an object into variables and remembers the first that was wrong.
class Members {
 public:
  using Json = nlohmann::json;
  explicit Members(const Json& json) : json_(json) {}

  void read(const char* name, std::string& value) {
    if (const Json* member = find(name, Json::value_t::string)) value = member->get<std::string>();
  }
  void read(const char* name, std::uint64_t& value) {
    if (const Json* member = find(name, Json::value_t::number_unsigned)) {
      value = member->get<std::uint64_t>();
    }
  }
  /// An object, taken as it is.
  const Json* object(const char* name) { return find(name, Json::value_t::object); }
  const Json* array(const char* name) { return find(name, Json::value_t::array); }
  [[nodiscard]] bool has(const char* name) const { return json_.contains(name); }

  void wrong(std::string_view name) {
    if (error_.empty()) error_ = fmt::format("\"{}\" is missing or wrong", name);
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  const Json* find(const char* name, Json::value_t type) {
    const auto it = json_.find(name);
    if (it != json_.end() && it->type() == type) return &*it;
    if (error_.empty()) error_ = fmt::format("\"{}\" is missing or of the wrong type", name);
    return nullptr;
  }

  const Json& json_;
  std::string error_;
};

}  // namespace hookworthy::record::detail
