#include "verifier/contract/fast_plan.hpp"

#include <algorithm>
#include <charconv>

namespace hookworthy::contract::fast {
namespace {

using Set = std::array<bool, 256>;

void add_range(Set& set, unsigned char from, unsigned char to) {
  for (unsigned c = from; c <= to; ++c) set[c] = true;
}

constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

struct Count {
  std::uint64_t min = 1, max = 1;
};

// Reads the front of a pattern. Whatever is not of the simple kind makes `ok` false: the whole
// grammar is Regex's business.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool take(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  bool at_end() const { return rest_.empty(); }

  // One character or class.
  bool atom(Set& set) {
    if (rest_.empty()) return false;
    if (take("[")) return characters_of_class(set);
    constexpr std::string_view special = "^$\\.*+?()[]{}|/";
    if (rest_.front() == '\\') return escape(set);
    if (special.find(rest_.front()) != special.npos) return false;
    return literal(set);
  }

  bool count(Count& count) {
    if (take("*")) {
      count = {0, endless};
    } else if (take("+")) {
      count = {1, endless};
    } else if (take("?")) {
      count = {0, 1};
    } else if (take("{")) {
      if (!number(count.min)) return false;
      count.max = count.min;
      if (take(",") && !number(count.max)) count.max = endless;
      if (!take("}") || count.max < count.min) return false;
    }
    // A lazy quantifier admits the same whole texts, but that is for Regex to say.
    return rest_.empty() || (rest_.front() != '?' && rest_.front() != '+');
  }

 private:
  bool number(std::uint64_t& value) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  bool literal(Set& set) {
    const auto c = static_cast<unsigned char>(rest_.front());
    if (c < 0x20 || c >= 0x7f) return false;
    set[c] = true;
    rest_.remove_prefix(1);
    return true;
  }

  bool escape(Set& set) {
    if (rest_.size() < 2) return false;
    const char c = rest_[1];
    constexpr std::string_view punctuation = "^$\\.*+?()[]{}|/-";
    if (c == 'd' || c == 'w') {
      add_range(set, '0', '9');
      if (c == 'w') {
        add_range(set, 'a', 'z');
        add_range(set, 'A', 'Z');
        set['_'] = true;
      }
    } else if (punctuation.find(c) != punctuation.npos) {
      set[static_cast<unsigned char>(c)] = true;
    } else {
      return false;
    }
    rest_.remove_prefix(2);
    return true;
  }

  bool characters_of_class(Set& set) {
    if (rest_.starts_with("^")) return false;
    while (!rest_.empty() && rest_.front() != ']') {
      if (rest_.front() == '[') return false;
      const bool may_be_range = rest_.size() > 2 && rest_[1] == '-' && rest_[2] != ']';
      if (rest_.front() == '\\') {
        if (!escape(set)) return false;
        if (rest_.starts_with("-") && !rest_.starts_with("-]")) return false;
      } else if (may_be_range) {
        const auto from = static_cast<unsigned char>(rest_[0]);
        const auto to = static_cast<unsigned char>(rest_[2]);
        if (from < 0x20 || to >= 0x7f || to < from || to == '\\' || to == '[') return false;
        add_range(set, from, to);
        rest_.remove_prefix(3);
      } else if (!literal(set)) {
        return false;
      }
    }
    return take("]");
  }

  std::string_view rest_;
};

Characters characters_of(const Set& first, const Set& middle, const Set& last, Count count) {
  Characters result;
  result.first = first;
  result.middle = middle;
  result.last = last;
  result.min = count.min;
  result.max = count.max;
  result.uniform = true;
  for (unsigned c = 0; c < 256; ++c) {
    if (first[c] || middle[c] || last[c]) result.all.add(static_cast<unsigned char>(c));
    result.uniform = result.uniform && (middle[c] || (!first[c] && !last[c]));
  }
  return result;
}

}  // namespace

void CharClass::add(unsigned char c) {
  if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') return;
  member[c] = true;
  low[c & 15] = static_cast<std::uint8_t>(low[c & 15] | 1u << (c >> 4));
  high[c >> 4] = static_cast<std::uint8_t>(1u << (c >> 4));
}

bool Characters::match(std::string_view text) const {
  const auto in = [](const Set& set, char c) { return set[static_cast<unsigned char>(c)]; };
  if (text.size() < min || text.size() > max) return false;
  if (text.empty()) return true;
  if (!in(first, text.front())) return false;
  if (text.size() == 1) return true;
  const std::string_view inner = text.substr(1, text.size() - 2);
  return in(last, text.back()) &&
         std::all_of(inner.begin(), inner.end(), [&](char c) { return in(middle, c); });
}

std::optional<Characters> parse_characters(std::string_view pattern) {
  Reader reader(pattern);
  Set first{}, second{}, last{};
  if (!reader.take("^") || !reader.atom(first)) return std::nullopt;
  if (reader.take("(?:") || reader.take("(")) {
    const bool good = reader.atom(second) && reader.take("*") && reader.atom(last) &&
                      reader.take(")?$") && reader.at_end();
    if (!good) return std::nullopt;
    return characters_of(first, second, last, {1, endless});
  }
  Count count;
  if (!reader.count(count)) return std::nullopt;
  if (reader.take("$") && reader.at_end()) return characters_of(first, first, first, count);
  if (count.min != 1 || count.max != 1 || !reader.atom(second) || !reader.count(count) ||
      !reader.take("$") || !reader.at_end()) {
    return std::nullopt;
  }
  const std::uint64_t max = count.max == endless ? endless : count.max + 1;
  return characters_of(first, second, second, {count.min + 1, max});
}

}  // namespace hookworthy::contract::fast
