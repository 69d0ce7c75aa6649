#pragma once

#include "verifier/contract/fast_scanner.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

// One pass over the bytes of a callback. Each file that includes this one brings vectors (`Vector`)
// and compiles the pass for one set of instructions, so everything here is a template of them.

namespace hookworthy::contract::fast {

/// Reads the text between `begin`, which is a '{', and pass.end, before which is a '}'. False when
/// it is not surely valid.
bool run_portable(const RootPlan& root, const char* begin, Pass& pass);
bool run_sse2(const RootPlan& root, const char* begin, Pass& pass);
bool run_avx2(const RootPlan& root, const char* begin, Pass& pass);
bool have_sse2();
bool have_avx2();

/// Walks along the plan. Functions are as those of Scanner.
template <class Vector>
class Engine : Scanner<Vector> {
 public:
  explicit Engine(Pass& pass) : Scanner<Vector>(pass), plan_(*pass.plan) {}

  bool run(const RootPlan& root, const char* begin) {
    for (std::uint16_t i = 0; i < root.slots; ++i) pass_.slots[i].kind = Slot::Kind::absent;
    return composite(begin, root.value, 1) == end_;
  }

 private:
  static constexpr unsigned max_depth = 64;
  using typename Scanner<Vector>::Mask;
  using Scanner<Vector>::pass_;
  using Scanner<Vector>::end_;
  using Scanner<Vector>::scan;
  using Scanner<Vector>::skip_space;
  using Scanner<Vector>::string;

  [[gnu::always_inline]] const char* plain_string(const char* at, const ValuePlan& plan,
                                                  Slot* slot) {
    std::string_view text;
    const char* const close = string(at, plan.needs_text, text);
    if (slot != nullptr) slot->set_text(text);
    return close;
  }

  // Rules that need the whole text.
  [[gnu::noinline]] const char* ruled_string(const char* at, const ValuePlan& plan, Slot* slot) {
    std::string_view text;
    const char* const close = string(at, true, text);
    if (close == nullptr || !plan_.strings[plan.string].admit(text)) return nullptr;
    if (slot != nullptr) slot->set_text(text);
    return close;
  }

  [[gnu::always_inline]] const char* date_time(const char* at, const ValuePlan& plan, Slot* slot) {
    Instant instant;
    const char* const close = end_ - at >= 32 ? read_date_time(at, instant) : nullptr;
    if (close == nullptr) [[unlikely]]
      return ruled_string(at, plan, slot);
    if (slot != nullptr) {
      slot->set_text({at, static_cast<std::size_t>(close - at)});
      slot->has_instant = true;
      slot->instant = instant;
    }
    return close;
  }

  // A link of the usual kind: no port, user or fragment, and colons escaped.
  [[gnu::always_inline]] const char* uri(const char* at, const ValuePlan& plan, Slot* slot) {
    constexpr std::uint64_t scheme = 0x2f2f3a7370747468;  // "https://"
    constexpr std::uint64_t seven = 0x00ffffffffffffff, plain_scheme = 0x002f2f3a70747468;
    if (end_ - at < 16) return ruled_string(at, plan, slot);
    const std::uint64_t front = load_8(at);
    const char* next = front == scheme ? at + 8 : at + 7;
    if (front != scheme && (front & seven) != plain_scheme) return ruled_string(at, plan, slot);
    for (;;) {
      next = scan(next, plan_.uri_characters);
      if (next == end_) return nullptr;
      if (*next == '"') break;
      if (*next != '%' || !is_hex(next[1]) || !is_hex(next[2])) {
        return ruled_string(at, plan, slot);
      }
      next += 3;
    }
    if (slot != nullptr) slot->set_text({at, static_cast<std::size_t>(next - at)});
    return next;
  }

  static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }

  [[gnu::always_inline]] const char* characters(const char* at, const ValuePlan& plan, Slot* slot) {
    const Characters& rules = *plan_.strings[plan.string].characters;
    const char* const close = scan(at, rules.all);
    if (close == end_ || *close != '"') return ruled_string(at, plan, slot);
    const std::string_view text(at, static_cast<std::size_t>(close - at));
    if (!(rules.uniform ? rules.match_ends(text) : rules.match(text))) return nullptr;
    if (slot != nullptr) slot->set_text(text);
    return close;
  }

  [[gnu::always_inline]] const char* time_zone(const char* at, const ValuePlan& plan, Slot* slot) {
    Mask high = 0;
    const char* const close = scan(at, high);
    if (close == end_ || *close != '"') return ruled_string(at, plan, slot);
    const std::string_view text(at, static_cast<std::size_t>(close - at));
    if (!plan_.zones->has(text)) return nullptr;
    if (slot != nullptr) slot->set_text(text);
    return close;
  }

