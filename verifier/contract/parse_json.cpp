#include "verifier/assert.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

// nlohmann's parser keeps its own stack on the heap, but what is deep would have to be walked
// recursively later, by us and by others: so depth is refused while reading.
class BoundedBuilder final : public nlohmann::json_sax<Json> {
 public:
  explicit BoundedBuilder(std::size_t max_depth) : max_depth_(max_depth) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Json::value_t::object); }
  bool start_array(std::size_t) override { return open(Json::value_t::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    member_ = &(*open_.back())[std::move(name)];
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& cause) override {
    position_ = position;
    message_ = reason(cause);
    return false;
  }

  bool too_deep() const { return too_deep_; }
  std::size_t position() const { return position_; }
  const std::string& message() const { return message_; }
  Json take() { return std::move(root_); }

 private:
  template <class Value>
  bool put(Value&& value) {
    place(Json(std::forward<Value>(value)));
    return true;
  }

  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    *member_ = std::move(value);
    return member_;
  }

  bool open(Json::value_t kind) {
    if (open_.size() >= max_depth_) {
      too_deep_ = true;
      return false;
    }
    open_.push_back(place(Json(kind)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  // The library's text without its error number, its own position and the bytes last read, which
  // may be anything, invalid UTF-8 included.
  static std::string reason(const nlohmann::detail::exception& cause) {
    std::string_view text = cause.what();
    if (cause.id == 406) return "number too large for a 64-bit floating point value";
    if (const auto from = text.find("syntax error "); from != text.npos) text.remove_prefix(from);
    text = text.substr(0, text.find("; last read"));
    text = text.substr(0, text.find("unexpected '"));
    std::string clean;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      clean += byte >= 0x20 && byte < 0x7f ? c : '?';
    }
    while (!clean.empty() && (clean.back() == ' ' || clean.back() == '-')) clean.pop_back();
    return clean;
  }

  std::size_t max_depth_;
  Json root_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;
  bool too_deep_ = false;
  std::size_t position_ = 0;
  std::string message_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const ParseLimits& limits) {
  const auto refuse = [](std::size_t offset, std::string_view why) {
    return Error{fmt::format("not JSON at byte {}: {}", offset, why)};
  };
  if (text.size() > limits.max_bytes) {
    return refuse(limits.max_bytes, fmt::format("longer than {} bytes", limits.max_bytes));
  }
  // Two leniencies of the library: it skips a BOM, and takes a NUL byte for the end of the text.
  if (text.starts_with("\xEF\xBB\xBF")) return refuse(0, "starts with a byte order mark");
  if (const auto nul = text.find('\0'); nul != text.npos) return refuse(nul, "a NUL byte");

  BoundedBuilder builder(limits.max_depth);
  bool complete = false;
  try {
    complete = Json::sax_parse(text.begin(), text.end(), &builder);
  } catch (const nlohmann::detail::exception&) {
    return refuse(0, "cannot be parsed");
  }
  if (complete) return builder.take();
  if (builder.too_deep()) {
    return Error{
        fmt::format("not acceptable JSON: nested deeper than {} levels", limits.max_depth)};
  }
  const std::size_t offset = builder.position() == 0 ? 0 : builder.position() - 1;
  return refuse(std::min(offset, text.size()), builder.message());
}

}  // namespace hookworthy::contract
