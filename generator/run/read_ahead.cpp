#include "generator/run/read_ahead.hpp"

#include <algorithm>

namespace hookworthy::run {

std::optional<Case> ReadAhead::at(std::uint64_t n, std::string& body, bool in_a_row) {
  if (next_ == end_ || position_ != n) {
    if (!in_a_row) {
      next_ = end_;
      return source_.at(n, body);
    }
    take_row(n);
  }
  Ready& ready = ready_[next_++];
  position_ += stride_;
  body.swap(ready.body);
  if (ready.body.capacity() > kept_bytes) std::string().swap(ready.body);
  return ready.what;
}

void ReadAhead::take_row(std::uint64_t n) {
  const std::int64_t began = clock_.now_ns();
  position_ = n;
  next_ = 0;
  std::size_t bytes = 0;
  // A source that has come to its end is not asked again.
  bool ends = false;
  for (end_ = 0; end_ < count_ && !ends; ++end_) {
    Ready& ready = ready_[end_];
    ready.what = source_.at(n + end_ * stride_, ready.body);
    bytes += ready.body.size();
    ends = !ready.what || bytes >= row_bytes;
  }
  const std::int64_t took = std::max<std::int64_t>(clock_.now_ns() - began, 1);
  const std::int64_t fit = row_ns * static_cast<std::int64_t>(end_) / took;
  count_ = static_cast<std::size_t>(std::clamp<std::int64_t>(fit, 1, most));
}

}  // namespace hookworthy::run
