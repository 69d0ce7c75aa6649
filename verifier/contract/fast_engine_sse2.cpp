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

  static Mask lowest(Mask mask) { return mask & (0 - mask); }
  static unsigned first(Mask mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

  static __m128i load(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  }
  static __m128i equal(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
  static Mask bits(__m128i bytes) { return static_cast<Mask>(_mm_movemask_epi8(bytes)); }

  static Mask special(const char* at, Mask& high) {
    const __m128i bytes = load(at);
    high = bits(bytes);
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    return bits(_mm_or_si128(control, _mm_or_si128(equal(bytes, '"'), equal(bytes, '\\'))));
  }

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

  static bool matches(const char* at, const MemberPlan& member) {
    const Mask low = bits(_mm_cmpeq_epi8(load(at), load(member.quoted.data())));
    const Mask high = bits(_mm_cmpeq_epi8(load(at + 16), load(member.quoted.data() + 16)));
    return member.mask != 0 && (~(low | high << 16) & member.mask) == 0;
  }
};

}  // namespace

bool have_sse2() {
  return true;
}

bool run_sse2(const RootPlan& root, const char* begin, Pass& pass) {
  return Engine<Sse2>(pass).run(root, begin);
}

#else

bool have_sse2() {
  return false;
}

bool run_sse2(const RootPlan& root, const char* begin, Pass& pass) {
  return run_portable(root, begin, pass);
}

#endif

}  // namespace hookworthy::contract::fast
