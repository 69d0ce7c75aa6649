#include "generator/plan/store.hpp"

#include "generator/plan/put.hpp"

namespace hookworthy::plan {

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
      return emit::null_text;
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
