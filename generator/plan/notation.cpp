#include "generator/plan/sequence.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace hookworthy::plan {
namespace {

using contract::Lifecycle;

constexpr std::string_view hex_digits = "0123456789ABCDEF";
/// Longer than any notation within the bounds of a sequence.
constexpr std::size_t max_notation_bytes = std::size_t{1} << 20;

bool has_meaning(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == 0x7f ||
         std::string_view("%:/>|!").find(c) != std::string_view::npos;
}

void append_name(std::string_view name, std::string& out) {
  for (const char c : name) {
    if (!has_meaning(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', hex_digits[byte >> 4], hex_digits[byte & 15]};
  }
}

std::optional<std::string> read_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      name += text[i];
      continue;
    }
    unsigned value = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return {};
    name += static_cast<char>(value);
    i += 2;
  }
  return name;
}

/// A number from 1.
std::optional<std::uint32_t> read_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value > 0 ? std::optional(value) : std::nullopt;
}

/// Takes the next word off `text`; empty at its end.
std::string_view next_word(std::string_view& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return text = {};
  const auto end = std::min(text.find(' ', begin), text.size());
  const std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

Error not_understood(std::string_view word, std::string_view expected) {
  return Error{"'" + std::string(word.substr(0, 80)) + "' is not " + std::string(expected)};
}

/// `EntityStates` tells the transition that is meant.
Result<Event> read_event(std::string_view word, const EntityStates& states,
                         const Lifecycle& lifecycle) {
  const Error wrong = not_understood(word, "an event such as new:1 or reschedule:1>2");
  const auto colon = word.find(':');
  if (colon == std::string_view::npos) return wrong;
  const auto name = read_name(word.substr(0, colon));
  const std::string_view numbers = word.substr(colon + 1);
  const auto arrow = numbers.find('>');
  const auto entity = read_number(numbers.substr(0, arrow));
  if (!name || !entity) return wrong;
  Event event{.transition = 0, .entity = *entity, .successor = 0};
  if (arrow != std::string_view::npos) {
    const auto successor = read_number(numbers.substr(arrow + 1));
    if (!successor) return wrong;
    event.successor = *successor;
  }
  if (*entity > states.count() + 1) {
    return Error{"entity " + std::to_string(*entity) + " in '" + std::string(word) +
                 "' comes before entity " + std::to_string(states.count() + 1)};
  }
  const auto transition =
      find_transition(lifecycle, *name, states.state(*entity), event.successor != 0);
  if (transition) event.transition = *transition;
  if (!transition || !states.permits(event)) {
    return Error{"'" + std::string(word) + "' is not what the lifecycle permits there"};
  }
  return event;
}

Result<void> read_group(std::string_view word, std::vector<Sending>& sendings) {
  for (bool together = false;; together = true) {
    const auto bar = word.find('|');
    std::string_view one = word.substr(0, bar);
    Sending sending;
    sending.together = together;
    if (one.ends_with('!')) {
      sending.manner = Sending::Manner::abandoned;
      one.remove_suffix(1);
    }
    const auto event = read_number(one);
    if (!event) return not_understood(word, "a sending such as 2, 2|2 or 2!");
    sending.event = *event;
    sendings.push_back(sending);
    if (bar == std::string_view::npos) return {};
    word.remove_prefix(bar + 1);
  }
}

}  // namespace

std::string to_notation(const Sequence& sequence, const Lifecycle& lifecycle) {
  std::string text;
  for (const Event& event : sequence.events) {
    append_name(lifecycle.transitions[event.transition].callback, text);
    text += ':' + std::to_string(event.entity);
    if (event.successor != 0) text += '>' + std::to_string(event.successor);
    text += ' ';
  }
  text += '/';
  for (const Sending& sending : sequence.sendings) {
    text += sending.together ? '|' : ' ';
    text += std::to_string(sending.event);
    if (sending.manner == Sending::Manner::abandoned) text += '!';
  }
  return text;
}

Result<Sequence> parse_notation(std::string_view notation, const Lifecycle& lifecycle) {
  if (notation.size() > max_notation_bytes) return Error{"the notation is longer than 1 MiB"};
  const auto slash = notation.find('/');
  if (slash == std::string_view::npos) {
    return Error{"the notation has no '/' between events and sendings: new:1 / 1"};
  }
  Sequence sequence;
  EntityStates states(lifecycle);
  std::string_view events = notation.substr(0, slash);
  for (auto word = next_word(events); !word.empty(); word = next_word(events)) {
    const auto event = read_event(word, states, lifecycle);
    if (!event) return event.error();
    states.apply(*event);
    sequence.events.push_back(*event);
  }
  std::string_view sendings = notation.substr(slash + 1);
  for (auto word = next_word(sendings); !word.empty(); word = next_word(sendings)) {
    if (const auto read = read_group(word, sequence.sendings); !read) return read.error();
  }
  if (const auto valid = validate(sequence, lifecycle); !valid) return valid.error();
  return sequence;
}

}  // namespace hookworthy::plan
