#include "verifier/contract/validator.hpp"

#include "tests/support/must.hpp"
#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/numbers.hpp"
#include "verifier/contract/regex.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::contract {
namespace {

// A contract that uses every keyword, and the validator for it.
const std::shared_ptr<const Contract>& vocabulary() {
  static const auto contract = [] {
    std::ifstream file(SOURCE_DIR "/tests/integration/differential/vocabulary.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return std::make_shared<const Contract>(test::must(Contract::load(text)));
  }();
  return contract;
}

const Validator& validator() {
  static const Validator instance(vocabulary());
  return instance;
}

// Names and values that the contract above speaks of, so that its keywords have something to do.
rc::Gen<std::string> any_text() {
  static const std::vector<std::string> known{"id",
                                              "count",
                                              "price",
                                              "short",
                                              "code",
                                              "unique",
                                              "pair",
                                              "closed",
                                              "typed",
                                              "left",
                                              "value",
                                              "old",
                                              "new",
                                              "",
                                              "a",
                                              "a/b~c",
                                              "abc",
                                              "zoom",
                                              "2024-02-29T12:00:00Z",
                                              "https://a.example/",
                                              "Europe/Berlin",
                                              "1.2.3.4",
                                              "é😀"};
  return rc::gen::oneOf(rc::gen::elementOf(known),
                        rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7f)));
}

rc::Gen<Json> any_number() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](auto n) { return Json(n); }),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](auto n) { return Json(n); }),
      rc::gen::map(rc::gen::arbitrary<double>(), [](auto n) { return Json(n); }),
      rc::gen::element(Json(0), Json(1), Json(1.0), Json(0.01), Json(9007199254740993),
                       Json(9007199254740992.0)));
}

rc::Gen<Json> any_value(int depth) {
  const auto scalar = rc::gen::oneOf(
      rc::gen::just(Json(nullptr)),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Json(b); }), any_number(),
      rc::gen::map(any_text(), [](const std::string& text) { return Json(text); }));
  if (depth == 0) return scalar;
  const auto array =
      rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<Json>>(
                                          rc::gen::lazy([depth] { return any_value(depth - 1); }))),
                   [](const auto& items) { return Json(items); });
  const auto object = rc::gen::map(
      rc::gen::resize(6, rc::gen::container<std::map<std::string, Json>>(
                             any_text(), rc::gen::lazy([depth] { return any_value(depth - 1); }))),
      [](const auto& members) { return Json(members); });
  return rc::gen::oneOf(scalar, array, object, object);
}

const CallbackType& any_type() {
  const auto& types = vocabulary()->types();
  return types[*rc::gen::inRange<std::size_t>(0, types.size())];
}

bool same(const Judgement& a, const Judgement& b) {
  return a.valid == b.valid && a.type == b.type &&
         std::equal(a.errors.begin(), a.errors.end(), b.errors.begin(), b.errors.end(),
                    [](const ValidationError& x, const ValidationError& y) {
                      return x.pointer == y.pointer && x.keyword == y.keyword &&
                             x.message == y.message;
                    });
}

RC_GTEST_PROP(ValidatorProperties, bytes_are_judged_as_what_they_parse_to, ()) {
  const Json value = *any_value(3);
  const CallbackType* const type = *rc::gen::arbitrary<bool>() ? &any_type() : nullptr;
  RC_ASSERT(same(validator().judge(value.dump(), type), validator().judge(value, type)));
}

RC_GTEST_PROP(ValidatorProperties, errors_point_into_the_callback_and_tell_why, ()) {
  const Json value = *any_value(3);
  const Judgement judgement = validator().judge(value, &any_type());
  RC_ASSERT(judgement.valid == judgement.errors.empty());
  RC_ASSERT(judgement.errors.size() <= Validator::max_errors);
  for (const ValidationError& error : judgement.errors) {
    const auto pointer = parse_pointer(error.pointer);
    RC_ASSERT(pointer.has_value());
    RC_ASSERT(resolve(value, *pointer) != nullptr);
    RC_ASSERT(!error.keyword.empty() && !error.message.empty());
  }
}

RC_GTEST_PROP(ValidatorProperties, a_yes_or_no_agrees_with_the_list_of_errors, ()) {
  const Json value = *any_value(3);
  const CallbackType& type = any_type();
  const bool valid = validator().judge(value, &type).valid;
  RC_ASSERT(validator().satisfies(value, std::span(&type.body, 1)) == valid);
}

RC_GTEST_PROP(ValidatorProperties, without_a_discriminator_some_type_must_admit_it, ()) {
  const Json value = *any_value(3);
  const auto& types = vocabulary()->types();
  const bool some = std::any_of(types.begin(), types.end(), [&](const CallbackType& type) {
    return validator().judge(value, &type).valid;
  });
  RC_ASSERT(validator().judge(value).valid == some);
}

