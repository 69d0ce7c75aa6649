#include "generator/plan/input.hpp"

#include "verifier/base64.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

namespace hookworthy::plan {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Walks over the members of a JSON object that is known to be well-formed; never beyond its end
/// if it is not. Values stay as they are written.
class Members {
 public:
  explicit Members(std::string_view object) : rest_(object) {
    if (!rest_.empty()) rest_.remove_prefix(1);  // the brace
  }

  bool next(std::string_view& name, std::string_view& value) {
    skip_to('"');
    if (rest_.empty()) return false;
    name = take(string_size());
    if (name.size() < 2) return false;
    name = name.substr(1, name.size() - 2);
    skip_to(':');
    if (rest_.empty()) return false;
    rest_.remove_prefix(1);
    rest_ = rest_.substr(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    value = take(value_size());
    return !value.empty();
  }

 private:
  void skip_to(char wanted) { rest_ = rest_.substr(std::min(rest_.find(wanted), rest_.size())); }
  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  /// Of the string that the rest begins with, quotes included.
  std::size_t string_size() const {
    std::size_t i = 1;
    while (i < rest_.size() && rest_[i] != '"') i += rest_[i] == '\\' ? 2 : 1;
    return i + 1;
  }
  std::size_t value_size() {
    if (rest_.empty()) return 0;
    if (rest_.front() == '"') return string_size();
    if (rest_.front() != '{' && rest_.front() != '[') {
      return std::min(rest_.find_first_of(",}] \t\r\n"), rest_.size());
    }
    const std::string_view whole = rest_;
    std::size_t depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') {
        take(string_size());
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      rest_.remove_prefix(1);
      if (depth == 0) break;
    }
    const std::size_t size = whole.size() - rest_.size();
    rest_ = whole;
    return size;
  }

  std::string_view rest_;
};

/// The members of a labelled callback, as written; empty ones were not there.
struct Labels {
  std::string_view id;
  std::string_view type;
  std::string_view expect;
  std::string_view callback;
  std::string_view raw;
  bool labelled() const { return !id.empty() && (!callback.empty() || !raw.empty()); }
};

Labels read_labels(std::string_view line) {
  Labels labels;
  if (!line.starts_with('{')) return labels;
  Members members(line);
  std::string_view name;
  std::string_view value;
  while (members.next(name, value)) {
    if (name == "case") labels.id = value;
    if (name == "type") labels.type = value;
    if (name == "expect") labels.expect = value;
    if (name == "callback") labels.callback = value;
    if (name == "raw") labels.raw = value;
  }
  return labels;
}

/// The text of a JSON string without escapes.
std::string_view unquoted(std::string_view value) {
  return value.size() >= 2 && value.front() == '"' ? value.substr(1, value.size() - 2)
                                                   : std::string_view();
}

/// Fills the case and the body of a labelled callback; false: a label is wrong.
bool take_labelled(const Labels& labels, const contract::Contract& contract, Case& what,
                   std::string& body) {
  const auto expect =
      labels.expect.empty() ? Expect::accept : parse_expect(unquoted(labels.expect));
  const auto* const type = contract.find_type(unquoted(labels.type));
  const bool of_none = labels.type.empty() || labels.type == "\"\"";
  if (!expect || (type == nullptr && !of_none)) return false;
  what.expect = *expect;
  if (type != nullptr) what.type = type->name;
  if (!labels.callback.empty()) {
    body.assign(labels.callback);
    return true;
  }
  return labels.raw.starts_with('"') && from_base64(unquoted(labels.raw), body);
}

}  // namespace

Input::Input(std::string path, std::shared_ptr<const contract::Contract> contract)
    : path_(std::move(path)),
      contract_(std::move(contract)),
      parser_(std::make_unique<const contract::FastParser>(contract_)) {}

Result<Input> Input::open(const std::string& path,
                          std::shared_ptr<const contract::Contract> contract) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return Error{path + ": " + std::strerror(ENOENT)};
  if (!std::filesystem::is_regular_file(status)) {
    return Error{path + ": not a regular file, which is needed as it is read more than once"};
  }
  Input input(path, std::move(contract));
  if (const auto scanned = input.scan(); !scanned) return scanned.error();
  return Result<Input>(boost::system::in_place_value, std::move(input));
}

Result<void> Input::scan() {
  LineFile file(path_);
  if (!file.is_open()) return Error{path_ + ": " + std::strerror(errno)};
  const auto wrong = [&](const std::string& what) {
    return Error{path_ + ", line " + std::to_string(file.number()) + ": " + what};
  };
  std::string body;
  LineFile::Read read;
  while ((read = file.next()) == LineFile::Read::line) {
    const std::string_view line = trim(file.line());
    if (line.empty()) continue;
    ++count_;
    if (!nlohmann::json::accept(line)) return wrong("not JSON");
    const Labels labels = read_labels(line);
    Case what;
    if (labels.labelled() && !take_labelled(labels, *contract_, what, body)) {
      return wrong("its type is not of this contract, or its expect or raw is no such thing");
    }
  }
  if (read == LineFile::Read::too_long) {
    return wrong("longer than " + std::to_string(LineFile::max_line_bytes) + " bytes");
  }
  if (read == LineFile::Read::failed) return Error{path_ + ": cannot be read"};
  if (count_ == 0) return Error{path_ + ": no callback in it"};
  return {};
}

/// Whether the line of this callback is the file's current one now.
bool InputSource::seek(std::uint64_t callback) {
  if (!file_.is_open()) return false;
  if (read_ > callback) {
    file_.rewind();
    read_ = 0;
  }
  while (read_ <= callback) {
    if (file_.next() != LineFile::Read::line) return false;
    if (!trim(file_.line()).empty()) ++read_;
  }
  return true;
}

std::optional<Case> InputSource::at(std::uint64_t n, std::string& body) {
  if (!loops_ && n >= input_.count_) return std::nullopt;
  if (!seek(n % input_.count_)) return std::nullopt;
  const std::string_view line = trim(file_.line());
  Case what;
  what.kind = Kind::input;
  what.index = file_.number() - 1;
  const Labels labels = read_labels(line);
  if (labels.labelled()) {
    if (!take_labelled(labels, *input_.contract_, what, body)) return std::nullopt;
    return what;
  }
  body.assign(line);
  const contract::Judgement judgement = input_.parser_->parse(line, extract_);
  what.expect = judgement.valid ? Expect::accept : Expect::either;
  if (judgement.type != nullptr) what.type = judgement.type->name;
  return what;
}

}  // namespace hookworthy::plan
