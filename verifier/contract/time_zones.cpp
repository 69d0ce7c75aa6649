#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <array>

namespace hookworthy::contract {
namespace {

constexpr auto zones = std::to_array<std::string_view>({
#include "verifier/contract/time_zones.inc"
});

static_assert(std::is_sorted(zones.begin(), zones.end()));

}  // namespace

std::span<const std::string_view> iana_time_zones() {
  return zones;
}

}  // namespace hookworthy::contract
