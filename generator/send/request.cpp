#include "generator/send/request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hookworthy::send {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

/// field-value without its outer white space: no control characters but a tab (RFC 9110 5.5).
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

void append(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

bool has_header(std::span<const Header> headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const Header& header) { return same_name(header.name, name); });
}

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           marks.find(c) != std::string_view::npos;
  });
}

Result<Header> parse_header(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return Error{"header '" + std::string(text) + "' has no colon: write it as 'Name: value'"};
  }
  Header header{std::string(text.substr(0, colon)), std::string(trim(text.substr(colon + 1)))};
  if (!is_token(header.name)) {
    return Error{"header name '" + header.name + "' has characters that HTTP does not allow there"};
  }
  if (!is_field_value(header.value)) {
    return Error{"the value of header '" + header.name + "' has control characters"};
  }
  return header;
}

Result<RequestHead> RequestHead::make(const Target& target, std::string_view method,
                                      std::span<const Header> headers) {
  if (!is_token(method)) return Error{"'" + std::string(method) + "' is not a request method"};
  RequestHead head;
  std::string& text = head.text_;
  text.append(method).append(" ").append(target.path).append(" HTTP/1.1\r\n");
  const std::array<std::pair<std::string_view, std::string_view>, 4> defaults{
      {{"Host", target.host_header},
       {"User-Agent", "hookworthy"},
       {"Accept", "*/*"},
       {"Content-Type", "application/json"}}};
  for (const auto& [name, value] : defaults) {
    if (!has_header(headers, name)) append(text, name, value);
  }
  for (const Header& header : headers) {
    if (!is_token(header.name) || !is_field_value(header.value)) {
      return Error{"header '" + header.name + "' cannot be sent"};
    }
    append(text, header.name, header.value);
  }
  head.counts_ =
      !has_header(headers, "Content-Length") && !has_header(headers, "Transfer-Encoding");
  text += head.counts_ ? "Content-Length: " : "\r\n";
  return head;
}

std::size_t RequestHead::write(std::string_view body, std::string& out,
                               std::string_view lines) const {
  out.assign(text_);
  if (counts_) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), body.size()).ptr;
    out.append(digits.data(), end).append("\r\n").append(lines).append("\r\n");
  } else if (!lines.empty()) {
    out.insert(out.size() - 2, lines);
  }
  const std::size_t offset = out.size();
  out.append(body);
  return offset;
}

}  // namespace hookworthy::send
