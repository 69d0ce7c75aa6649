#include "generator/plan/pattern_parser.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr int max_depth = 32;
constexpr std::uint32_t unbounded = 1u << 20;

using Range = std::pair<char32_t, char32_t>;
using Ranges = std::vector<Range>;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Printable ASCII that is not in `ranges`; samples of a negated class stay readable.
Ranges outside(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges result;
  char32_t from = U' ';
  for (const auto& [low, high] : ranges) {
    if (low > from && from <= U'~') result.emplace_back(from, std::min<char32_t>(low - 1, U'~'));
    from = std::max<char32_t>(from, high + 1);
  }
  if (from <= U'~') result.emplace_back(from, U'~');
  return result;
}

const Ranges digits{{U'0', U'9'}};
const Ranges word{{U'a', U'z'}, {U'0', U'9'}, {U'A', U'Z'}, {U'_', U'_'}};
const Ranges space{{U' ', U' '}};
const Ranges white{{U'\t', U'\r'}, {U' ', U' '}};

}  // namespace

std::shared_ptr<const Pattern> PatternParser::run() {
  const MaybeNode root = alternation(0);
  if (!root || !rest_.empty()) return nullptr;
  pattern_.root_ = *root;
  return std::make_shared<const Pattern>(std::move(pattern_));
}

Pattern::NodeId PatternParser::add(Pattern::Node node) {
  pattern_.nodes_.push_back(std::move(node));
  return static_cast<NodeId>(pattern_.nodes_.size() - 1);
}

Pattern::NodeId PatternParser::add_set(Ranges ranges) {
  Pattern::Node node;
  node.kind = Pattern::Node::Kind::set;
  node.ranges = std::move(ranges);
  return add(std::move(node));
}

PatternParser::MaybeNode PatternParser::alternation(int depth) {
  if (depth > max_depth) return std::nullopt;
  Pattern::Node node;
  node.kind = Pattern::Node::Kind::alternation;
  do {
    const MaybeNode branch = sequence(depth);
    if (!branch) return std::nullopt;
    node.children.push_back(*branch);
  } while (take('|'));
  return node.children.size() == 1 ? node.children.front() : add(std::move(node));
}

PatternParser::MaybeNode PatternParser::sequence(int depth) {
  Pattern::Node node;
  while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
    if (take('^') || take('$')) continue;
    const MaybeNode one = atom(depth);
    if (!one) return std::nullopt;
    const MaybeNode all = repeated(*one);
    if (!all) return std::nullopt;
    node.children.push_back(*all);
  }
  return add(std::move(node));
}

PatternParser::MaybeNode PatternParser::atom(int depth) {
  if (take('(')) return group(depth);
  std::optional<Ranges> ranges;
  if (take('[')) {
    ranges = character_class();
  } else if (take('\\')) {
    ranges = escape();
  } else if (take('.')) {
    ranges = Ranges{{U'a', U'z'}, {U'A', U'Z'}, {U'0', U'9'}};
  } else if (std::string_view("*+?").find(rest_.front()) == std::string_view::npos) {
    const char32_t point = take_code_point();
    ranges = Ranges{{point, point}};
  }
  if (!ranges || ranges->empty()) return std::nullopt;
  return add_set(std::move(*ranges));
}

PatternParser::MaybeNode PatternParser::group(int depth) {
  if (take('?')) {
    if (take('<')) {  // a name, unless it is a look-behind
      if (rest_.starts_with('=') || rest_.starts_with('!')) return std::nullopt;
      const auto end = rest_.find('>');
      if (end == std::string_view::npos) return std::nullopt;
      rest_.remove_prefix(end + 1);
    } else if (!take(':')) {
      return std::nullopt;
    }
  }
  const MaybeNode inner = alternation(depth + 1);
  if (!inner || !take(')')) return std::nullopt;
  return inner;
}

PatternParser::MaybeNode PatternParser::repeated(NodeId node) {
  Pattern::Node repeat;
  repeat.kind = Pattern::Node::Kind::repeat;
  repeat.children = {node};
  if (take('*')) {
    repeat.least = 0;
    repeat.greatest = unbounded;
  } else if (take('+')) {
    repeat.greatest = unbounded;
  } else if (take('?')) {
    repeat.least = 0;
  } else if (!counts(repeat.least, repeat.greatest)) {
    return node;
  }
  if (repeat.greatest < repeat.least) return std::nullopt;
  take('?');  // greedy or not, the language is the same
  return add(std::move(repeat));
}

