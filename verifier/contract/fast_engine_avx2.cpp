// The whole pass for machines with AVX2: the pragmas reach from the engine's first line to its
// last, and what it includes itself has to be read before them.
#include "verifier/contract/fast_plan.hpp"
#include "verifier/contract/fast_text.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,popcnt")
#endif

#include "verifier/contract/fast_engine.hpp"

namespace hookworthy::contract::fast {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

// What is_date_time_front compares with. Month, day, hour, minute and second are pairs of digits.
struct DateTime {
  alignas(16) Bytes form{'0', '-', '0', '0', '-', '0', '0', 'T',
                         '0', '0', ':', '0', '0', ':', '0', '0'};
  alignas(16) Bytes most{9, 0, 9, 9, 0, 9, 9, 0, 9, 9, 0, 9, 9, 0, 9, 9};
  alignas(16) Bytes pairs{2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
  alignas(16) Bytes weights{10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1};
  alignas(16) Bytes low{1, 0, 1, 0};
  alignas(16) Bytes high{12, 0, 31, 0, 23, 0, 59, 0, 59, 0};
};
constexpr DateTime date;

// White space at the index that is its low half; no byte elsewhere.
alignas(16) constexpr Bytes spaces{' ',  0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                   0x80, '\t', '\n', 0x80, 0x80, '\r', 0x80, 0x80};

// For a shuffle that moves the first n bytes to the end: it begins at n.
constexpr std::array<std::uint8_t, 32> to_the_end{
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15};

// 32 bytes. A mask has one bit for each byte.
struct Avx2 {
  using Mask = std::uint32_t;
  static constexpr std::size_t width = 32;

  static unsigned first(Mask mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

  static __m256i load(const char* at) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  }
  static Mask bits(__m256i bytes) { return static_cast<Mask>(_mm256_movemask_epi8(bytes)); }

  static Mask special(const char* at, const Specials& specials) {
    const __m256i bytes = load(at);
    const __m256i control =
        _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, aligned(specials.control)), bytes);
    const __m256i quote = _mm256_cmpeq_epi8(bytes, aligned(specials.quote));
    const __m256i backslash = _mm256_cmpeq_epi8(bytes, aligned(specials.backslash));
    return bits(_mm256_or_si256(control, _mm256_or_si256(quote, backslash)));
  }
  static __m256i aligned(const std::array<char, 32>& bytes) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(bytes.data()));
  }

  static Mask beyond_ascii(const char* at) { return bits(load(at)); }
  static Mask up_to_first(Mask mask) { return mask ^ (mask - 1); }
  static Mask drop(Mask mask, std::size_t bytes) { return bytes == width ? 0 : mask >> bytes; }

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
    // Each is the only one with its low half; what is beyond ASCII is looked up as 0.
    const __m256i bytes = load(at);
    const __m256i space = _mm256_broadcastsi128_si256(constant(spaces));
    return ~bits(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(space, bytes), bytes));
  }

  static std::uint32_t misses(const char* at, const MemberPlan& member) {
    const Mask same = bits(_mm256_cmpeq_epi8(load(at), load(member.quoted.data())));
    return ~same & member.mask;
  }

  static __m128i constant(const Bytes& bytes) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data()));
  }

  static bool is_date_time_front(const char* at) {
    // Three digits of the year, then, in one vector, "5-03-10T14:00:00".
    const std::uint32_t year = (load_4(at) ^ 0x30303030) & 0x00ffffff;
    const __m128i rest = _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 3)),
                                       constant(date.form));
    const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(rest, constant(date.most)), rest);
    const __m128i pairs =
        _mm_maddubs_epi16(_mm_shuffle_epi8(rest, constant(date.pairs)), constant(date.weights));
    const __m128i outside = _mm_or_si128(_mm_cmpgt_epi16(pairs, constant(date.high)),
                                         _mm_cmpgt_epi16(constant(date.low), pairs));
    const bool year_good = (((year + 0x767676) | year) & 0x808080) == 0;
    return year_good && _mm_movemask_epi8(_mm_andnot_si128(outside, digits)) == 0xffff;
  }

  static unsigned digits(const char* at, std::int64_t& value) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i all = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i good = _mm_cmpeq_epi8(_mm_min_epu8(all, _mm_set1_epi8(9)), all);
    const auto count = static_cast<unsigned>(__builtin_ctz(~_mm_movemask_epi8(good)));
    // Moved to the end, with zeros before them.
    const __m128i order =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(to_the_end.data() + count));
    const __m128i two = _mm_maddubs_epi16(_mm_shuffle_epi8(all, order), constant(date.weights));
    const __m128i four = _mm_madd_epi16(two, _mm_set1_epi32(1 << 16 | 100));
    const __m128i eight =
        _mm_madd_epi16(_mm_packus_epi32(four, four), _mm_set1_epi32(1 << 16 | 10'000));
    const auto halves = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eight));
    value = static_cast<std::int64_t>((halves & 0xffffffff) * 100'000'000 + (halves >> 32));
    return count;
  }

  static bool are_utf8(std::span<const char* const> vectors, const char* begin, const char* end);
};