  [[gnu::always_inline]] const char* string_value(const char* at, const ValuePlan& plan,
                                                  Slot* slot) {
    switch (plan.text) {
      case Text::any:
        return plain_string(at, plan, slot);
      case Text::date_time:
        return date_time(at, plan, slot);
      case Text::uri:
        return uri(at, plan, slot);
      case Text::time_zone:
        return time_zone(at, plan, slot);
      case Text::characters:
        return characters(at, plan, slot);
      case Text::rules:
        break;
    }
    return ruled_string(at, plan, slot);
  }

  [[gnu::always_inline]] const char* number(const char* at, const ValuePlan& plan, Slot* slot) {
    if (slot != nullptr) slot->kind = Slot::Kind::integer;
    if (end_ - at >= 16) {
      // Up to eight digits, the first of which is not 0 and no sign before it.
      const std::uint64_t digits = load_8(at) ^ 0x3030303030303030;
      const std::uint64_t other = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
      const char* const stop = other == 0 ? at + 8 : at + (__builtin_ctzll(other) >> 3);
      const auto next = static_cast<unsigned char>(*stop);
      const bool ends = next != '.' && (next | 0x20) != 'e' && next - 0x30u > 9u;
      if (ends && *at != '0' && stop != at) [[likely]] {
        const auto count = static_cast<unsigned>(stop - at);
        std::uint64_t word = digits << (64 - 8 * count);
        word = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ff;
        word = (word * 100 + (word >> 16)) & 0x0000ffff0000ffff;
        const auto value = static_cast<std::int64_t>((word * 10000 + (word >> 32)) & 0xffffffff);
        if (plan.number != none && !plan_.numbers[plan.number].admit(value)) return nullptr;
        return stop;
      }
    }
    return any_number(at, plan, slot);
  }

  [[gnu::noinline]] const char* any_number(const char* at, const ValuePlan& plan, Slot* slot) {
    const Number number = read_number(at, end_);
    if (number.end == nullptr) return nullptr;
    const NumberRules* rules = plan.number == none ? nullptr : &plan_.numbers[plan.number];
    if (number.integer)
      return rules == nullptr || rules->admit(number.value) ? number.end : nullptr;
    if (slot != nullptr) slot->kind = Slot::Kind::decimal;
    if ((plan.types & bit(Type::number)) == 0 && !is_whole(number.rounded)) return nullptr;
    return rules == nullptr || rules->admit(number.rounded) ? number.end : nullptr;
  }

  static bool is_whole(double value) {
    constexpr double exact = 0x1p53;  // beyond it every double is
    if (value >= exact || value <= -exact) return true;
    return static_cast<double>(static_cast<std::int64_t>(value)) == value;
  }

  [[gnu::always_inline]] const char* word(const char* at, const char (&wanted)[5]) const {
    return end_ - at > 4 && load_4(at) == load_4(wanted) ? at + 4 : nullptr;
  }

  // For recursion: value() itself is inlined into the loop over members.
  [[gnu::noinline]] const char* inner_value(const char* at, const ValuePlan& plan, unsigned depth) {
    return value(at, plan, depth);
  }

