#include "verifier/report/schema.hpp"

#include <algorithm>

namespace hookworthy::report {

const Schema* find_schema(std::string_view name) {
  const auto all = schemas();
  const auto found = std::ranges::find(all, name, &Schema::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace hookworthy::report
