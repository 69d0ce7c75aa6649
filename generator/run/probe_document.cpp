#include "generator/run/probe_document.hpp"

#include <cctype>
#include <utility>

namespace hookworthy::run {
namespace {

using nlohmann::json;
using Place = json::json_pointer;

bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  const auto joins = [&](std::size_t place) {
    return std::isalnum(static_cast<unsigned char>(text[place])) != 0;
  };
  return (at == 0 || !joins(at - 1)) && (at + size == text.size() || !joins(at + size));
}

std::string numbered(std::string text, std::span<const std::string> ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) continue;
    const std::string mark = '#' + std::to_string(i + 1);
    for (auto at = text.find(ids[i]); at != std::string::npos;) {
      if (stands_alone(text, at, ids[i].size())) {
        text.replace(at, ids[i].size(), mark);
        at += mark.size();
      } else {
        ++at;
      }
      at = text.find(ids[i], at);
    }
  }
  return text;
}

void add_differences(const json& a, const json& b, const Place& place, Volatile& found) {
  if (a.is_object() && b.is_object()) {
    for (const auto& [name, value] : a.items()) {
      const auto other = b.find(name);
      if (other == b.end()) {
        found.insert((place / name).to_string());
      } else {
        add_differences(value, *other, place / name, found);
      }
    }
    for (const auto& [name, value] : b.items()) {
      if (!a.contains(name)) found.insert((place / name).to_string());
    }
  } else if (a.is_array() && b.is_array() && a.size() == b.size()) {
    for (std::size_t i = 0; i < a.size(); ++i) add_differences(a[i], b[i], place / "*", found);
  } else if (a != b) {
    found.insert(place.to_string());
  }
}

json without(const json& document, const Place& place, const Volatile& changing) {
  if (document.is_object()) {
    json kept = json::object();
    for (const auto& [name, value] : document.items()) {
      const Place below = place / name;
      if (!changing.contains(below.to_string())) kept[name] = without(value, below, changing);
    }
    return kept;
  }
  if (document.is_array()) {
    json kept = json::array();
    const bool all = changing.contains((place / "*").to_string());
    for (const json& item : document) {
      kept.push_back(all ? json() : without(item, place / "*", changing));
    }
    return kept;
  }
  return document;
}

}  // namespace

std::optional<Place> parse_pointer(const std::string& text) {
  try {
    return Place(text);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

json read_document(std::string_view body) {
  // What comes after is recursive, so a receiver must not choose the depth.
  bool deep = false;
  const auto look = [&](int depth, json::parse_event_t, json&) {
    deep = deep || depth > max_document_depth;
    return !deep;
  };
  json parsed = json::parse(body, look, false);
  if (!deep && !parsed.is_discarded()) return parsed;
  json text = std::string(body);
  // A text that is not UTF-8 could not be written again.
  if (json::accept(text.dump(-1, ' ', false, json::error_handler_t::ignore)) &&
      json::parse(text.dump(-1, ' ', false, json::error_handler_t::ignore)) == text) {
    return text;
  }
  return {};
}

json with_numbered_ids(const json& document, std::span<const std::string> ids) {
  if (document.is_object()) {
    json result = json::object();
    for (const auto& [name, value] : document.items()) {
      result[numbered(name, ids)] = with_numbered_ids(value, ids);
    }
    return result;
  }
  if (document.is_array()) {
    json result = json::array();
    for (const json& item : document) result.push_back(with_numbered_ids(item, ids));
    return result;
  }
  if (document.is_string()) return numbered(document.get<std::string>(), ids);
  if (document.is_number()) {
    const std::string text = document.dump();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == text) return '#' + std::to_string(i + 1);
    }
  }
  return document;
}

void add_differences(const json& a, const json& b, Volatile& found) {
  add_differences(a, b, Place(), found);
}

json without(const json& document, const Volatile& changing) {
  if (changing.contains("")) return {};
  return without(document, Place(), changing);
}

}  // namespace hookworthy::run
