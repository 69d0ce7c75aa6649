#include "generator/run/read_ahead.hpp"

#include "verifier/assert.hpp"

namespace hookworthy::run {

std::optional<Case> ReadAhead::at(std::uint64_t n, std::string& body, std::size_t count) {
  HOOKWORTHY_ASSERT(count >= 1 && count <= most);
  if (next_ == end_ || position_ != n) {
    if (count == 1) {
      next_ = end_;
      return source_.at(n, body);
    }
    position_ = n;
    next_ = 0;
    // A source that has come to its end is not asked again.
    for (end_ = 0; end_ < count && (end_ == 0 || ready_[end_ - 1].what); ++end_) {
      ready_[end_].what = source_.at(n + end_ * stride_, ready_[end_].body);
    }
  }
  Ready& ready = ready_[next_++];
  position_ += stride_;
  body.swap(ready.body);
  return ready.what;
}

}  // namespace hookworthy::run
