#pragma once

#include "verifier/result.hpp"
#include "verifier/stats/histogram.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hookworthy::stats {

// The V2 encoding of HdrHistogram, as its Java, C, JavaScript and other implementations read it:
//   big endian: cookie 0x1c849313, payload length, normalizing offset 0, digits (4 bytes each),
//   lowest, highest, ratio 1.0 as a double (8 bytes each), then the payload: each count up to the
//   largest value as ZigZag LEB128 of at most 9 bytes; a negative number is a run of empty buckets.
//   Compressed: cookie 0x1c849314, length, and a zlib stream (RFC 1950) of the above.
// clipped() and negative() are not part of it.

/// What decode accepts, so that a hostile file costs little: a histogram of at most 8 MiB (4 digits
/// over all 63 bits fit), at most 9 bytes per counter, and at most 10^12 or so values.
inline constexpr std::size_t kMaxDecodedCounts = std::size_t{1} << 20;
inline constexpr std::size_t kMaxEncodedBytes = 40 + 9 * kMaxDecodedCounts;
inline constexpr std::uint64_t kMaxDecodedTotal = std::uint64_t{1} << 40;

/// Bytes of the plain V2 encoding.
[[nodiscard]] std::string encode_v2(const Histogram& histogram);

/// Bytes of the compressed V2 encoding.
[[nodiscard]] std::string encode_v2_compressed(const Histogram& histogram);

/// The compressed V2 encoding in base64: one word, as it stands in .hlog files and in summaries.
[[nodiscard]] std::string encode_base64(const Histogram& histogram);

/// Reads either V2 encoding. Errors: another version, a range or size beyond the limits above, a
/// count outside of the range, a scaled (double) histogram, bytes missing or left over.
[[nodiscard]] Result<Histogram> decode_v2(std::string_view bytes);

/// Reads what encode_base64 (or a peer) wrote; also plain V2 in base64. No white space.
[[nodiscard]] Result<Histogram> decode_base64(std::string_view text);

}  // namespace hookworthy::stats
