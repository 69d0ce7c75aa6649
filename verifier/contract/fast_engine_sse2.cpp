#include "verifier/contract/fast_engine.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hookworthy::contract::fast {

#if defined(__SSE2__)

namespace {

// Sixteen bytes. A mask has one bit for each byte.
struct Sse2 {
  using Mask = std::uint32_t;
  static constexpr std::size_t width = 16;

  static unsigned first(Mask mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

  static __m128i load(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  }
  static __m128i equal(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
  static Mask bits(__m128i bytes) { return static_cast<Mask>(_mm_movemask_epi8(bytes)); }

  static Mask special(const char* at, const Specials& specials) {
    const __m128i bytes = load(at);
    const __m128i control =
        _mm_cmpeq_epi8(_mm_min_epu8(bytes, load(specials.control.data())), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, load(specials.quote.data()));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, load(specials.backslash.data()));
    return bits(_mm_or_si128(control, _mm_or_si128(quote, backslash)));
  }

  static Mask beyond_ascii(const char* at) { return bits(load(at)); }
  static Mask up_to_first(Mask mask) { return mask ^ (mask - 1); }
  static Mask drop(Mask mask, std::size_t bytes) { return mask >> bytes; }

  static Mask outside(const char* at, const CharClass& characters) {
    Mask mask = 0;
    for (unsigned i = 0; i < width; ++i) {
      mask |= static_cast<Mask>(!characters.member[static_cast<unsigned char>(at[i])]) << i;
    }
    return mask;
  }

  static Mask not_space(const char* at) {
    const __m128i bytes = load(at);
    const __m128i space = _mm_or_si128(_mm_or_si128(equal(bytes, ' '), equal(bytes, '\n')),
                                       _mm_or_si128(equal(bytes, '\r'), equal(bytes, '\t')));
    return bits(space) ^ 0xffff;
  }

  static std::uint32_t misses(const char* at, const MemberPlan& member) {
    const Mask low = bits(_mm_cmpeq_epi8(load(at), load(member.quoted.data())));
    const Mask high = bits(_mm_cmpeq_epi8(load(at + 16), load(member.quoted.data() + 16)));
    return ~(low | high << 16) & member.mask;
  }

  static bool is_date_time_front(const char* at) { return fast::is_date_time_front(at); }
  static bool are_utf8(std::span<const char* const>, const char* begin, const char* end) {
    return fast::is_utf8(begin, end);
  }
  static unsigned digits(const char* at, std::int64_t& value) { return read_digits(at, value); }
};

}  // namespace

bool have_sse2() {
  return true;
}

bool run_sse2(const RootPlan& root, Pass& pass) {
  return Engine<Sse2>(pass).run(root);
}

#else

bool have_sse2() {
  return false;
}

bool run_sse2(const RootPlan& root, Pass& pass) {
  return run_portable(root, pass);
}

#endif

}  // namespace hookworthy::contract::fast
