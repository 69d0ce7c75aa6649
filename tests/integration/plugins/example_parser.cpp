// An example of a parser for `hookworthy bench parse --plugin`: it knows JSON and the callback
// types, and nothing else of the contract.

#include "bench/hookworthy_parser_plugin.h"

#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

namespace {

struct State {
  unsigned callbacks = 0;
};

bool is_known(std::string_view type) {
  constexpr std::array<std::string_view, 8> types = {"new",
                                                     "cancelled",
                                                     "woker_removed",
                                                     "worker_assigned",
                                                     "reschedule",
                                                     "report",
                                                     "custom_fields_or_note_changed",
                                                     "in_work"};
  for (const std::string_view known : types) {
    if (type == known) return true;
  }
  return false;
}

}  // namespace

extern "C" {

const char* hookworthy_parser_name(void) {
  return "example";
}

void* hookworthy_parser_create(void) {
  return new State;
}

void hookworthy_parser_destroy(void* state) {
  delete static_cast<State*>(state);
}

int hookworthy_parser_parse(void* state, const char* data, size_t size) {
  ++static_cast<State*>(state)->callbacks;
  const auto callback = nlohmann::json::parse(data, data + size, nullptr, false);
  if (!callback.is_object()) return HOOKWORTHY_REJECTED;
  const auto type = callback.find("callback_type");
  const bool known =
      type != callback.end() && type->is_string() && is_known(type->get_ref<const std::string&>());
  return known ? HOOKWORTHY_ACCEPTED : HOOKWORTHY_REJECTED;
}
}
