#include "verifier/contract/contract.hpp"
#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/shape.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// A contract that somebody edited badly is refused or read, never a crash. Seeded, so that a
// failure can be repeated.

namespace hookworthy::contract {
namespace {

using Ordered = nlohmann::ordered_json;
using Random = std::mt19937_64;

std::string fixture(const std::string& name) {
  std::ifstream file(std::string(SOURCE_DIR) + "/fixtures/contracts/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t below(Random& random, std::size_t bound) {
  return static_cast<std::size_t>(random() % bound);
}

/// Loads, and uses what was loaded as others would.
bool survives(const std::string& text) {
  const auto contract = Contract::load(text);
  if (!contract) return !contract.error().message.empty();
  for (const CallbackType& type : contract->types()) {
    const Shape shape = shape_of(*contract, std::array{type.body});
    for (const auto& member : shape.members) (void)shape_of(*contract, member.schemas);
  }
  return true;
}

std::string mutate_bytes(std::string text, Random& random) {
  for (std::size_t n = 1 + below(random, 3); n > 0; --n) {
    const std::size_t at = below(random, text.size());
    switch (below(random, 4)) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, 1 + below(random, 40));
        break;
      case 2:
        text.insert(at, text.substr(below(random, text.size()), below(random, 60)));
        break;
      default:
        text[at] = R"({}[]",:0)"[below(random, 8)];
        break;
    }
    if (text.empty()) text = "{";
  }
  return text;
}

void collect(const Ordered& value, Pointer& at, std::vector<Pointer>& all) {
  all.push_back(at);
  std::size_t index = 0;
  for (const auto& item : value.items()) {
    at.push_back(value.is_array() ? std::to_string(index++) : item.key());
    if (item.value().is_structured()) {
      collect(item.value(), at, all);
    } else {
      all.push_back(at);
    }
    at.pop_back();
  }
}

const Ordered& odd_value(Random& random) {
  static const Ordered values =
      Ordered::parse(R"([null,true,false,0,-1,1e300,18446744073709551615,"",
      "/","/~","#/components/schemas/Booking","#/components/schemas/CancelledBooking","object",
      "new","scheduled",[],[[]],{},{"$ref":"#/components/schemas/Booking"},{"const":null},
      {"is_null":""},["/id","/id"],{"type":"null"},
      {"allOf":[{"$ref":"#/components/schemas/User"}]}])");
  return values[below(random, values.size())];
}

std::string mutate_tree(const Ordered& original, const std::vector<Pointer>& places,
                        Random& random) {
  Ordered document = original;
  for (std::size_t n = 1 + below(random, 2); n > 0; --n) {
    Ordered* const at = resolve(document, places[below(random, places.size())]);
    if (at == nullptr) continue;
    const Ordered* const other = resolve(original, places[below(random, places.size())]);
    switch (below(random, 4)) {
      case 0:
        *at = odd_value(random);
        break;
      case 1:
        *at = *other;
        break;
      case 2:
        if (at->is_structured() && !at->empty()) at->erase(at->begin());
        break;
      default:
        if (at->is_object()) (*at)["x-hookworthy"] = odd_value(random);
        break;
    }
  }
  return document.dump();
}

class Mutations : public ::testing::TestWithParam<std::string> {};

TEST_P(Mutations, OfTheTextAreRefusedOrRead) {
  const std::string text = fixture(GetParam());
  Random random(20250310);
  for (int i = 0; i < 1000; ++i) {
    const std::string mutant = mutate_bytes(text, random);
    ASSERT_TRUE(survives(mutant)) << "mutation " << i << ":\n" << mutant;
  }
}

TEST_P(Mutations, OfTheTreeAreRefusedOrRead) {
  const Ordered document = Ordered::parse(fixture(GetParam()));
  std::vector<Pointer> places;
  Pointer root;
  collect(document, root, places);
  Random random(20250311);
  for (int i = 0; i < 2000; ++i) {
    const std::string mutant = mutate_tree(document, places, random);
    ASSERT_TRUE(survives(mutant)) << "mutation " << i << ":\n" << mutant;
  }
}

TEST_P(Mutations, CutShortAreRefused) {
  const std::string text = fixture(GetParam());
  const std::size_t step = text.size() / 100 + 1;
  for (std::size_t length = 0; length < text.rfind('}'); length += step) {
    EXPECT_FALSE(Contract::load(std::string_view(text).substr(0, length))) << length;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Mutations,
                         ::testing::Values("cabinet.openapi.json",
                                           "header-discriminator.openapi.json",
                                           "minimal.openapi.json"));

}  // namespace
}  // namespace hookworthy::contract