  [[gnu::always_inline]] const char* value(const char* at, const ValuePlan& plan, unsigned depth) {
    Slot* const slot = plan.slot == none ? nullptr : &pass_.slots[plan.slot];
    const char* next = nullptr;
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"') {
      if ((plan.types & bit(Type::string)) == 0) return nullptr;
      if (slot != nullptr) {
        slot->kind = Slot::Kind::string;
        slot->has_instant = false;
      }
      next = string_value(at + 1, plan, slot);
      next = next == nullptr ? nullptr : next + 1;
    } else if (c - 0x30u <= 9u || c == '-') {
      if ((plan.types & bit(Type::integer)) == 0) return nullptr;
      next = number(at, plan, slot);
    } else if (c == 'n') {
      if ((plan.types & bit(Type::null)) == 0) return nullptr;
      if (slot != nullptr) slot->kind = Slot::Kind::null;
      next = word(at, "null");
    } else if (c == '{' || c == '[') {
      if (slot != nullptr) slot->kind = Slot::Kind::composite;
      next = composite(at, plan, depth + 1);
      // A brace may be the last byte of the text, with others still open.
      if (next == end_) return nullptr;
    } else {
      if ((plan.types & bit(Type::boolean)) == 0) return nullptr;
      if (slot != nullptr) slot->kind = Slot::Kind::boolean;
      next = c == 't' ? word(at, "true") : c == 'f' ? word(at + 1, "alse") : nullptr;
    }
    if (slot != nullptr) {
      slot->begin = at;
      slot->end = next;
    }
    return next;
  }

  [[gnu::noinline]] const char* composite(const char* at, const ValuePlan& plan, unsigned depth) {
    if (depth > max_depth) return nullptr;
    if (*at == '[') {
      if ((plan.types & bit(Type::array)) == 0) return nullptr;
      return array(at + 1, plan.array == none ? plan_.free_array : plan_.arrays[plan.array], depth);
    }
    if ((plan.types & bit(Type::object)) == 0) return nullptr;
    return object(at + 1, plan.object == none ? plan_.free_object : plan_.objects[plan.object],
                  depth);
  }

  const char* array(const char* at, const ArrayPlan& array, unsigned depth) {
    std::uint64_t items = 0;
    at = skip_space(at, end_);
    if (*at != ']') {
      for (;; at = skip_space(at + 1, end_)) {
        const bool in_prefix = items < array.prefix.size();
        at = inner_value(at, in_prefix ? array.prefix[items] : array.items, depth);
        if (at == nullptr) return nullptr;
        ++items;
        at = skip_space(at, end_);
        if (*at != ',') break;
      }
      if (*at != ']') return nullptr;
    }
    return items >= array.min_items && items <= array.max_items ? at + 1 : nullptr;
  }

  [[gnu::always_inline]] bool predicted(const char* at, const MemberPlan& member) const {
    if (end_ - at >= static_cast<std::ptrdiff_t>(MemberPlan::max_quoted)) [[likely]] {
      return Vector::matches(at, member);
    }
    return member.size != 0 && end_ - at > member.size &&
           std::memcmp(at, member.quoted.data(), member.size) == 0;
  }

  // Reads a name and the colon. `index`: its number in the object; -1 for others.
  [[gnu::noinline]] const char* find(const char* at, const ObjectPlan& object, int& index) {
    if (*at != '"') return nullptr;
    std::string_view name;
    char* const arena = pass_.arena.at;
    at = string(at + 1, object.members != 0, name);
    if (at == nullptr) return nullptr;
    pass_.arena.at = arena;
    index = index_of(object, name);
    at = skip_space(at + 1, end_);
    return *at == ':' ? at + 1 : nullptr;
  }

  int index_of(const ObjectPlan& object, std::string_view name) const {
    const MemberPlan* const members = plan_.members.data() + object.first_member;
    const auto is = [&](const MemberPlan& member) {
      return std::string_view(member.name, member.name_size) == name;
    };
    if (object.members == 0) return -1;
    if (object.linear) {
      for (int i = 0; i < object.members; ++i) {
        if (is(members[i])) return i;
      }
      return -1;
    }
    const std::uint64_t hash = hash_name(name.data(), name.size()) * object.hash_factor;
    const std::uint8_t i = plan_.hash_table[object.hash_first + (hash >> object.hash_shift)];
    return i != ObjectPlan::no_member && is(members[i]) ? i : -1;
  }

  [[gnu::noinline]] const char* object(const char* at, const ObjectPlan& object, unsigned depth) {
    forget(object);
    const MemberPlan* const members = plan_.members.data() + object.first_member;
    std::uint64_t seen = 0, others = 0;
    int last = -1, step = 1;  // members come in the contract's order or in reverse
    at = skip_space(at, end_);
    if (*at != '}') {
      for (;; at = skip_space(at + 1, end_)) {
        int index = last + step;
        if (static_cast<unsigned>(index) < object.members && predicted(at, members[index])) {
          at += members[index].size;
        } else {
          at = find(at, object, index);
          if (at == nullptr) return nullptr;
          if (index >= 0) step = index < last ? -1 : 1;
        }
        const ValuePlan* plan = &object.additional;
        if (index >= 0) [[likely]] {
          const std::uint64_t one = std::uint64_t{1} << index;
          if ((seen & one) != 0) return nullptr;
          seen |= one;
          last = index;
          plan = &members[index].value;
        } else if (object.closed) {
          return nullptr;
        } else {
          ++others;
        }
        at = value(skip_space(at, end_), *plan, depth);
        if (at == nullptr) return nullptr;
        at = skip_space(at, end_);
        if (*at != ',') break;
      }
      if (*at != '}') return nullptr;
    }
    return complete(object, seen, others) ? at + 1 : nullptr;
  }

  [[gnu::always_inline]] void forget(const ObjectPlan& object) {
    for (std::uint16_t i = 0; i < object.resets; ++i) {
      pass_.slots[plan_.resets[object.first_reset + i]].kind = Slot::Kind::absent;
    }
  }

  [[gnu::always_inline]] bool complete(const ObjectPlan& object, std::uint64_t seen,
                                       std::uint64_t others) const {
    if ((seen & object.required) != object.required) return false;
    // Of the others some may have the same name, so their number is not certain.
    const auto named = static_cast<std::uint64_t>(__builtin_popcountll(seen));
    if (named + others > object.max_members_admitted) return false;
    if (named + (others > 0 ? 1 : 0) < object.min_members) return false;
    for (std::uint16_t i = 0; i < object.relations; ++i) {
      if (!surely_holds(plan_.relations[object.first_relation + i], pass_.slots)) return false;
    }
    return true;
  }

  const Plan& plan_;
};

}  // namespace hookworthy::contract::fast
