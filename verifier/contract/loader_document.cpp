#include "verifier/contract/loader_document.hpp"

#include "verifier/contract/json_pointer.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::contract {
namespace {

/// Leaves nlohmann's parser early; never leaves parse_document.
struct Refusal {
  std::string message;
};

/// Watches the parser for what the document tree could not tell afterwards.
class Watch {
 public:
  bool operator()(int, nlohmann::json::parse_event_t event, OrderedJson& parsed) {
    using Event = nlohmann::json::parse_event_t;
    switch (event) {
      case Event::object_start:
      case Event::array_start:
        if (frames_.size() == DocumentLimits::max_depth) {
          throw Refusal{
              fmt::format("{}: nested deeper than {} levels", where(), DocumentLimits::max_depth)};
        }
        frames_.emplace_back().array = event == Event::array_start;
        break;
      case Event::key:
        key(parsed.get_ref<const std::string&>());
        break;
      case Event::object_end:
      case Event::array_end:
        frames_.pop_back();
        count_element();
        break;
      case Event::value:
        count_element();
        break;
    }
    return true;
  }

 private:
  struct Frame {
    bool array = false;
    std::size_t index = 0;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  void key(const std::string& name) {
    Frame& frame = frames_.back();
    frame.key = name;
    if (!frame.keys.insert(name).second) {
      throw Refusal{fmt::format("{}: this member stands twice in its object", where())};
    }
    if (frame.keys.size() > DocumentLimits::max_members) {
      throw Refusal{fmt::format("{}: an object has more than {} members", where(),
                                DocumentLimits::max_members)};
    }
  }

  void count_element() {
    if (!frames_.empty()) ++frames_.back().index;
  }

  std::string where() const {
    Pointer pointer;
    for (const Frame& frame : frames_) {
      pointer.push_back(frame.array ? std::to_string(frame.index) : frame.key);
    }
    return to_string(pointer);
  }

  std::vector<Frame> frames_;
};

/// The position and reason out of nlohmann's message, which starts with its own name and number and
/// may quote a token of any length.
std::string syntax_error(std::string_view message) {
  constexpr std::size_t longest = 200;
  if (const auto at = message.find("parse error"); at != std::string_view::npos) {
    message.remove_prefix(at);
  }
  std::size_t length = std::min(message.size(), longest);
  while (length < message.size() && (static_cast<unsigned char>(message[length]) & 0xc0) == 0x80) {
    --length;
  }
  return fmt::format("not valid JSON: {}{}", message.substr(0, length),
                     length < message.size() ? "..." : "");
}

/// RFC 3986 2.1; nullopt when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned code = 0;
    if (text.size() - i < 3) return std::nullopt;
    const char* const digits = text.data() + i + 1;
    const auto [end, error] = std::from_chars(digits, digits + 2, code, 16);
    if (error != std::errc() || end != digits + 2) return std::nullopt;
    decoded += static_cast<char>(code);
    i += 2;
  }
  return decoded;
}

bool looks_like_yaml(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const std::string_view rest = text.substr(first);
  return rest.starts_with("openapi:") || rest.starts_with("---") || rest.starts_with("#") ||
         rest.starts_with("%YAML") || rest.starts_with("info:") || rest.starts_with("webhooks:");
}

}  // namespace

Result<OrderedJson> parse_document(std::string_view text) {
  if (text.size() > DocumentLimits::max_bytes) {
    return Error{fmt::format("the document has {} bytes, at most {} are read", text.size(),
                             DocumentLimits::max_bytes)};
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    return Error{"the document starts with a byte order mark; save it as UTF-8 without one"};
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{"the document is empty; an OpenAPI 3.1 document in JSON is needed"};
  }
  if (looks_like_yaml(text)) {
    return Error{"the document looks like YAML; convert it to JSON"};
  }
  try {
    return OrderedJson::parse(text, Watch());
  } catch (const Refusal& refusal) {
    return Error{refusal.message};
  } catch (const nlohmann::json::exception& error) {
    return Error{syntax_error(error.what())};
  }
}

void Diagnostics::fail(std::string_view pointer, std::string_view message) {
  if (error_) return;
  error_ = Error{fmt::format("{}: {}", pointer.empty() ? "the document" : pointer, message)};
}

void Diagnostics::warn(std::string_view pointer, std::string_view message) {
  if (warnings_.size() == max_warnings) {
    ++untold_;
    return;
  }
  warnings_.push_back(fmt::format("{}: {}", pointer.empty() ? "the document" : pointer, message));
}

