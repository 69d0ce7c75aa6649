#pragma once

#include <cstddef>

namespace hookworthy::send {

/// Bounds on what a receiver can make us read and keep.
struct Limits {
  std::size_t header_bytes = 64 * 1024;  ///< of a response head; over it: Cause::header_limit
  std::size_t body_bytes = 1024 * 1024;  ///< of a response body; over it: Cause::body_limit
  std::size_t interim_responses = 8;     ///< 1xx before the final one; over it: malformed
  static constexpr std::size_t excerpt_bytes = 512;  ///< of the response body that are kept
  std::size_t kept_body_bytes = 0;  ///< when more than that: so many are kept, on the heap
};

}  // namespace hookworthy::send
