#include "verifier/contract/fast_engine.hpp"

namespace hookworthy::contract::fast {
namespace {

// Eight bytes in a general register. A mask has the top bit of each byte that is meant; bytes
// behind the first one meant may be in it by mistake.
struct Word {
  using Mask = std::uint64_t;
  static constexpr std::size_t width = 8;

  static unsigned first(Mask mask) { return static_cast<unsigned>(__builtin_ctzll(mask)) / 8; }

  static Mask below(std::uint64_t word, std::uint64_t byte) {
    return (word - each(byte)) & ~word & each(0x80);
  }
  static Mask equal(std::uint64_t word, std::uint64_t byte) { return below(word ^ each(byte), 1); }

  static Mask special(const char* at, const Specials&) {
    const std::uint64_t word = load_8(at);
    return equal(word, '"') | equal(word, '\\') | below(word, 0x20);
  }

  static Mask beyond_ascii(const char* at) { return load_8(at) & each(0x80); }
  static Mask up_to_first(Mask mask) { return mask ^ (mask - 1); }
  static Mask drop(Mask mask, std::size_t bytes) {
    return bytes == width ? 0 : mask >> (8 * bytes);
  }

  static Mask outside(const char* at, const CharClass& characters) {
    Mask mask = 0;
    for (unsigned i = 0; i < width; ++i) {
      const bool in = characters.member[static_cast<unsigned char>(at[i])];
      mask |= static_cast<Mask>(in ? 0 : 0x80) << (8 * i);
    }
    return mask;
  }

  static Mask not_space(const char* at) {
    Mask mask = 0;
    for (unsigned i = 0; i < width; ++i) {
      const char c = at[i];
      const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      mask |= static_cast<Mask>(space ? 0 : 0x80) << (8 * i);
    }
    return mask;
  }

  // Tells the comma and the last byte from all between, no more.
  static std::uint32_t misses(const char* at, const MemberPlan& member) {
    if (member.size == 0) return member.mask;
    const char* const wanted = member.quoted.data();
    const std::size_t last = member.size - 1u;
    const bool name = std::memcmp(at + 1, wanted + 1, last - 1) == 0;
    return (*at == *wanted ? 0u : 1u) | (name ? 0u : 2u) |
           (at[last] == wanted[last] ? 0u : std::uint32_t{1} << last);
  }

  static bool is_date_time_front(const char* at) { return fast::is_date_time_front(at); }
  static bool are_utf8(std::span<const char* const>, const char* begin, const char* end) {
    return fast::is_utf8(begin, end);
  }
  static unsigned digits(const char* at, std::int64_t& value) { return read_digits(at, value); }
};

}  // namespace

bool run_portable(const RootPlan& root, Pass& pass) {
  return Engine<Word>(pass).run(root);
}

}  // namespace hookworthy::contract::fast
