#pragma once

#include "verifier/contract/fast_scanner.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

// The walk over a callback's bytes along the plan. Each file that includes this one brings vectors
// (`Vector`) and compiles the walk for one set of instructions, so everything here is a template of
// them.

namespace hookworthy::contract::fast {

/// Reads the text between pass.begin, where a '{' is, and pass.end, before which a '}' is. False
/// when it is not surely valid.
bool run_portable(const RootPlan& root, Pass& pass);
bool run_sse2(const RootPlan& root, Pass& pass);
bool run_avx2(const RootPlan& root, Pass& pass);
bool have_sse2();
bool have_avx2();

/// Functions are as those of Scanner. White space is looked for only where nothing else fits.
template <class Vector>
class Engine : Scanner<Vector> {
 public:
  explicit Engine(Pass& pass) : Scanner<Vector>(pass), slots_(*pass.slots), plan_(*pass.plan) {
    const auto size = static_cast<std::size_t>(end_ - begin_);
    safe_ = size < reach ? begin_ : end_ - reach;
  }

  bool run(const RootPlan& root) {
    slots_.kinds.fill(Slots::Kind::absent);
    return composite(begin_, root.value) == end_ && is_utf8();
  }

 private:
  static constexpr unsigned max_depth = 64;
  // So many bytes may be read where a member begins, and so many where its value does, before any
  // check for the text's end: enough for a name and the front of a value.
  static constexpr std::size_t value_reach = 64, reach = MemberPlan::max_quoted + value_reach;
  using Scanner<Vector>::arena_;
  using Scanner<Vector>::begin_;
  using Scanner<Vector>::end_;
  using Scanner<Vector>::escaped;
  using Scanner<Vector>::has;
  using Scanner<Vector>::is_utf8;
  using Scanner<Vector>::scan;
  using Scanner<Vector>::scan_first;
  using Scanner<Vector>::skip_more_space;
  using Scanner<Vector>::skip_space;
  using Scanner<Vector>::string;

  static constexpr bool admits(const ValuePlan& plan, Type type) {
    return (plan.types & bit(type)) != 0;
  }

  [[gnu::always_inline]] void keep(const ValuePlan& plan, Slots::Kind kind, const char* begin,
                                   const char* end) {
    if (plan.slot == none) return;
    slots_.kinds[plan.slot] = kind;
    slots_.spans[plan.slot] = {begin, end};
  }

  // What follows a string whose text ends at `close`; nullptr when there is no quote.
  [[gnu::always_inline]] const char* finish(const char* begin, const char* close,
                                            const ValuePlan& plan) {
    keep(plan, Slots::Kind::string, begin, close);
    return close + 1;
  }

  // The next ones read the usual text behind an opening quote and return what follows the closing
  // one; nullptr: not usual, text() decides. value_reach bytes may be read.
  template <bool near_end>
  [[gnu::always_inline]] const char* any_text(const char* at, const ValuePlan& plan) {
    const char* const close = near_end ? scan(at) : scan_first(at);
    if (*close == '"') [[likely]]
      return finish(at, close, plan);
    std::string_view text(at, 0);
    const char* const end = escaped(at, close, plan.needs_text, text);
    if (end == nullptr) return nullptr;
    keep(plan, Slots::Kind::string, text.data(), text.data() + text.size());
    return end + 1;
  }

  [[gnu::always_inline]] const char* date_time(const char* at, const ValuePlan& plan) {
    if (!Vector::is_date_time_front(at)) return nullptr;
    if (may_be_late_day(at) && !is_late_day(at)) return nullptr;
    if (at[19] == 'Z' && at[20] == '"') return finish(at, at + 20, plan);
    const char* const close = skip_date_time_tail(at + 19);
    return close == nullptr ? nullptr : finish(at, close, plan);
  }

  // What follows the seconds, up to the closing quote. What is not the usual form is hard to
  // predict, so nothing here takes a branch.
  [[gnu::always_inline]] static const char* skip_date_time_tail(const char* at) {
    const bool fraction = *at == '.';
    std::int64_t ignored = 0;
    const unsigned digits = Vector::digits(at + 1, ignored);
    at += fraction ? 1 + digits : 0;
    const bool utc = *at == 'Z';
    const char* const close = at + (utc ? 1 : 6);
    const bool zone = utc | is_offset(at);
    return (zone & (*close == '"') & (!fraction | (digits != 0))) ? close : nullptr;
  }

