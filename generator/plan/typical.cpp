#include "generator/plan/typical.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/put.hpp"
#include "generator/plan/vocabulary.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

namespace voc = vocabulary;
using namespace emit;

void write_sized_text(const Typical& typical, std::uint64_t entropy, Writer& out) {
  const std::uint32_t spread = std::min(typical.max_length - typical.min_length, 40u);
  std::uint32_t left = typical.min_length + scale(low_bits(entropy), spread + 1);
  while (left > 0) {
    entropy = mix(entropy);
    const auto word = pick(voc::words(), low_bits(entropy)).view().substr(0, left);
    out.text(word);
    left -= static_cast<std::uint32_t>(word.size());
    if (left > 1) {
      out.put(' ');
      --left;
    }
  }
}

}  // namespace

void Typical::write(std::uint64_t entropy, Writer& out) const {
  if (char* const end = put(entropy, out.reserve(most_bytes + slack_bytes))) {
    return out.commit(end);
  }
  write_long(entropy, out);
}

// What has no bound, or one that lies high.
void Typical::write_long(std::uint64_t entropy, Writer& out) const {
  if (kin == Kin::values) return out.text(values[value_index(entropy)]);
  out.put('"');
  const auto bounded = [&](auto put) { out.commit(put(out.reserve(most_bytes + slack_bytes))); };
  switch (kin) {
    case Kin::sized_text:
      write_sized_text(*this, entropy, out);
      break;
    case Kin::pattern:
      pattern->sample(entropy, Pattern::Size::drawn, 12, out);
      break;
    case Kin::uri:
      out.text(head);
      bounded([&](char* to) { return put_token(entropy, 8, to); });
      out.text(tail);
      break;
    default:  // email, hostname
      bounded([&](char* to) { return put_one(voc::words(), low_bits(entropy), to); });
      out.put('.');
      if (kin == Kin::email) {
        bounded([&](char* to) { return put_char('@', put_token(entropy >> 32, 4, to)); });
      }
      out.text(head);
  }
  out.put('"');
}

void Typical::write_unique(std::uint64_t number, Writer& out) const {
  char* to = out.reserve(most_bytes + slack_bytes);
  switch (kin) {
    case Kin::uuid:
      to = put_char('"', put_uuid(mix(number), number, put_char('"', to)));
      return out.commit(to);
    case Kin::text:
    case Kin::sized_text:
    case Kin::title:
    case Kin::label:
      to = put_char('"', put_number(number, put_literal("\"id-", to)));
      return out.commit(to);
    default:
      return write(mix(number), out);
  }
}

}  // namespace hookworthy::plan
