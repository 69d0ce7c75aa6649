#include "generator/plan/plan.hpp"

#include "generator/plan/identity.hpp"
#include "generator/plan/instant.hpp"
#include "generator/plan/mix.hpp"
#include "generator/plan/pattern.hpp"
#include "generator/plan/permutation.hpp"
#include "generator/plan/pool.hpp"
#include "tests/unit/generator/plan/contracts.hpp"
#include "verifier/contract/regex.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <rapidcheck/gtest.h>

namespace hookworthy::plan {
namespace {

using testing::agrees;
using testing::embedded_plan;

const contract::Validator& validator() {
  static const contract::Validator made(embedded_plan().shared_contract());
  return made;
}

/// Any index of a kind, also far away ones of endless kinds.
std::uint64_t any_index(const Plan& plan, Kind kind) {
  const std::uint64_t count = plan.count(kind);
  if (count == Plan::unlimited)
    return *rc::gen::arbitrary<std::uint64_t>() >> 10;  // ids stay below 2^63
  return *rc::gen::inRange<std::uint64_t>(0, count);
}

RC_GTEST_PROP(PlanProperty, any_case_of_any_seed_is_judged_as_expected, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  static std::map<std::uint64_t, Plan> plans;
  if (plans.size() > 8) plans.clear();
  auto known = plans.find(seed % 8);
  if (known == plans.end()) {
    known = plans
                .emplace(seed % 8, *Plan::make(embedded_plan().shared_contract(),
                                               {.seed = seed, .link_host = {}}))
                .first;
  }
  const Plan& plan = known->second;
  const Kind kind =
      *rc::gen::element(Kind::canonical, Kind::edge, Kind::violation, Kind::random, Kind::chain);
  const std::uint64_t index = any_index(plan, kind);
  std::string body;
  const Case item = plan.at(kind, index, body);
  RC_ASSERT(agrees(validator(), plan.contract(), item, body));
  std::string again = "something else";
  plan.at(kind, index, again);
  RC_ASSERT(body == again);
}

// Shards together send what one process sends.
RC_GTEST_PROP(PlanProperty, shards_partition_a_mix, ()) {
  const Plan& plan = embedded_plan();
  const auto shards = *rc::gen::inRange<std::uint64_t>(1, 9);
  const auto weights = *parse_mix("valid=0.5,edge=0.2,violation=0.1,canonical=0.1,chain=0.1");
  const Mix whole = *Mix::make(plan, weights);
  std::vector<Mix> parts;
  for (std::uint64_t i = 0; i < shards; ++i) parts.push_back(*Mix::make(plan, weights));
  const auto start = *rc::gen::arbitrary<std::uint32_t>();
  for (std::uint64_t n = start; n < start + 200u; ++n) {
    RC_ASSERT(parts[n % shards].at(n) == whole.at(n));
  }
}

RC_GTEST_PROP(PlanProperty, composed_edges_hold_together_or_say_why_not, ()) {
  const Plan& plan = embedded_plan();
  const auto type = *rc::gen::inRange<std::size_t>(0, plan.contract().types().size());
  const auto fields = plan.fields(type);
  const auto count = *rc::gen::inRange<int>(0, 6);
  std::vector<Pick> picks;
  for (int i = 0; i < count; ++i) {
    const auto field =
        *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(fields.size()));
    const auto edges = static_cast<std::uint32_t>(fields[field].edges.size());
    if (edges == 0) continue;
    picks.push_back({field, *rc::gen::inRange<std::uint32_t>(0, edges)});
  }
  std::string body;
  const auto made = plan.compose(type, picks, *rc::gen::arbitrary<std::uint64_t>(), body);
  RC_CLASSIFY(!made);
  if (!made) {
    RC_ASSERT(picks.size() > 1u);  // alone, every edge can be made
    RC_ASSERT(!made.error().message.empty());
    return;
  }
  RC_ASSERT(made->type == plan.contract().types()[type].name);
  RC_ASSERT(agrees(validator(), plan.contract(), *made, body));
}

RC_GTEST_PROP(PlanProperty, permutations_are_permutations, ()) {
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 3000);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  std::vector<bool> seen(count, false);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t to = permuted(i, count, seed);
    RC_ASSERT(to < count);
    RC_ASSERT(!seen[to]);
    seen[to] = true;
  }
}