  // A link without port, user and fragment, and with all other colons escaped. Its slashes may be
  // escaped in the way of JSON, as long as the text itself is not needed.
  [[gnu::always_inline]] const char* uri(const char* at, const ValuePlan& plan) {
    constexpr std::uint64_t scheme = 0x2f2f3a7370747468;  // "https://"
    if (load_8(at) != scheme) return uri_otherwise(at, plan);
    return uri_rest(at + 8, at, plan);
  }

  [[gnu::always_inline]] const char* uri_rest(const char* next, const char* at,
                                              const ValuePlan& plan) {
    for (;;) {
      next = scan(next, plan_.uri_characters);
      if (*next == '"') return finish(at, next, plan);
      if (*next == '%' && is_hex(next[1]) && is_hex(next[2])) {
        next += 3;
      } else if (*next == '\\' && next[1] == '/' && !plan.needs_text) {
        next += 2;
      } else {
        return nullptr;
      }
    }
  }

  [[gnu::noinline]] const char* uri_otherwise(const char* at, const ValuePlan& plan) {
    constexpr std::array<std::string_view, 3> fronts = {"http://", "https:\\/\\/", "http:\\/\\/"};
    for (const std::string_view front : fronts) {
      if (plan.needs_text && front != fronts[0]) break;
      if (has(at, front.size()) && same_bytes(at, front.data(), front.size())) {
        return uri_rest(at + front.size(), at, plan);
      }
    }
    return nullptr;
  }

  static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }

  [[gnu::always_inline]] const char* characters(const char* at, const ValuePlan& plan) {
    const Characters& rules = *plan_.strings[plan.string].characters;
    const char* const close = scan(at, rules.all);
    const std::string_view text(at, static_cast<std::size_t>(close - at));
    if (*close != '"' || !(rules.uniform ? rules.match_ends(text) : rules.match(text))) {
      return nullptr;
    }
    return finish(at, close, plan);
  }

  template <bool near_end>
  [[gnu::always_inline]] const char* time_zone(const char* at, const ValuePlan& plan) {
    const char* const close = near_end ? scan(at) : scan_first(at);
    const std::string_view text(at, static_cast<std::size_t>(close - at));
    return *close == '"' && plan_.zones->has(text) ? finish(at, close, plan) : nullptr;
  }

  [[gnu::always_inline]] const char* literal(const char* at, const ValuePlan& plan) {
    const std::string& wanted = plan_.strings[plan.string].literal;
    if (!same_bytes(at, wanted.data(), wanted.size())) return nullptr;
    return finish(at, at + wanted.size() - 1, plan);
  }

  // Any text, by whatever rules.
  [[gnu::noinline]] const char* text(const char* at, const ValuePlan& plan) {
    std::string_view text;
    const char* const close = string(at, plan.needs_text || plan.string != none, text);
    if (close == nullptr) return nullptr;
    if (plan.string != none && !plan_.strings[plan.string].admit(text)) return nullptr;
    keep(plan, Slots::Kind::string, text.data(), text.data() + text.size());
    return close + 1;
  }

