#include "generator/plan/protocol_fault.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace hookworthy::plan {

std::string make_head(const FaultInput& input, std::string_view body, const HeadOptions& options) {
  const Wire& wire = input.wire;
  const auto or_wire = [](const std::string& own, std::string_view common) {
    return own.empty() ? std::string(common) : own;
  };
  std::string head = or_wire(options.method, wire.method) + " " +
                     or_wire(options.target, wire.path) + " " + options.version + "\r\n";
  if (!options.host.empty()) head.append(options.host).append(wire.host).append("\r\n");
  head += "User-Agent: hookworthy\r\nAccept: */*\r\n";
  if (!options.no_type.empty()) {
    head += options.no_type;
  } else if (options.has_type) {
    head += options.type + or_wire(options.media_type, wire.media_type) + "\r\n";
  }
  if (!options.no_length.empty()) {
    head += options.no_length;
  } else {
    head += options.length + std::to_string(body.size()) + "\r\n";
  }
  head += options.more;
  if (wire.headers) wire.headers(body, head);
  return head + "\r\n";
}

Script make_request(const FaultInput& input, std::string_view body, const HeadOptions& options) {
  Script script;
  script.acts = {send_act(make_head(input, body, options).append(body))};
  script.body = body;
  return script;
}

Act send_act(std::string bytes, std::uint64_t count) {
  return {.kind = Act::Kind::send, .bytes = std::move(bytes), .count = count};
}

Act simple_act(Act::Kind kind, std::int64_t pause_ns) {
  return {.kind = kind, .pause_ns = pause_ns};
}

std::string chunked(std::string_view body, std::size_t size) {
  std::string out;
  while (!body.empty()) {
    const std::string_view piece = body.substr(0, size);
    std::array<char, 16> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16).ptr;
    out.append(digits.data(), end).append("\r\n").append(piece).append("\r\n");
    body.remove_prefix(piece.size());
  }
  return out + "0\r\n\r\n";
}

std::string with_member(std::string_view object, std::string_view value) {
  const auto end = object.rfind('}');
  const auto begin = object.find_first_not_of(" \t\r\n");
  if (end == std::string_view::npos || begin == std::string_view::npos || object[begin] != '{') {
    return "[" + std::string(value) + "]";
  }
  const auto last = object.find_last_not_of(" \t\r\n", end - 1);
  const bool empty = last == begin;
  return std::string(object.substr(0, end)) + (empty ? "" : ",") +
         "\"hookworthy\":" + std::string(value) + std::string(object.substr(end));
}

std::vector<std::size_t> token_ends(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  constexpr std::string_view marks = "{}[]:,";
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < text.size();) {
    if (blank.find(text[at]) != std::string_view::npos) {
      ++at;
      continue;
    }
    if (text[at] == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
      }
      at = std::min(at + 1, text.size());
    } else if (marks.find(text[at]) != std::string_view::npos) {
      ++at;
    } else {
      at = std::min(text.find_first_of(" \t\r\n{}[]:,\"", at), text.size());
    }
    ends.push_back(at);
  }
  if (!ends.empty()) ends.pop_back();
  return ends;
}

}  // namespace hookworthy::plan