std::vector<std::string> Diagnostics::warnings() const {
  auto all = warnings_;
  if (untold_ > 0) all.push_back(fmt::format("the document: {} more warnings", untold_));
  return all;
}

Node Node::child(const OrderedJson& value, std::string_view token) const {
  return {value, fmt::format("{}/{}", pointer_, escape_token(token)), *log_};
}

std::optional<Node> Node::member(std::string_view name) const {
  if (!value_->is_object()) return std::nullopt;
  const auto found = value_->find(std::string(name));
  if (found == value_->end()) return std::nullopt;
  return child(*found, name);
}

std::optional<Node> Node::need(std::string_view name) const {
  if (!value_->is_object()) {
    fail("must be an object");
    return std::nullopt;
  }
  auto found = member(name);
  if (!found) fail(fmt::format("needs a member '{}'", name));
  return found;
}

std::vector<Node::Member> Node::read_members() const {
  std::vector<Member> members;
  if (!value_->is_object()) {
    fail("must be an object");
    return members;
  }
  members.reserve(value_->size());
  for (const auto& [name, value] : value_->get_ref<const OrderedJson::object_t&>()) {
    members.push_back({name, child(value, name)});
  }
  return members;
}

std::vector<Node> Node::read_elements() const {
  std::vector<Node> elements;
  if (!value_->is_array()) {
    fail("must be a list");
    return elements;
  }
  elements.reserve(value_->size());
  for (std::size_t i = 0; i < value_->size(); ++i) {
    elements.push_back(child((*value_)[i], std::to_string(i)));
  }
  return elements;
}

std::optional<std::string> Node::read_text() const {
  if (value_->is_string() && !value_->get_ref<const std::string&>().empty()) {
    return value_->get<std::string>();
  }
  fail(value_->is_string() ? "must not be empty" : "must be a string");
  return std::nullopt;
}

std::optional<bool> Node::read_flag() const {
  if (value_->is_boolean()) return value_->get<bool>();
  fail("must be true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> Node::read_count() const {
  constexpr double largest_exact = 9007199254740992.0;
  if (value_->is_number_unsigned()) return value_->get<std::uint64_t>();
  if (value_->is_number_float()) {
    // JSON Schema counts 2.0 as an integer.
    const double number = value_->get<double>();
    if (number >= 0 && number <= largest_exact) {
      const auto count = static_cast<std::uint64_t>(number);
      if (static_cast<double>(count) == number) return count;
    }
  }
  fail("must be a whole number, 0 or more");
  return std::nullopt;
}

std::optional<Json> Node::read_number() const {
  if (value_->is_number()) return Json(*value_);
  fail("must be a number");
  return std::nullopt;
}

std::vector<std::string> Node::read_texts() const {
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  for (const Node& element : read_elements()) {
    if (!element.value().is_string()) {
      element.fail("must be a string");
      return {};
    }
    texts.push_back(element.value().get<std::string>());
    if (!seen.insert(texts.back()).second) element.fail("stands twice in its list");
  }
  return texts;
}

std::optional<Pointer> Node::read_pointer() const {
  if (!value_->is_string()) {
    fail("must be a JSON pointer in a string, such as \"/booking/id\"");
    return std::nullopt;
  }
  auto pointer = parse_pointer(value_->get_ref<const std::string&>());
  if (!pointer) {
    fail("is no JSON pointer: it starts with '/', and '~' stands only in '~0' and '~1'");
  }
  return pointer;
}

void Node::refuse_unknown_keys(std::initializer_list<std::string_view> known) const {
  for (const Member& member : read_members()) {
    if (std::find(known.begin(), known.end(), member.name) == known.end()) {
      member.node.fail(fmt::format("unknown key; known here are: {}", fmt::join(known, ", ")));
    }
  }
}

std::optional<Pointer> parse_fragment(std::string_view reference) {
  if (!reference.starts_with('#')) return std::nullopt;
  const auto fragment = percent_decode(reference.substr(1));
  return fragment ? parse_pointer(*fragment) : std::nullopt;
}

Provenance read_provenance(const Node& owner) {
  const auto node = owner.member("x-provenance");
  if (!node) return Provenance::unstated;
  if (node->value() == "documented") return Provenance::documented;
  if (node->value() == "described") return Provenance::described;
  if (node->value() == "inferred") return Provenance::inferred;
  node->fail("must be \"documented\", \"described\" or \"inferred\"");
  return Provenance::unstated;
}

}  // namespace hookworthy::contract
