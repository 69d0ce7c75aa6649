#include "verifier/stats/histogram_codec.hpp"

#include "verifier/assert.hpp"
#include "verifier/base64.hpp"

#include <array>
#include <bit>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <zlib.h>

namespace hookworthy::stats {
namespace {

// The bits 0xf0 tell the size of a word; 0x10 is LEB128. Peers write it and ignore it when they
// read.
constexpr std::uint32_t kPlainCookie = 0x1c849303;
constexpr std::uint32_t kCompressedCookie = 0x1c849304;
constexpr std::uint32_t kWordSizeBits = 0xf0;
constexpr std::uint32_t kLeb128Words = 0x10;
constexpr std::size_t kHeaderBytes = 40;
constexpr std::size_t kCompressedHeaderBytes = 8;
constexpr std::uint64_t kRatioOne = std::bit_cast<std::uint64_t>(1.0);

template <class Unsigned>
void put_big_endian(std::string& out, Unsigned value) {
  for (std::size_t i = sizeof value; i-- > 0;) {
    out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  }
}

template <class Unsigned>
Unsigned get_big_endian(std::string_view bytes, std::size_t offset) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[offset + i]);
  }
  return value;
}

/// ZigZag, then 7 bits per byte; the ninth byte carries 8, so that 64 bits need no tenth.
void put_zigzag(std::string& out, std::int64_t value) {
  auto bits = static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  for (int i = 0; i < 8; ++i) {
    if (bits < 0x80) {
      out.push_back(static_cast<char>(bits));
      return;
    }
    out.push_back(static_cast<char>((bits & 0x7f) | 0x80));
    bits >>= 7;
  }
  out.push_back(static_cast<char>(bits));
}

std::optional<std::int64_t> get_zigzag(std::string_view bytes, std::size_t& offset) {
  std::uint64_t bits = 0;
  for (int i = 0; i < 9; ++i) {
    if (offset == bytes.size()) {
      return std::nullopt;
    }
    const auto byte = static_cast<std::uint8_t>(bytes[offset++]);
    const bool last = i == 8 || byte < 0x80;
    bits |= static_cast<std::uint64_t>(i == 8 ? byte : byte & 0x7f) << (7 * i);
    if (last) {
      break;
    }
  }
  return static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
}

/// Index after the last count that is encoded: an empty histogram still has one zero, as peers
/// write.
std::size_t encoded_length(const std::vector<std::uint64_t>& counts) {
  std::size_t end = counts.size();
  while (end > 1 && counts[end - 1] == 0) {
    --end;
  }
  return end;
}

std::string encode_counts(const std::vector<std::uint64_t>& counts) {
  std::string payload;
  const std::size_t end = encoded_length(counts);
  std::size_t i = 0;
  while (i < end) {
    const std::uint64_t count = counts[i++];
    std::int64_t zeros = count == 0 ? 1 : 0;
    while (zeros != 0 && i < end && counts[i] == 0) {
      ++zeros;
      ++i;
    }
    put_zigzag(payload, zeros > 1 ? -zeros : static_cast<std::int64_t>(count));
  }
  return payload;
}

struct Header {
  HistogramRange range;
  std::size_t payload_bytes = 0;
};

Result<Header> decode_header(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) {
    return Error{fmt::format("histogram: {} bytes are less than a V2 header", bytes.size())};
  }
  Header header;
  header.payload_bytes = get_big_endian<std::uint32_t>(bytes, 4);
  const auto digits = get_big_endian<std::uint32_t>(bytes, 12);
  header.range.significant_digits = digits <= 5 ? static_cast<int>(digits) : 0;
  header.range.lowest_ns = static_cast<std::int64_t>(get_big_endian<std::uint64_t>(bytes, 16));
  header.range.highest_ns = static_cast<std::int64_t>(get_big_endian<std::uint64_t>(bytes, 24));
  if (!header.range.valid()) {
    return Error{fmt::format("histogram: impossible range {} to {} with {} digits",
                             header.range.lowest_ns, header.range.highest_ns, digits)};
  }
  if (header.range.counts_length() > kMaxDecodedCounts) {
    return Error{fmt::format("histogram: {} buckets are more than the {} accepted",
                             header.range.counts_length(), kMaxDecodedCounts)};
  }
  // The normalizing offset (bytes 8 to 11) says nothing about the payload, and hdr-histogram-js
  // writes 1 there; it also writes the ratio as the integer 1.
  const auto ratio = get_big_endian<std::uint64_t>(bytes, 32);
  if (ratio != kRatioOne && ratio != 1) {
    return Error{"histogram: scaled (double) histograms are not supported"};
  }
  if (bytes.size() - kHeaderBytes != header.payload_bytes) {
    return Error{fmt::format("histogram: payload of {} bytes announced, {} found",
                             header.payload_bytes, bytes.size() - kHeaderBytes)};
  }
  return header;
}

