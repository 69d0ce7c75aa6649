#include "verifier/contract/contract.hpp"

#include <algorithm>

namespace hookworthy::contract {

bool StatusSet::has(unsigned status) const {
  if (status < 100 || status > 599) return false;
  const std::string code = std::to_string(status);
  return std::any_of(patterns.begin(), patterns.end(), [&](std::string_view pattern) {
    return pattern == code || (pattern.front() == code.front() && pattern.substr(1) == "XX");
  });
}

const CallbackType* Contract::find_type(std::string_view name) const {
  const auto found = std::find_if(types_.begin(), types_.end(),
                                  [&](const CallbackType& type) { return type.name == name; });
  return found == types_.end() ? nullptr : &*found;
}

const CallbackType* Contract::type_of_value(std::string_view discriminator_value) const {
  const auto found = std::find_if(types_.begin(), types_.end(), [&](const CallbackType& type) {
    return type.discriminator_value == discriminator_value;
  });
  return found == types_.end() ? nullptr : &*found;
}

}  // namespace hookworthy::contract
