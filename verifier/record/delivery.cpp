#include "verifier/record/delivery.hpp"

#include <array>
#include <cstddef>

namespace hookworthy::record {
namespace {

constexpr std::array<std::string_view, 5> outcome_names{"response", "transport_error", "timed_out",
                                                        "unsent", "unfinished"};
constexpr std::array<std::string_view, 7> phase_names{"none",      "queue", "resolve", "connect",
                                                      "handshake", "write", "read"};
constexpr std::array<std::string_view, 14> cause_names{
    "none",          "refused",   "unreachable",  "reset",      "closed",
    "broken_pipe",   "malformed", "header_limit", "body_limit", "tls",
    "no_descriptor", "no_port",   "abandoned",    "other"};

static_assert(outcome_names.size() == static_cast<std::size_t>(Outcome::unfinished) + 1);
static_assert(phase_names.size() == static_cast<std::size_t>(Phase::read) + 1);
static_assert(cause_names.size() == static_cast<std::size_t>(Cause::other) + 1);

}  // namespace

std::string_view to_string(Outcome outcome) {
  return outcome_names[static_cast<std::size_t>(outcome)];
}

std::string_view to_string(Phase phase) {
  return phase_names[static_cast<std::size_t>(phase)];
}

std::string_view to_string(Cause cause) {
  return cause_names[static_cast<std::size_t>(cause)];
}

std::optional<Outcome> parse_outcome(std::string_view text) {
  return hookworthy::detail::parse_name<Outcome>(outcome_names, text);
}

std::optional<Phase> parse_phase(std::string_view text) {
  return hookworthy::detail::parse_name<Phase>(phase_names, text);
}

std::optional<Cause> parse_cause(std::string_view text) {
  return hookworthy::detail::parse_name<Cause>(cause_names, text);
}

}  // namespace hookworthy::record