Result<Histogram> decode_plain(std::string_view bytes) {
  const Result<Header> header = decode_header(bytes);
  if (!header) {
    return header.error();
  }
  Histogram histogram(header->range);
  const std::size_t length = histogram.counts().size();
  std::size_t index = 0;
  std::size_t offset = kHeaderBytes;
  while (offset < bytes.size()) {
    const std::optional<std::int64_t> word = get_zigzag(bytes, offset);
    if (!word) {
      return Error{"histogram: the last count is cut off"};
    }
    // Negation as unsigned: the run may be as long as 2^63.
    const auto step = *word < 0 ? 0 - static_cast<std::uint64_t>(*word) : 1;
    if (step > length - index) {
      return Error{fmt::format("histogram: more than the {} counts of its range", length)};
    }
    if (*word > 0) {
      const auto count = static_cast<std::uint64_t>(*word);
      if (count > kMaxDecodedTotal - histogram.count()) {
        return Error{fmt::format("histogram: more than {} values", kMaxDecodedTotal)};
      }
      histogram.add_at_index(index, count);
    }
    index += step;
  }
  return histogram;
}

/// Inflates at most kMaxEncodedBytes; the stream must end exactly where `deflated` does.
Result<std::string> inflate_bounded(std::string_view deflated) {
  z_stream stream{};
  HOOKWORTHY_ASSERT(inflateInit(&stream) == Z_OK);
  // zlib's interface is not const-correct without ZLIB_CONST; it does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));
  stream.avail_in = static_cast<uInt>(deflated.size());
  std::string inflated;
  std::array<char, 16 * 1024> chunk;
  int status = Z_OK;
  while (status == Z_OK && inflated.size() <= kMaxEncodedBytes) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    status = inflate(&stream, Z_NO_FLUSH);
    inflated.append(chunk.data(), chunk.size() - stream.avail_out);
  }
  const bool consumed = stream.avail_in == 0;
  inflateEnd(&stream);
  if (inflated.size() > kMaxEncodedBytes) {
    return Error{fmt::format("histogram: inflates to more than {} bytes", kMaxEncodedBytes)};
  }
  if (status != Z_STREAM_END || !consumed) {
    return Error{"histogram: the compressed bytes are damaged or cut off"};
  }
  return inflated;
}

std::uint32_t base_cookie(std::string_view bytes) {
  return get_big_endian<std::uint32_t>(bytes, 0) & ~kWordSizeBits;
}

}  // namespace

std::string encode_v2(const Histogram& histogram) {
  const std::string payload = encode_counts(histogram.counts());
  const HistogramRange& range = histogram.range();
  std::string out;
  out.reserve(kHeaderBytes + payload.size());
  put_big_endian<std::uint32_t>(out, kPlainCookie | kLeb128Words);
  put_big_endian(out, static_cast<std::uint32_t>(payload.size()));
  put_big_endian<std::uint32_t>(out, 0);
  put_big_endian(out, static_cast<std::uint32_t>(range.significant_digits));
  put_big_endian(out, static_cast<std::uint64_t>(range.lowest_ns));
  put_big_endian(out, static_cast<std::uint64_t>(range.highest_ns));
  put_big_endian(out, kRatioOne);
  return out + payload;
}

std::string encode_v2_compressed(const Histogram& histogram) {
  const std::string plain = encode_v2(histogram);
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::string deflated(size, '\0');
  // Fails only without memory, since the buffer has the size that zlib asked for.
  const int status = compress2(reinterpret_cast<Bytef*>(deflated.data()), &size,
                               reinterpret_cast<const Bytef*>(plain.data()),
                               static_cast<uLong>(plain.size()), Z_DEFAULT_COMPRESSION);
  HOOKWORTHY_ASSERT(status == Z_OK);
  std::string out;
  out.reserve(kCompressedHeaderBytes + size);
  put_big_endian<std::uint32_t>(out, kCompressedCookie | kLeb128Words);
  put_big_endian(out, static_cast<std::uint32_t>(size));
  return out.append(deflated, 0, size);
}

std::string encode_base64(const Histogram& histogram) {
  return to_base64(encode_v2_compressed(histogram));
}

Result<Histogram> decode_v2(std::string_view bytes) {
  if (bytes.size() < kCompressedHeaderBytes || bytes.size() > 2 * kMaxEncodedBytes) {
    return Error{fmt::format("histogram: {} bytes cannot be a V2 encoding", bytes.size())};
  }
  const std::uint32_t cookie = base_cookie(bytes);
  if (cookie == kPlainCookie) {
    return decode_plain(bytes);
  }
  if (cookie != kCompressedCookie) {
    return Error{fmt::format("histogram: cookie {:#010x} is not that of V2", cookie)};
  }
  const std::string_view deflated = bytes.substr(kCompressedHeaderBytes);
  if (get_big_endian<std::uint32_t>(bytes, 4) != deflated.size()) {
    return Error{fmt::format("histogram: {} compressed bytes announced, {} found",
                             get_big_endian<std::uint32_t>(bytes, 4), deflated.size())};
  }
  const Result<std::string> plain = inflate_bounded(deflated);
  if (!plain) {
    return plain.error();
  }
  if (plain->size() < kHeaderBytes || base_cookie(*plain) != kPlainCookie) {
    return Error{"histogram: the compressed bytes are not a V2 histogram"};
  }
  return decode_plain(*plain);
}

Result<Histogram> decode_base64(std::string_view text) {
  if (text.size() > 3 * kMaxEncodedBytes) {
    return Error{fmt::format("histogram: {} characters cannot be a V2 encoding", text.size())};
  }
  std::string bytes;
  if (!from_base64(text, bytes)) return Error{"base64: a wrong character, padding or end"};
  return decode_v2(bytes);
}

}  // namespace hookworthy::stats
