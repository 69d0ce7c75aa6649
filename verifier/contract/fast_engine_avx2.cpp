// The whole pass for machines with AVX2: the pragmas reach from the engine's first line to its
// last, and what it includes itself has to be read before them.
#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/fast_text.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,lzcnt,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,lzcnt,popcnt")
#endif

#include "verifier/contract/fast_engine.hpp"

namespace hookworthy::contract::fast {
namespace {

// 32 bytes. A mask has one bit for each byte.
struct Avx2 {
  using Mask = std::uint32_t;
  static constexpr std::size_t width = 32;

  static Mask lowest(Mask mask) { return mask & (0 - mask); }
  static unsigned first(Mask mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

  static __m256i load(const char* at) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  }
  static __m256i equal(__m256i bytes, char c) {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
  }
  static Mask bits(__m256i bytes) { return static_cast<Mask>(_mm256_movemask_epi8(bytes)); }

  static Mask special(const char* at, Mask& high) {
    const __m256i bytes = load(at);
    high = bits(bytes);
    const __m256i control =
        _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f)), bytes);
    return bits(_mm256_or_si256(control, _mm256_or_si256(equal(bytes, '"'), equal(bytes, '\\'))));
  }

  static Mask outside(const char* at, const CharClass& characters) {
    const __m256i bytes = load(at);
    const __m256i low = _mm256_broadcastsi128_si256(
        _mm_load_si128(reinterpret_cast<const __m128i*>(characters.low.data())));
    const __m256i high = _mm256_broadcastsi128_si256(
        _mm_load_si128(reinterpret_cast<const __m128i*>(characters.high.data())));
    const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0f));
    // A byte beyond ASCII has its top bit set, for which the first shuffle gives 0.
    const __m256i both =
        _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, upper));
    return bits(_mm256_cmpeq_epi8(both, _mm256_setzero_si256()));
  }

  static Mask not_space(const char* at) {
    const __m256i bytes = load(at);
    const __m256i space = _mm256_or_si256(_mm256_or_si256(equal(bytes, ' '), equal(bytes, '\n')),
                                          _mm256_or_si256(equal(bytes, '\r'), equal(bytes, '\t')));
    return ~bits(space);
  }

  static bool matches(const char* at, const MemberPlan& member) {
    const Mask same = bits(_mm256_cmpeq_epi8(load(at), load(member.quoted.data())));
    return member.mask != 0 && (~same & member.mask) == 0;
  }
};

}  // namespace

bool run_avx2(const RootPlan& root, const char* begin, Pass& pass) {
  return Engine<Avx2>(pass).run(root, begin);
}

}  // namespace hookworthy::contract::fast

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace hookworthy::contract::fast {

bool have_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("lzcnt") && __builtin_cpu_supports("popcnt");
}

}  // namespace hookworthy::contract::fast

#else

#include "verifier/contract/fast_engine.hpp"

namespace hookworthy::contract::fast {

bool have_avx2() {
  return false;
}

bool run_avx2(const RootPlan& root, const char* begin, Pass& pass) {
  return run_sse2(root, begin, pass);
}

}  // namespace hookworthy::contract::fast

#endif
