// One pass and validator have to agree on every callback, valid or not, down to the last error.

#include "verifier/contract/fast_parser.hpp"

#include "fixtures/contracts/embedded_contract.hpp"
#include "generator/plan/plan.hpp"
#include "tests/support/must.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::contract {
namespace {

using Instructions = FastParser::Instructions;

std::shared_ptr<const Contract> embedded() {
  static const auto contract =
      std::make_shared<const Contract>(test::must(Contract::load(embedded_contract())));
  return contract;
}

const plan::Plan& callbacks() {
  static const plan::Plan plan = test::must(plan::Plan::make(embedded(), {}));
  return plan;
}

const std::vector<FastParser>& parsers() {
  static const std::vector<FastParser> all = [] {
    std::vector<FastParser> made;
    for (const auto set : {Instructions::portable, Instructions::sse2, Instructions::avx2}) {
      made.emplace_back(embedded(), set);
    }
    return made;
  }();
  return all;
}

std::string words_of(const Judgement& judgement) {
  std::string words = judgement.type == nullptr ? "no type" : judgement.type->name;
  words += judgement.valid ? " valid" : " invalid";
  for (const ValidationError& error : judgement.errors) {
    words += "\n" + error.pointer + " " + error.keyword + " " + error.message;
  }
  return words;
}

/// What is different; empty when nothing is. Counts in `one_pass` what needed one pass only.
std::string difference(std::string_view body, const CallbackType* type, std::size_t& one_pass) {
  const std::string wanted = words_of(parsers()[0].validator().judge(body, type));
  for (const FastParser& parser : parsers()) {
    Extract extract;
    const std::string got = words_of(parser.parse(body, extract, type));
    if (got != wanted) {
      return std::to_string(static_cast<int>(parser.instructions())) + ": " + got +
             "\ninstead of: " + wanted + "\non " + std::string(body);
    }
    one_pass += extract.one_pass ? 1 : 0;
  }
  return "";
}

std::string difference(std::string_view body) {
  std::size_t ignored = 0;
  return difference(body, nullptr, ignored);
}

struct Tally {
  std::size_t callbacks = 0, valid = 0, one_pass = 0;
};

Tally check_all(Kind kind, std::uint64_t count) {
  Tally tally;
  std::string body;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Case item = callbacks().at(kind, i, body);
    std::size_t one_pass = 0;
    const std::string found = difference(body, nullptr, one_pass);
    EXPECT_EQ(found, "") << case_id(item) << " " << item.field << " " << item.label;
    const CallbackType* const type = embedded()->find_type(item.type);
    EXPECT_EQ(difference(body, type, one_pass), "") << case_id(item) << " with the type given";
    tally.callbacks += 1;
    tally.valid += parsers()[0].validator().judge(body, nullptr).valid ? 1 : 0;
    tally.one_pass += one_pass == 6 ? 1 : 0;
  }
  return tally;
}

TEST(FastParser, agrees_on_canonical_callbacks_in_one_pass) {
  const Tally tally = check_all(Kind::canonical, callbacks().count(Kind::canonical));
  EXPECT_EQ(tally.one_pass, tally.callbacks);
}