  // A number without a sign of up to 16 digits, or of up to 8 with as many behind a point.
  // value_reach bytes may be read.
  [[gnu::always_inline]] const char* number(const char* at, const ValuePlan& plan) {
    const std::uint64_t digits = load_8(at) ^ zeros;
    const std::uint64_t other = above_nine(digits);
    if (*at == '0' || (other & 0xff) != 0) return nullptr;
    const char* stop = at + 8;
    std::int64_t value = 0;
    if (other != 0) [[likely]] {
      stop = at + (__builtin_ctzll(other) >> 3);
      value = eight_digits(digits << (64 - 8 * static_cast<unsigned>(stop - at)));
    } else {
      constexpr std::int64_t scales[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000};
      const std::uint64_t more = load_8(stop) ^ zeros;
      const std::uint64_t behind = above_nine(more);
      if (behind == 0) return nullptr;
      const unsigned count = static_cast<unsigned>(__builtin_ctzll(behind)) >> 3;
      const std::int64_t low = count == 0 ? 0 : eight_digits(more << (64 - 8 * count));
      value = eight_digits(digits) * scales[count] + low;
      stop += count;
    }
    const NumberRules* const rules = plan.number == none ? nullptr : &plan_.numbers[plan.number];
    if (*stop == ',' || *stop == '}') [[likely]] {
      if (rules != nullptr && !rules->admit(value)) return nullptr;
      keep(plan, Slots::Kind::integer, at, stop);
      return stop;
    }
    if (*stop != '.' || !admits(plan, Type::number)) return nullptr;
    const std::uint64_t behind = above_nine(load_8(stop + 1) ^ zeros);
    if (behind == 0 || (behind & 0xff) != 0) return nullptr;
    const char* const end = stop + 1 + (__builtin_ctzll(behind) >> 3);
    if (*end != ',' && *end != '}') return nullptr;
    // It lies between two integers, and so do the bounds.
    if (rules != nullptr && !rules->admits_between(value)) return nullptr;
    keep(plan, Slots::Kind::decimal, at, end);
    return end;
  }

  static constexpr std::uint64_t zeros = 0x3030303030303030;
  // The number that digits, one per byte, the last one highest, make.
  static std::int64_t eight_digits(std::uint64_t word) {
    word = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ff;
    word = (word * 100 + (word >> 16)) & 0x0000ffff0000ffff;
    return static_cast<std::int64_t>((word * 10000 + (word >> 32)) & 0xffffffff);
  }

  [[gnu::noinline]] const char* any_number(const char* at, const ValuePlan& plan) {
    const Number number = read_number(at, end_);
    if (number.end == nullptr) return nullptr;
    const NumberRules* const rules = plan.number == none ? nullptr : &plan_.numbers[plan.number];
    if (number.integer) {
      if (rules != nullptr && !rules->admit(number.value)) return nullptr;
    } else {
      if (!admits(plan, Type::number) && !is_whole(number.rounded)) return nullptr;
      if (rules != nullptr && !rules->admit_exactly(number.rounded)) return nullptr;
    }
    keep(plan, number.integer ? Slots::Kind::integer : Slots::Kind::decimal, at, number.end);
    return number.end;
  }

  static bool is_whole(double value) {
    constexpr double exact = 0x1p53;  // beyond it every double is
    if (value >= exact || value <= -exact) return true;
    return static_cast<double>(static_cast<std::int64_t>(value)) == value;
  }

  [[gnu::always_inline]] const char* word(const char* at, const char (&wanted)[5]) const {
    return has(at, 5) && load_4(at) == load_4(wanted) ? at + 4 : nullptr;
  }

  [[gnu::always_inline]] const char* null(const char* at, const ValuePlan& plan) {
    if (!admits(plan, Type::null) || load_4(at) != load_4("null")) return nullptr;
    keep(plan, Slots::Kind::null, at, at + 4);
    return at + 4;
  }

  [[gnu::always_inline]] const char* boolean(const char* at, const ValuePlan& plan) {
    const bool yes = load_4(at) == load_4("true");
    const bool no = (*at == 'f') & (load_4(at + 1) == load_4("alse"));
    if (!yes && !no) return nullptr;
    const char* const next = at + (yes ? 4 : 5);
    keep(plan, Slots::Kind::boolean, at, next);
    return next;
  }

  // What the plan expects as a rule, without white space; value() for everything else.
  // value_reach bytes may be read.
  template <bool near_end>
  [[gnu::always_inline]] const char* usual(const char* at, const ValuePlan& plan) {
    const char* next = nullptr;
    if (*at == '"') {
      switch (plan.usual) {
        case Read::any_text:
          next = any_text<near_end>(at + 1, plan);
          break;
        case Read::date_time:
          next = date_time(at + 1, plan);
          break;
        case Read::uri:
          next = uri(at + 1, plan);
          break;
        case Read::time_zone:
          next = time_zone<near_end>(at + 1, plan);
          break;
        case Read::characters:
          next = characters(at + 1, plan);
          break;
        case Read::literal:
          next = literal(at + 1, plan);
          break;
        case Read::ruled_text:
        case Read::number:
        case Read::boolean:
        case Read::object:
        case Read::other:
          break;
      }
    } else if (!near_end && *at == 'n') {
      next = null(at, plan);
    } else if (!near_end && plan.usual == Read::number) {
      next = number(at, plan);
    } else if (!near_end && plan.usual == Read::boolean) {
      next = boolean(at, plan);
    } else if (*at == '{' && plan.usual == Read::object && depth_ < max_depth) {
      next = object(at + 1, plan_.objects[plan.object]);
      if (next == nullptr || next == end_) return nullptr;
      keep(plan, Slots::Kind::composite, at, next);
    }
    return next != nullptr ? next : value(at, plan);
  }