bool PatternParser::counts(std::uint32_t& least, std::uint32_t& greatest) {
  if (rest_.size() < 3 || rest_[0] != '{' || !is_digit(rest_[1])) return false;
  const std::string_view back = rest_;
  rest_.remove_prefix(1);
  least = greatest = number();
  if (take(',')) greatest = !rest_.empty() && is_digit(rest_.front()) ? number() : unbounded;
  if (take('}')) return true;
  rest_ = back;
  least = greatest = 1;
  return false;
}

std::optional<Ranges> PatternParser::character_class() {
  const bool negated = take('^');
  Ranges ranges;
  while (!rest_.empty() && rest_.front() != ']') {
    auto from = class_member();
    if (!from) return std::nullopt;
    const bool is_range =
        rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']' && from->size() == 1;
    if (is_range) {
      rest_.remove_prefix(1);
      const auto to = class_member();
      if (!to || to->empty() || to->front().first < from->front().first) return std::nullopt;
      from->front().second = to->front().first;
    }
    ranges.insert(ranges.end(), from->begin(), from->end());
  }
  if (!take(']')) return std::nullopt;
  return negated ? outside(std::move(ranges)) : ranges;
}

std::optional<Ranges> PatternParser::class_member() {
  if (take('\\')) return escape();
  const char32_t point = take_code_point();
  return Ranges{{point, point}};
}

std::optional<Ranges> PatternParser::escape() {
  if (rest_.empty()) return std::nullopt;
  const char32_t c = take_code_point();
  const auto one = [](char32_t point) { return Ranges{{point, point}}; };
  switch (c) {
    case 'd':
      return digits;
    case 'D':
      return outside(digits);
    case 'w':
      return word;
    case 'W':
      return outside(word);
    case 's':
      return space;
    case 'S':
      return outside(white);
    case 't':
      return one(U'\t');
    case 'n':
      return one(U'\n');
    case 'v':
      return one(U'\v');
    case 'f':
      return one(U'\f');
    case 'r':
      return one(U'\r');
    case '0':
      return one(U'\0');
    case 'x':
    case 'u': {
      const auto point = hex(c == 'x' ? 2 : 4);
      if (!point || (*point >= 0xd800 && *point < 0xe000)) return std::nullopt;
      return one(*point);
    }
    default:
      break;
  }
  const bool has_meaning = c < 0x80 && (is_digit(static_cast<char>(c)) || (c >= 'a' && c <= 'z') ||
                                        (c >= 'A' && c <= 'Z'));
  if (has_meaning) return std::nullopt;
  return one(c);
}

std::optional<char32_t> PatternParser::hex(int count) {
  const bool braced = take('{');
  char32_t value = 0;
  int seen = 0;
  while (!rest_.empty() && (braced || seen < count)) {
    const char c = rest_.front();
    const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
    if (digit == std::string_view::npos) break;
    value = value << 4 | static_cast<char32_t>(digit);
    rest_.remove_prefix(1);
    if (++seen > 6) return std::nullopt;
  }
  const bool whole = braced ? seen > 0 && take('}') : seen == count;
  if (!whole || value > 0x10ffff) return std::nullopt;
  return value;
}

bool PatternParser::take(char wanted) {
  if (!rest_.starts_with(wanted)) return false;
  rest_.remove_prefix(1);
  return true;
}

char32_t PatternParser::take_code_point() {
  const auto lead = static_cast<unsigned char>(rest_.front());
  std::size_t length = 1;
  char32_t point = lead;
  if (lead >= 0xc0) {
    length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    point = lead & (0x7fu >> length);
  }
  length = std::min(length, rest_.size());
  for (std::size_t i = 1; i < length; ++i) {
    point = point << 6 | (static_cast<unsigned char>(rest_[i]) & 0x3f);
  }
  rest_.remove_prefix(length);
  return point;
}

std::uint32_t PatternParser::number() {
  std::uint32_t value = 0;
  while (!rest_.empty() && is_digit(rest_.front())) {
    value = std::min(unbounded, value * 10 + static_cast<std::uint32_t>(rest_.front() - '0'));
    rest_.remove_prefix(1);
  }
  return value;
}

}  // namespace hookworthy::plan
