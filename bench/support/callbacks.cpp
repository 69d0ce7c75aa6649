#include "bench/support/callbacks.hpp"

#include "fixtures/contracts/embedded_contract.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include <nlohmann/json.hpp>

namespace hookworthy::bench {
namespace {

constexpr std::uint64_t set_size = 256;

// Keeps members in their order.
using Ordered = nlohmann::ordered_json;

template <class T>
T value_of(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::abort();
}

Ordered reversed(const Ordered& value) {
  if (!value.is_object()) return value;
  Ordered result = Ordered::object();
  for (auto member = value.rbegin(); member != value.rend(); ++member) {
    result[member.key()] = reversed(member.value());
  }
  return result;
}

/// Calls `change` for every string that no rule of the contract binds.
void change_texts(Ordered& value, const std::function<void(std::string&)>& change) {
  constexpr std::string_view free_texts[] = {"comment",    "note",      "description", "title",
                                             "first_name", "full_name", "name",        "goal"};
  for (auto& [name, member] : value.items()) {
    if (member.is_object()) change_texts(member, change);
    const bool is_free = std::count(std::begin(free_texts), std::end(free_texts), name) > 0;
    if (member.is_string() && is_free) change(member.get_ref<std::string&>());
  }
}

std::string with_texts(const Ordered& callback, const std::function<void(std::string&)>& change) {
  Ordered copy = callback;
  change_texts(copy, change);
  return copy.dump();
}

/// As many servers write: ASCII only, slashes escaped, and here some quotes and line feeds too.
std::string escaped(const Ordered& callback) {
  Ordered copy = callback;
  change_texts(copy, [](std::string& text) { text += "\n\"\xc3\xa9\xd0\xb6\xe2\x82\xac\""; });
  std::string result;
  for (const char c : copy.dump(-1, ' ', true)) {
    if (c == '/') result += '\\';
    result += c;
  }
  return result;
}

CallbackSet make_set(std::string name, const std::function<std::string(std::uint64_t)>& make,
                     bool valid = true) {
  CallbackSet set;
  set.name = std::move(name);
  set.valid = valid;
  for (std::uint64_t i = 0; i < set_size; ++i) {
    set.bodies.push_back(make(i));
    set.bytes += set.bodies.back().size();
  }
  return set;
}

std::vector<CallbackSet> make_sets() {
  const auto& plan = callbacks();
  const auto body = [&](Kind kind, std::uint64_t index) {
    std::string text;
    plan.at(kind, index % plan.count(kind), text);
    return text;
  };
  const auto canonical = [&](std::uint64_t i) { return Ordered::parse(body(Kind::canonical, i)); };
  std::vector<CallbackSet> sets;
  const auto add = [&](const char* name, const std::function<std::string(std::uint64_t)>& make) {
    sets.push_back(make_set(name, make));
  };
  add("canonical", [&](std::uint64_t i) { return body(Kind::canonical, i); });
  add("random", [&](std::uint64_t i) { return body(Kind::random, i); });
  add("reversed", [&](std::uint64_t i) { return reversed(canonical(i)).dump(); });
  add("sorted", [&](std::uint64_t i) { return contract::Json(canonical(i)).dump(); });
  add("pretty", [&](std::uint64_t i) { return canonical(i).dump(2); });
  add("escaped", [&](std::uint64_t i) { return escaped(canonical(i)); });
  add("unicode", [&](std::uint64_t i) {
    return with_texts(canonical(i), [](std::string& text) {
      text = "Встреча 会議 " + text + " \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd اجتماع";
    });
  });
  add("long", [&](std::uint64_t i) {
    return with_texts(canonical(i), [&](std::string& text) { text.append(2000 + i, 'x'); });
  });
  sets.push_back(make_set(
      "violations",
      [&](std::uint64_t i) {
        return body(Kind::violation, i * (plan.count(Kind::violation) / set_size));
      },
      false));
  for (std::size_t type = 0; type < plan.contract().types().size(); ++type) {
    add(plan.contract().types()[type].name.c_str(),
        [&](std::uint64_t) { return body(Kind::canonical, type); });
  }
  return sets;
}

}  // namespace

std::shared_ptr<const contract::Contract> embedded() {
  static const auto contract = std::make_shared<const contract::Contract>(
      value_of(contract::Contract::load(embedded_contract())));
  return contract;
}

const plan::Plan& callbacks() {
  static const plan::Plan plan = value_of(plan::Plan::make(embedded(), {}));
  return plan;
}

const std::vector<CallbackSet>& callback_sets() {
  static const std::vector<CallbackSet> sets = make_sets();
  return sets;
}

}  // namespace hookworthy::bench
