#include "generator/plan/store.hpp"

#include <cstring>

namespace hookworthy::plan {
namespace {

constexpr std::string_view null_text = "null";

}  // namespace

std::optional<std::string_view> Store::text_of(const Choice& choice) const {
  const Repertoire& repertoire = repertoires[choice.repertoire];
  switch (choice.mode) {
    case Mode::canonical:
      return repertoire.canonical;
    case Mode::edge:
      return repertoire.edges[choice.detail].text;
    case Mode::broken:
      return repertoire.violations[choice.detail].text;
    case Mode::null:
      return null_text;
    case Mode::constant:
      return constants[choice.detail];
    case Mode::typical: {
      const Typical& typical = repertoire.typical;
      if (typical.kin != Kin::values) return std::nullopt;
      return typical.values[typical.value_index(choice.value)];
    }
    default:
      return std::nullopt;
  }
}

void Store::write(const Choice& choice, Writer& out) const {
  if (char* const end = put(choice, out.reserve(Typical::most_bytes + slack_bytes))) {
    return out.commit(end);
  }
  if (const auto text = text_of(choice)) return out.text(*text);
  const Typical& typical = repertoires[choice.repertoire].typical;
  if (choice.mode == Mode::identity) return typical.write_identity(choice.value, out);
  typical.write(choice.value, out);
}

char* Store::put(const Choice& choice, char* to) const {
  const Repertoire& repertoire = repertoires[choice.repertoire];
  const auto kept = [to](std::string_view text) {
    return text.size() <= Typical::most_bytes ? put_kept(text, to) : nullptr;
  };
  // The usual ones first: they are better predicted apart from the others.
  if (choice.mode == Mode::typical) return repertoire.typical.put(choice.value, to);
  if (choice.mode == Mode::canonical) return kept(repertoire.canonical);
  switch (choice.mode) {
    case Mode::null:
      std::memcpy(to, null_text.data(), 4);
      return to + 4;
    case Mode::identity:
      if (repertoire.typical.kin != Kin::integer) return nullptr;
      return put_number(choice.value, to);
    case Mode::instant:
      *to = '"';
      to = put_date_time(
          {static_cast<std::int64_t>(choice.value), static_cast<std::int32_t>(choice.detail)},
          choice.style, to + 1);
      *to = '"';
      return to + 1;
    default:
      return kept(*text_of(choice));
  }
}

std::optional<Instant> Store::instant_of(const Choice& choice) const {
  const Repertoire& repertoire = repertoires[choice.repertoire];
  switch (choice.mode) {
    case Mode::canonical:
      return repertoire.canonical_instant;
    case Mode::edge:
      return repertoire.edges[choice.detail].instant;
    case Mode::broken:
      return repertoire.violations[choice.detail].instant;
    case Mode::typical:
      if (repertoire.typical.kin != Kin::date_time) return std::nullopt;
      return Typical::instant(choice.value);
    case Mode::instant:
      return Instant{static_cast<std::int64_t>(choice.value),
                     static_cast<std::int32_t>(choice.detail)};
    default:
      return std::nullopt;
  }
}

}  // namespace hookworthy::plan
