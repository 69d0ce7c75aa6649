#pragma once

#include "verifier/contract/fast_values.hpp"

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
class Engine : Values<Vector> {
 public:
  explicit Engine(Pass& pass) : Values<Vector>(pass) {
    const auto size = static_cast<std::size_t>(end_ - begin_);
    safe_ = size < reach ? begin_ : end_ - reach;
  }

  bool run(const RootPlan& root) {
    slots_.kinds.fill(Slots::Kind::absent);
    return composite(begin_, root.value) == end_ && is_utf8();
  }

 private:
  static constexpr unsigned max_depth = 64;
  using Values<Vector>::value_reach;
  // So many bytes may be read where a member begins, before any check for the text's end: enough
  // for a name and the front of a value.
  static constexpr std::size_t reach = MemberPlan::max_quoted + value_reach;
  using Values<Vector>::admits;
  using Values<Vector>::any_number;
  using Values<Vector>::arena_;
  using Values<Vector>::begin_;
  using Values<Vector>::boolean;
  using Values<Vector>::characters;
  using Values<Vector>::date_time;
  using Values<Vector>::end_;
  using Values<Vector>::has;
  using Values<Vector>::is_utf8;
  using Values<Vector>::keep;
  using Values<Vector>::literal;
  using Values<Vector>::null;
  using Values<Vector>::number;
  using Values<Vector>::plan_;
  using Values<Vector>::skip_more_space;
  using Values<Vector>::skip_same_space;
  using Values<Vector>::skip_space;
  using Values<Vector>::slots_;
  using Values<Vector>::string;
  using Values<Vector>::text;
  using Values<Vector>::uri;
  using Values<Vector>::word;

  // The next ones read what the plan expects as a rule, without white space; nullptr: it is not
  // that, value() decides. value_reach bytes may be read.

  // Behind the opening quote.
  template <bool near_end = false>
  [[gnu::always_inline]] const char* usual_text(const char* at, const ValuePlan& plan) {
    switch (plan.usual) {
      case Read::any_text:
        return this->template any_text<near_end>(at, plan);
      case Read::date_time:
        return date_time(at, plan);
      case Read::uri:
        return uri(at, plan);
      case Read::time_zone:
        return this->template time_zone<near_end>(at, plan);
      case Read::characters:
        return characters(at, plan);
      case Read::literal:
        return literal(at, plan);
      case Read::ruled_text:
      case Read::number:
      case Read::boolean:
      case Read::object:
      case Read::other:
        break;
    }
    return nullptr;
  }

  template <bool near_end>
  [[gnu::always_inline]] const char* usual_other(const char* at, const ValuePlan& plan) {
    if (!near_end && *at == 'n') return null(at, plan);
    if (!near_end && plan.usual == Read::number) return number(at, plan);
    if (!near_end && plan.usual == Read::boolean) return boolean(at, plan);
    if (*at != '{' || plan.usual != Read::object || depth_ >= max_depth) return nullptr;
    const char* const next = object(at + 1, plan_.objects[plan.object]);
    if (next == nullptr || next == end_) return nullptr;
    keep(plan, Slots::Kind::composite, at, next);
    return next;
  }

  template <bool near_end>
  [[gnu::always_inline]] const char* usual(const char* at, const ValuePlan& plan) {
    const char* const next =
        *at == '"' ? usual_text<near_end>(at + 1, plan) : usual_other<near_end>(at, plan);
    return next != nullptr ? next : value(at, plan);
  }

  // Where the usual value is not: null, or white space before it. value_reach bytes may be read.
  [[gnu::always_inline]] const char* otherwise(const char* at, const ValuePlan& plan) {
    if (static_cast<unsigned char>(*at) <= ' ') return careful(skip_more_space(at), plan);
    const char* const next = *at == 'n' ? null(at, plan) : nullptr;
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

  static constexpr std::uint32_t comma = 1;

  // Whether the name at `at` is this one's, and the colon follows.
  bool predicted(const char* at, const MemberPlan& member) const {
    if (!has(at, MemberPlan::max_quoted)) return false;
    return (Vector::misses(at - 1, member) & ~(comma | member.quote)) == 0;
  }

  // A member whose name has been read.
  struct Found {
    const char* value = nullptr;  ///< where the value begins; nullptr: the validator has to judge
    const MemberPlan* member = nullptr;
  };

  // Reads a name that was not predicted, or has white space around it, or stands near the end.
  [[gnu::noinline]] Found find(const char* at, const ObjectPlan& object, const MemberPlan* next) {
    at = skip_space(at);
    if (*at == '"' && predicted(at, *next)) {
      return {skip_space(at - 1 + next->value_at()), next};
    }
    return find_other(at, object);
  }

  // Apart from the above, which keeps few registers then.
  [[gnu::noinline]] Found find_other(const char* at, const ObjectPlan& object) {
    if (*at != '"') return {};
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

  // What of the member's front is not at `at`, where the comma before it is. If nothing is missing,
  // or the quote alone, MemberPlan::max_quoted + value_reach bytes may be read.
  [[gnu::always_inline]] std::uint32_t misses(const char* at, const MemberPlan& member) const {
    return at < safe_ ? Vector::misses(at, member) : ~std::uint32_t{0};
  }

  // The value of a member whose front was there; `at` follows it.
  [[gnu::always_inline]] const char* expected(const char* at, const MemberPlan& member) {
    const ValuePlan& plan = member.value;
    if (member.quote != 0) {
      const char* const next = usual_text(at, plan);
      return next != nullptr ? next : value(at - 1, plan);
    }
    const char* const next = usual_other<false>(at, plan);
    return next != nullptr ? next : otherwise(at, plan);
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
    std::size_t indentation = 0;
    if (*at != '"') {
      at = skip_space(at);
      if (*at == '}') {
        --depth_;
        return complete(object, 0, 0) ? at + 1 : nullptr;
      }
    }
    --at;  // where others have a comma
    for (std::uint32_t known = comma;; known = 0) {
      const MemberPlan* member = next;
      const std::uint32_t missing = misses(at, *member) & ~known;
      if (missing == 0 || missing == member->quote) [[likely]] {
        at += member->size;
        next = neighbour(member, step);
        if ((seen & member->bit) != 0) return nullptr;
        seen |= member->bit;
        at = missing == 0 ? expected(at, *member) : otherwise(at - 1, member->value);
      } else {
        if (known == 0) {
          at = skip_space(at);
          if (*at != ',') break;
        }
        const Found found = find(skip_same_space(at + 1, indentation), object, next);
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
  unsigned depth_ = 0;
};

}  // namespace hookworthy::contract::fast