TEST(FastParser, agrees_on_random_callbacks_in_one_pass) {
  const Tally tally = check_all(Kind::random, 1'000);
  EXPECT_EQ(tally.valid, tally.callbacks);
  EXPECT_EQ(tally.one_pass, tally.callbacks);
}

TEST(FastParser, agrees_on_the_steps_of_a_life_in_one_pass) {
  const Tally tally = check_all(Kind::chain, 500);
  EXPECT_EQ(tally.one_pass, tally.callbacks);
}

TEST(FastParser, agrees_on_every_edge) {
  const Tally tally = check_all(Kind::edge, callbacks().count(Kind::edge));
  // Members named twice, numbers of twenty digits and the like are left to the validator.
  EXPECT_GT(tally.one_pass, tally.valid * 9 / 10);
}

TEST(FastParser, agrees_on_every_violation) {
  const Tally tally = check_all(Kind::violation, callbacks().count(Kind::violation));
  EXPECT_EQ(tally.valid, 0u);
  EXPECT_EQ(tally.one_pass, 0u);
}

TEST(FastParser, agrees_on_every_front_of_a_callback) {
  std::string body;
  for (std::uint64_t i = 0; i < callbacks().count(Kind::canonical); ++i) {
    callbacks().at(Kind::canonical, i, body);
    for (std::size_t size = 0; size < body.size(); ++size) {
      ASSERT_EQ(difference(std::string_view(body).substr(0, size)), "");
    }
  }
}

std::string random_body(std::uint64_t index) {
  std::string body;
  callbacks().at(Kind::random, index, body);
  return body;
}

// A shrunk mutation says no more than the first one found, so these draw by themselves.
class Dice {
 public:
  std::size_t below(std::size_t bound) { return engine_() % bound; }

 private:
  std::mt19937_64 engine_{1};
};

TEST(FastParser, agrees_on_mutated_bytes) {
  constexpr std::string_view bytes("\"\\{}[],:0123456789.eE+-tfnu \n\t\0\x80\xc3\xed\xf4\x7fZ", 38);
  Dice dice;
  for (int round = 0; round < 4'000; ++round) {
    std::string body = random_body(dice.below(100'000));
    for (std::size_t changes = 1 + dice.below(3); changes > 0; --changes) {
      const std::size_t at = dice.below(body.size());
      const char byte = bytes[dice.below(bytes.size())];
      switch (dice.below(4)) {
        case 0:
          body[at] = byte;
          break;
        case 1:
          body.insert(at, 1, byte);
          break;
        case 2:
          body.erase(at, 1 + dice.below(8));
          break;
        default:
          body[at] = static_cast<char>(body[at] ^ (1 << dice.below(8)));
      }
    }
    ASSERT_EQ(difference(body), "");
  }
}

TEST(FastParser, agrees_on_parts_put_elsewhere) {
  Dice dice;
  for (int round = 0; round < 2'000; ++round) {
    std::string body = random_body(dice.below(100'000));
    const std::string other = random_body(dice.below(100'000));
    const std::size_t from = dice.below(other.size());
    body.replace(dice.below(body.size()), dice.below(200), other, from, dice.below(200));
    ASSERT_EQ(difference(body), "");
  }
}

/// The same values in other words: members reordered, white space, escapes.
void write_otherwise(const Json& value, std::string& out) {
  const auto space = [&] {
    static const std::vector<std::string> kinds = {"", "", "", " ", "\n    ", "\t", "\r\n", "  "};
    out += kinds[*rc::gen::inRange<std::size_t>(0, kinds.size())];
  };
  const auto text = [&](const std::string& plain) {
    // What is not ASCII sometimes as escapes; else some letters, which need none.
    const bool ascii = *rc::gen::inRange(0, 3) == 0;
    const std::string quoted = Json(plain).dump(-1, ' ', ascii);
    const bool escaped = quoted.find('\\') != quoted.npos;
    for (const char c : quoted) {
      if (!escaped && c >= 'a' && c <= 'z' && *rc::gen::inRange(0, 60) == 0) {
        out += {'\\', 'u', '0', '0', "67"[(c >> 4) - 6], "0123456789abcdef"[c & 15]};
      } else {
        out += c;
      }
    }
  };
  if (value.is_object()) {
    std::vector<std::string> names;
    for (const auto& [name, member] : value.items()) names.push_back(name);
    if (*rc::gen::inRange(0, 2) == 0) std::reverse(names.begin(), names.end());
    if (*rc::gen::inRange(0, 4) == 0 && names.size() > 1) {
      std::swap(names[0], names[*rc::gen::inRange<std::size_t>(0, names.size())]);
    }
    out += '{';
    for (const std::string& name : names) {
      if (out.back() != '{') out += ',';
      space();
      text(name);
      space();
      out += ':';
      space();
      write_otherwise(value[name], out);
      space();
    }
    out += '}';
  } else if (value.is_string()) {
    text(value.get_ref<const std::string&>());
  } else {
    out += value.dump();
  }
}

RC_GTEST_PROP(FastParserProperty, agrees_on_other_spellings, ()) {
  const std::string body = random_body(*rc::gen::inRange<std::uint64_t>(0, 100'000));
  std::string other;
  write_otherwise(*parse_json(body), other);
  RC_ASSERT(parsers()[0].validator().judge(std::string_view(other)).valid);
  RC_ASSERT(difference(other) == "");
}

TEST(FastParser, extracts_what_the_validator_would) {
  std::string body;
  for (std::uint64_t i = 0; i < 300; ++i) {
    callbacks().at(Kind::chain, i, body);
    const Json callback = *parse_json(body);
    Extract extract, careful;
    ASSERT_TRUE(parsers().back().parse(body, extract).valid);
    ASSERT_TRUE(extract.one_pass);
    // A member named twice, both times the same, is for the validator.
    std::string twice = body;
    twice.insert(1, "\"callback_type\":" + callback["callback_type"].dump() + ",");
    ASSERT_TRUE(parsers().back().parse(twice, careful).valid);
    ASSERT_FALSE(careful.one_pass);
    const bool moved = callback.contains("old_booking");
    const Json& entity = callback[moved ? "old_booking" : "booking"];
    EXPECT_EQ(extract.entity.identity, entity["id"].dump());
    EXPECT_EQ(extract.entity.status, entity["booking"]["status"].get<std::string>());
    EXPECT_EQ(extract.successor.identity, moved ? callback["new_booking"]["id"].dump() : "");
    EXPECT_EQ(extract.successor.predecessor, moved ? entity["id"].dump() : "");
    EXPECT_EQ(careful.entity.identity, extract.entity.identity);
    EXPECT_EQ(careful.entity.predecessor, extract.entity.predecessor);
    EXPECT_EQ(careful.entity.status, extract.entity.status);
    EXPECT_EQ(careful.successor.identity, extract.successor.identity);
    EXPECT_EQ(careful.successor.predecessor, extract.successor.predecessor);
    EXPECT_EQ(careful.successor.status, extract.successor.status);
    // Nothing is left of the callback before.
    ASSERT_FALSE(parsers().back().parse("{}", extract).valid);
    EXPECT_FALSE(extract.one_pass);
    EXPECT_EQ(extract.entity.identity, "");
    EXPECT_EQ(extract.successor.identity, "");
  }
}

}  // namespace
}  // namespace hookworthy::contract