RC_GTEST_PROP(PlanProperty, identities_differ_within_and_between_spaces, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto start = *rc::gen::inRange<std::uint64_t>(0, 1u << 25);
  std::set<std::uint64_t> seen;
  for (const IdSpace space : {IdSpace::canonical, IdSpace::edge, IdSpace::violation,
                              IdSpace::composed, IdSpace::chain, IdSpace::random}) {
    for (std::uint64_t n = start; n < start + 300; ++n) {
      const std::uint64_t id = identity(seed, space, n);
      RC_ASSERT(id >= 1u);
      RC_ASSERT(id < (1u << 31));
      RC_ASSERT(seen.insert(id).second);
    }
  }
}

RC_GTEST_PROP(PlanProperty, identities_beyond_their_range_are_larger_and_still_new, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto n = *rc::gen::inRange<std::uint64_t>(1u << 29, std::uint64_t{1} << 40);
  const std::uint64_t id = identity(seed, IdSpace::chain, n);
  RC_ASSERT(id > (1u << 31));
  RC_ASSERT(id != identity(seed, IdSpace::chain, n - (1u << 29)));
}

RC_GTEST_PROP(PlanProperty, written_instants_are_read_back, ()) {
  const Instant at{*rc::gen::inRange<std::int64_t>(first_second, last_second + 1),
                   *rc::gen::oneOf(rc::gen::just(0), rc::gen::inRange(0, 1'000'000'000))};
  const auto style = *rc::gen::arbitrary<std::uint8_t>();
  std::array<char, 35 + slack_bytes> room;
  const std::string_view text(room.data(), put_date_time(at, style, room.data()));
  const auto read = contract::parse_date_time(text);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == at);
}

RC_GTEST_PROP(PlanProperty, numbers_are_written_in_decimal, ()) {
  const auto bits = *rc::gen::inRange(0, 65);
  const auto value = *rc::gen::arbitrary<std::uint64_t>() >> (bits < 64 ? bits : 63);
  std::array<char, 21 + slack_bytes> room;
  RC_ASSERT(std::string(room.data(), put_number(value, room.data())) == std::to_string(value));
  const auto any = static_cast<std::int64_t>(value);
  RC_ASSERT(std::string(room.data(), put_integer(any, room.data())) == std::to_string(any));
  const auto digits = *rc::gen::inRange(1u, 9u);
  std::uint32_t limit = 1;
  for (unsigned i = 0; i < digits; ++i) limit *= 10;
  const auto small = static_cast<std::uint32_t>(value % limit);
  const std::string plain = std::to_string(small);
  RC_ASSERT(std::string(room.data(), put_digits(small, digits, room.data())) ==
            std::string(digits - plain.size(), '0') + plain);
}

RC_GTEST_PROP(PlanProperty, a_pool_gives_back_what_it_keeps, ()) {
  Pool pool;
  std::vector<std::pair<std::string, std::string_view>> kept;
  for (const auto& text : *rc::gen::arbitrary<std::vector<std::string>>()) {
    kept.emplace_back(text, pool.keep(text));
  }
  const std::string large(std::size_t{200'000}, 'a');
  kept.emplace_back(large, pool.keep(large));
  const Pool moved = std::move(pool);
  for (const auto& [text, view] : kept) {
    std::string copy(text.size() + slack_bytes, '?');
    copy.resize(static_cast<std::size_t>(put_kept(view, copy.data()) - copy.data()));
    RC_ASSERT(copy == text);
  }
}

RC_GTEST_PROP(PlanProperty, samples_match_their_pattern, ()) {
  const std::string source = *rc::gen::element<std::string>(
      "^[A-Z]{2,5}-\\d+$", "^\\+[1-9][0-9]{6,14}$", "(foo|ba[rz])?x{3}", "^[^\\s\"]{1,10}$",
      "^(?:[a-f0-9]{4}:){7}[a-f0-9]{4}$", "^\\u0041\\x42[\\u00e9-\\u00ff]*\\.$",
      "^(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])$", "^\\w+([-.]\\w+)*$", "^\\p$|^a+?b$",
      "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "^.{5}\\D\\W\\S$", "[\\d.-]{2}");
  const auto pattern = Pattern::parse(source);
  if (!pattern) return;
  const auto regex = contract::Regex::compile(source);
  RC_ASSERT(regex.has_value());
  const auto size =
      *rc::gen::element(Pattern::Size::drawn, Pattern::Size::shortest, Pattern::Size::longest);
  std::string text;
  Writer out(text);
  out.put('"');
  pattern->sample(*rc::gen::arbitrary<std::uint64_t>(), size, 20, out);
  out.put('"');
  out.finish();
  const auto json = contract::parse_json(text);
  RC_ASSERT(json.has_value());
  const auto found = regex->search(json->get<std::string>());
  RC_ASSERT(found.has_value());
  RC_ASSERT(*found);
}

}  // namespace
}  // namespace hookworthy::plan