  [[gnu::noinline]] const char* careful(const char* at, const ValuePlan& plan) {
    if (has(at, value_reach)) return usual<false>(at, plan);
    const bool enough = plan.usual == Read::any_text || plan.usual == Read::time_zone ||
                        plan.usual == Read::characters || plan.usual == Read::object ||
                        (plan.usual == Read::uri && has(at, 16));
    return enough ? usual<true>(at, plan) : value(at, plan);
  }

  [[gnu::noinline]] const char* value(const char* at, const ValuePlan& plan) {
    if (static_cast<unsigned char>(*at) <= ' ') {
      const char* const next = skip_more_space(at);
      return next == at ? nullptr : careful(next, plan);
    }
    const auto c = static_cast<unsigned char>(*at);
    if (c == '"') return admits(plan, Type::string) ? text(at + 1, plan) : nullptr;
    if (c - 0x30u <= 9u || c == '-') {
      return admits(plan, Type::integer) ? any_number(at, plan) : nullptr;
    }
    if (c == '{' || c == '[') {
      const char* const next = composite(at, plan);
      // A brace may be the last byte of the text, with others still open.
      return next == end_ ? nullptr : next;
    }
    if (!admits(plan, c == 'n' ? Type::null : Type::boolean)) return nullptr;
    const char* const next = c == 'n'   ? word(at, "null")
                             : c == 't' ? word(at, "true")
                             : c == 'f' ? word(at + 1, "alse")
                                        : nullptr;
    keep(plan, c == 'n' ? Slots::Kind::null : Slots::Kind::boolean, at, next);
    return next;
  }

  [[gnu::noinline]] const char* composite(const char* at, const ValuePlan& plan) {
    if (depth_ >= max_depth) return nullptr;
    const char* next = nullptr;
    if (*at == '[') {
      if (!admits(plan, Type::array)) return nullptr;
      next = array(at + 1, plan.array == none ? plan_.free_array : plan_.arrays[plan.array]);
    } else {
      if (!admits(plan, Type::object)) return nullptr;
      next = object(at + 1, plan.object == none ? plan_.free_object : plan_.objects[plan.object]);
    }
    keep(plan, Slots::Kind::composite, at, next);
    return next;
  }

  const char* array(const char* at, const ArrayPlan& array) {
    std::uint64_t items = 0;
    ++depth_;
    at = skip_space(at);
    if (*at != ']') {
      for (;; ++at) {
        at = value(at, items < array.prefix.size() ? array.prefix[items] : array.items);
        if (at == nullptr) return nullptr;
        ++items;
        at = skip_space(at);
        if (*at != ',') break;
      }
      if (*at != ']') return nullptr;
    }
    --depth_;
    return items >= array.min_items && items <= array.max_items ? at + 1 : nullptr;
  }

  bool predicted(const char* at, const MemberPlan& member) const {
    return has(at, MemberPlan::max_quoted) && Vector::matches(at, member);
  }

  // A member whose name has been read.
  struct Found {
    const char* value = nullptr;  ///< where the value begins; nullptr: the validator has to judge
    const MemberPlan* member = nullptr;
  };

  // Reads a name that was not predicted, or has white space around it, or stands near the end.
  [[gnu::noinline]] Found find(const char* at, const ObjectPlan& object, const MemberPlan* next) {
    at = skip_space(at);
    if (*at != '"') return {};
    if (predicted(at, *next)) return {skip_space(at + next->size), next};
    std::string_view name;
    char* const arena = arena_.at;
    at = string(at + 1, object.members != 0, name);
    if (at == nullptr) return {};
    arena_.at = arena;
    at = skip_space(at + 1);
    if (*at != ':') return {};
    return {skip_space(at + 1), &member_of(object, name)};
  }

