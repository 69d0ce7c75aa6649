#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

// What a receiver shows of an entity, made comparable between trials. Everything here is pure.

namespace hookworthy::run {

/// Pointers (RFC 6901) into documents, with `*` for any index of an array: what changes by itself.
using Volatile = std::set<std::string, std::less<>>;

/// nullopt: not of RFC 6901.
std::optional<nlohmann::json::json_pointer> parse_pointer(const std::string& text);

/// Deeper documents are taken for texts.
inline constexpr int max_document_depth = 128;

/// `body` as JSON, or as a JSON text if it is none; null where it is not UTF-8.
nlohmann::json read_document(std::string_view body);

/// Replaces ids by `#1`, `#2` ... (by their place in `ids`): numbers and texts that are an id, and
/// ids within texts and names where no letter or digit stands beside them.
nlohmann::json with_numbered_ids(const nlohmann::json& document, std::span<const std::string> ids);

/// Adds to `found` where the documents differ.
void add_differences(const nlohmann::json& a, const nlohmann::json& b, Volatile& found);

/// Without the members that change by themselves; items of arrays become null instead.
nlohmann::json without(const nlohmann::json& document, const Volatile& changing);

}  // namespace hookworthy::run