RC_GTEST_PROP(ValidatorProperties, no_bytes_are_too_strange, ()) {
  std::string body = (*any_value(3)).dump();
  for (int changes = *rc::gen::inRange(0, 4); changes > 0; --changes) {
    const auto at = *rc::gen::inRange<std::size_t>(0, body.size() + 1);
    body.insert(at, 1, *rc::gen::arbitrary<char>());
  }
  const auto parsed = parse_json(body);
  const Judgement judgement = validator().judge(body);
  if (parsed) {
    RC_ASSERT(same(judgement, validator().judge(*parsed)));
  } else {
    RC_ASSERT(judgement.errors.size() == 1u && judgement.errors[0].keyword == "json");
  }
}

RC_GTEST_PROP(ParseJsonProperties, reads_back_what_was_written, ()) {
  const Json value = *any_value(4);
  const auto parsed = parse_json(value.dump());
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(equal_values(*parsed, value));
}

RC_GTEST_PROP(NumberProperties, order_is_that_of_the_numbers, ()) {
  const Json a = *any_number(), b = *any_number();
  // 64 bits of mantissa hold every int64, uint64 and double.
  static_assert(std::numeric_limits<long double>::digits >= 64);
  const auto exact = [](const Json& n) -> long double {
    if (n.is_number_float()) return n.get<double>();
    if (n.is_number_unsigned()) return static_cast<long double>(n.get<std::uint64_t>());
    return static_cast<long double>(n.get<std::int64_t>());
  };
  RC_ASSERT((compare_numbers(a, b) < 0) == (exact(a) < exact(b)));
  RC_ASSERT((compare_numbers(a, b) == 0) == (exact(a) == exact(b)));
}

RC_GTEST_PROP(NumberProperties, a_decimal_is_a_multiple_of_its_last_place, ()) {
  const auto whole = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000);
  const auto cents = *rc::gen::inRange(0, 100);
  const Json value = Json::parse(fmt::format("{}.{:02}", whole, cents));
  RC_ASSERT(is_multiple_of(value, Json(0.01)));
  RC_ASSERT(is_multiple_of(value, Json(0.1)) == (cents % 10 == 0));
  RC_ASSERT(is_multiple_of(value, Json(1)) == (cents == 0));
}

RC_GTEST_PROP(DateTimeProperties, reads_back_every_instant_at_every_offset, ()) {
  using namespace std::chrono;
  const auto seconds_since_1970 = *rc::gen::inRange<std::int64_t>(-62'167'000'000, 253'402'000'000);
  const auto nanoseconds_of_it = *rc::gen::inRange(0, 1'000'000'000);
  const auto offset = *rc::gen::inRange(-1439, 1440);
  const sys_seconds local{seconds(seconds_since_1970 + offset * 60)};
  const year_month_day date(floor<days>(local));
  const hh_mm_ss time(local - floor<days>(local));
  const std::string text = fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}{}{:02}:{:02}", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
      time.minutes().count(), time.seconds().count(), nanoseconds_of_it, offset < 0 ? '-' : '+',
      std::abs(offset) / 60, std::abs(offset) % 60);
  const auto parsed = parse_date_time(text);
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == (Instant{seconds_since_1970, nanoseconds_of_it}));
}

RC_GTEST_PROP(FormatProperties, take_any_bytes, ()) {
  std::string text = *any_text();
  text.insert(*rc::gen::inRange<std::size_t>(0, text.size() + 1), 1, *rc::gen::arbitrary<char>());
  for (int format = 0; format <= static_cast<int>(Format::iana_time_zone); ++format) {
    const bool first = matches_format(text, static_cast<Format>(format));
    RC_ASSERT(matches_format(std::string(text), static_cast<Format>(format)) == first);
  }
}

RC_GTEST_PROP(RegexProperties, any_source_compiles_or_is_refused, ()) {
  const auto source = *rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::elementOf(std::string(R"(\()[]{}*+?.^$|-:=!<>ab01dDwWsSbBuxkp,)")),
                     rc::gen::arbitrary<char>()));
  const auto regex = Regex::compile(source);
  if (!regex) {
    RC_ASSERT(!regex.error().message.empty());
    return;
  }
  const std::string text = *any_text();
  const auto first = regex->search(text), second = regex->search(text);
  RC_ASSERT(first.has_value() == second.has_value());
  RC_ASSERT((!first || *first == *second));
}

RC_GTEST_PROP(RegexProperties, an_escaped_text_finds_itself, ()) {
  const std::string text = *any_text();
  std::string source = "^";
  for (const char c : text) {
    if (std::ispunct(static_cast<unsigned char>(c))) source += '\\';
    source += c;
  }
  const auto regex = Regex::compile(source + "$");
  RC_ASSERT(regex.has_value());
  const auto itself = regex->search(text), longer = regex->search(text + "x");
  RC_ASSERT(test::must(itself));
  RC_ASSERT(!test::must(longer));
}

}  // namespace
}  // namespace hookworthy::contract