  const MemberPlan& member_of(const ObjectPlan& object, std::string_view name) const {
    if (object.members == 0) return object.other;
    const std::size_t first = object.first_member;
    if (object.linear) {
      for (std::size_t i = first; i < first + object.members; ++i) {
        if (same_text(plan_.names[i], name)) return plan_.members[i];
      }
      return object.other;
    }
    const std::uint64_t hash = hash_name(name.data(), name.size()) * object.hash_factor;
    const std::uint8_t i = plan_.hash_table[object.hash_first + (hash >> object.hash_shift)];
    const bool known = i != ObjectPlan::no_member && same_text(plan_.names[first + i], name);
    return known ? plan_.members[first + i] : object.other;
  }

  // Whether the member comes next, behind white space perhaps, which is skipped. Then
  // MemberPlan::max_quoted + value_reach bytes may be read.
  [[gnu::always_inline]] bool comes(const char*& at, const MemberPlan& member) const {
    if (at >= safe_) return false;
    if (Vector::matches(at, member)) [[likely]]
      return true;
    if (static_cast<unsigned char>(*at) > ' ') return false;
    at = skip_more_space(at);
    return at < safe_ && Vector::matches(at, member);
  }

  // In bytes, or each step would cost a multiplication.
  static constexpr std::ptrdiff_t one = sizeof(MemberPlan);
  static const MemberPlan* neighbour(const MemberPlan* member, std::ptrdiff_t step) {
    return reinterpret_cast<const MemberPlan*>(reinterpret_cast<const char*>(member) + step);
  }

  [[gnu::noinline]] const char* object(const char* at, const ObjectPlan& object) {
    forget(object);
    ++depth_;
    const MemberPlan* next = plan_.members.data() + object.first_member;
    std::ptrdiff_t step = one;  // members come in the contract's order or in reverse
    std::uint64_t seen = 0, others = 0;
    if (*at != '"') {
      at = skip_space(at);
      if (*at == '}') {
        --depth_;
        return complete(object, 0, 0) ? at + 1 : nullptr;
      }
    }
    for (;; ++at) {
      const MemberPlan* member = next;
      if (comes(at, *member)) [[likely]] {
        at += member->size;
        next = neighbour(member, step);
        if ((seen & member->bit) != 0) return nullptr;
        seen |= member->bit;
        at = usual<false>(at, member->value);
      } else {
        const Found found = find(at, object, next);
        if (found.value == nullptr || (seen & found.member->bit) != 0) return nullptr;
        member = found.member;
        seen |= member->bit;
        if (member->bit == 0) {
          ++others;
        } else {
          if (member != next) step = member < neighbour(next, -step) ? -one : one;
          next = neighbour(member, step);
        }
        at = careful(found.value, member->value);
      }
      if (at == nullptr) return nullptr;
      if (*at == ',') continue;
      at = skip_space(at);
      if (*at != ',') break;
    }
    --depth_;
    return *at == '}' && complete(object, seen, others) ? at + 1 : nullptr;
  }

  [[gnu::always_inline]] void forget(const ObjectPlan& object) {
    for (std::uint16_t i = 0; i < object.resets; ++i) {
      slots_.kinds[plan_.resets[object.first_reset + i]] = Slots::Kind::absent;
    }
  }

  [[gnu::always_inline]] bool complete(const ObjectPlan& object, std::uint64_t seen,
                                       std::uint64_t others) const {
    if ((seen & object.required) != object.required) return false;
    if (object.counts) {
      // Of the others some may have the same name, so their number is not certain.
      const auto named = static_cast<std::uint64_t>(__builtin_popcountll(seen));
      if (named + others > object.max_members_admitted) return false;
      if (named + (others > 0 ? 1 : 0) < object.min_members) return false;
    }
    if (object.relations == 0) return true;
    const RelationPlan* const first = plan_.relations.data() + object.first_relation;
    return surely_hold({first, object.relations}, slots_, begin_, end_);
  }

  const char* safe_;  ///< up to it `reach` bytes may be read
  Slots& slots_;
  const Plan& plan_;
  unsigned depth_ = 0;
};

}  // namespace hookworthy::contract::fast