// Keiser and Lemire, Validating UTF-8 In Less Than One Instruction Per Byte (2021): what may be
// wrong with two bytes in a row is looked up by three of their halves; it is what all three say.
struct Utf8 {
  static constexpr std::uint8_t too_short = 1, too_long = 2, overlong_3 = 4, too_large = 8,
                                surrogate = 16, overlong_2 = 32, too_large_1000 = 64,
                                overlong_4 = 64, two_continuations = 128;
  static constexpr std::uint8_t carry = too_short | too_long | two_continuations;
  static constexpr std::uint8_t large = carry | too_large | too_large_1000;
  static constexpr std::uint8_t after = too_long | overlong_2 | two_continuations;

  alignas(16) Bytes first_high{too_long,
                               too_long,
                               too_long,
                               too_long,
                               too_long,
                               too_long,
                               too_long,
                               too_long,
                               two_continuations,
                               two_continuations,
                               two_continuations,
                               two_continuations,
                               too_short | overlong_2,
                               too_short,
                               too_short | overlong_3 | surrogate,
                               too_short | too_large | too_large_1000 | overlong_4};
  alignas(16) Bytes first_low{carry | overlong_3 | overlong_2 | overlong_4,
                              carry | overlong_2,
                              carry,
                              carry,
                              carry | too_large,
                              large,
                              large,
                              large,
                              large,
                              large,
                              large,
                              large,
                              large,
                              large | surrogate,
                              large,
                              large};
  alignas(16) Bytes second_high{too_short,
                                too_short,
                                too_short,
                                too_short,
                                too_short,
                                too_short,
                                too_short,
                                too_short,
                                after | overlong_3 | too_large_1000 | overlong_4,
                                after | overlong_3 | too_large,
                                after | surrogate | too_large,
                                after | surrogate | too_large,
                                too_short,
                                too_short,
                                too_short,
                                too_short};

  static __m256i look_up(const Bytes& table, __m256i index) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(Avx2::constant(table)), index);
  }
  static __m256i upper(__m256i bytes) {
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0f));
  }

  // Not 0 where something is wrong with the 32 bytes at `at`, before which 3 more may be read.
  __m256i errors(const char* at) const {
    const __m256i bytes = Avx2::load(at), back_1 = Avx2::load(at - 1);
    const __m256i back_2 = Avx2::load(at - 2), back_3 = Avx2::load(at - 3);
    const __m256i low = _mm256_and_si256(back_1, _mm256_set1_epi8(0x0f));
    const __m256i wrong = _mm256_and_si256(
        _mm256_and_si256(look_up(first_high, upper(back_1)), look_up(first_low, low)),
        look_up(second_high, upper(bytes)));
    // The third and fourth byte of a character have to be continuations, all else must not.
    const __m256i third = _mm256_subs_epu8(back_2, _mm256_set1_epi8(0xe0 - 0x80));
    const __m256i fourth = _mm256_subs_epu8(back_3, _mm256_set1_epi8(0xf0 - 0x80));
    const __m256i must =
        _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(static_cast<char>(0x80)));
    return _mm256_xor_si256(must, wrong);
  }
};

// What is before a string and behind it is ASCII, or will be found out to be wrong by the walk; a
// character that is cut off at a vector's end goes on in the next one, which is among them too.
bool Avx2::are_utf8(std::span<const char* const> vectors, const char* begin, const char* end) {
  static constexpr Utf8 tables{};
  __m256i wrong = _mm256_setzero_si256();
  // The first one comes first in the text.
  if (vectors.front() - begin < 3) return fast::is_utf8(begin, end);
  for (const char* const at : vectors) {
    wrong = _mm256_or_si256(wrong, tables.errors(at));
  }
  return _mm256_testz_si256(wrong, wrong) != 0;
}

}  // namespace

bool run_avx2(const RootPlan& root, Pass& pass) {
  return Engine<Avx2>(pass).run(root);
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
         __builtin_cpu_supports("popcnt");
}

}  // namespace hookworthy::contract::fast

#else

#include "verifier/contract/fast_engine.hpp"

namespace hookworthy::contract::fast {

bool have_avx2() {
  return false;
}

bool run_avx2(const RootPlan& root, Pass& pass) {
  return run_sse2(root, pass);
}

}  // namespace hookworthy::contract::fast

#endif
