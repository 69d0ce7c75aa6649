#include "verifier/contract/json_pointer.hpp"

#include <charconv>
#include <utility>

namespace hookworthy::contract {

std::optional<Pointer> parse_pointer(std::string_view text) {
  Pointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return std::nullopt;
  std::string token;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '/') {
      pointer.push_back(std::exchange(token, {}));
    } else if (text[i] == '~') {
      ++i;
      if (i == text.size() || (text[i] != '0' && text[i] != '1')) return std::nullopt;
      token += text[i] == '0' ? '~' : '/';
    } else {
      token += text[i];
    }
  }
  pointer.push_back(std::move(token));
  return pointer;
}

std::string to_string(const Pointer& pointer) {
  std::string text;
  for (const std::string& token : pointer) {
    text += '/';
    text += escape_token(token);
  }
  return text;
}

std::string escape_token(std::string_view token) {
  std::string text;
  text.reserve(token.size());
  for (const char c : token) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

std::optional<std::size_t> parse_array_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return index;
}

}  // namespace hookworthy::contract
