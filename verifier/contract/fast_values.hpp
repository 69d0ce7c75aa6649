#pragma once

#include "verifier/contract/fast_scanner.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hookworthy::contract::fast {

/// Readers of single values along the plan: texts, numbers, null. Functions are as those of
/// Scanner; what they read is kept in the slots.
template <class Vector>
class Values : protected Scanner<Vector> {
 protected:
  // So many bytes may be read where a value begins, before any check for the text's end.
  static constexpr std::size_t value_reach = 64;
  using Scanner<Vector>::end_;
  using Scanner<Vector>::escaped;
  using Scanner<Vector>::has;
  using Scanner<Vector>::scan;
  using Scanner<Vector>::scan_first;
  using Scanner<Vector>::string;

  explicit Values(Pass& pass) : Scanner<Vector>(pass), slots_(*pass.slots), plan_(*pass.plan) {}

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
    next = scan(next, plan_.uri_characters, [&](const char* here) {
      if (*here == '%') return is_hex(here[1]) && is_hex(here[2]);
      return *here == '\\' && here[1] == '/' && !plan.needs_text;
    });
    return *next == '"' ? finish(at, next, plan) : nullptr;
  }

  [[gnu::noinline]] const char* uri_otherwise(const char* at, const ValuePlan& plan) {
    constexpr std::array<std::string_view, 3> fronts = {"https:\\/\\/", "http://", "http:\\/\\/"};
    for (const std::string_view front : fronts) {
      if (plan.needs_text && front != fronts[1]) continue;
      if (has(at, front.size()) && same_bytes(at, front.data(), front.size())) {
        return uri_rest(at + front.size(), at, plan);
      }
    }
    return nullptr;
  }

  static bool is_hex(char c) { return hex_values[static_cast<unsigned char>(c)] <= 0xf; }

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
    const std::uint64_t other = above_nine(load_8(at) ^ zeros);
    if (*at == '0' || (other & 0xff) != 0) return nullptr;
    const char* stop = at + 8;
    if (other != 0) [[likely]] {
      stop = at + (__builtin_ctzll(other) >> 3);
    } else {
      const std::uint64_t behind = above_nine(load_8(stop) ^ zeros);
      if (behind == 0) return nullptr;
      stop += __builtin_ctzll(behind) >> 3;
    }
    // Most numbers count something, and their rules do not ask for the value.
    const NumberRules* const rules = plan.number == none ? nullptr : &plan_.numbers[plan.number];
    const bool any = rules == nullptr || rules->any_count;
    if (*stop == ',' || *stop == '}') [[likely]] {
      if (!any && !rules->admit(small_integer(at, stop))) return nullptr;
      keep(plan, Slots::Kind::integer, at, stop);
      return stop;
    }
    if (*stop != '.' || !admits(plan, Type::number)) return nullptr;
    const std::uint64_t behind = above_nine(load_8(stop + 1) ^ zeros);
    if (behind == 0 || (behind & 0xff) != 0) return nullptr;
    const char* const end = stop + 1 + (__builtin_ctzll(behind) >> 3);
    if (*end != ',' && *end != '}') return nullptr;
    // It lies between two integers, and so do the bounds.
    if (!any && !rules->admits_between(small_integer(at, stop))) return nullptr;
    keep(plan, Slots::Kind::decimal, at, end);
    return end;
  }

  // Of 1 to 16 digits, behind which 8 more bytes may be read.
  static std::int64_t small_integer(const char* at, const char* stop) {
    constexpr std::int64_t scales[] = {1,       10,        100,        1'000,      10'000,
                                       100'000, 1'000'000, 10'000'000, 100'000'000};
    const auto value = [](const char* from, unsigned count) {
      return count == 0 ? 0 : eight_digits((load_8(from) ^ zeros) << (64 - 8 * count));
    };
    const auto digits = static_cast<unsigned>(stop - at);
    if (digits <= 8) return value(at, digits);
    return value(at, 8) * scales[digits - 8] + value(at + 8, digits - 8);
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

  Slots& slots_;
  const Plan& plan_;
};

}  // namespace hookworthy::contract::fast
