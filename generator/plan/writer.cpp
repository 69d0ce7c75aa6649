#include "generator/plan/writer.hpp"

#include <charconv>

namespace hookworthy::plan {

void Writer::integer(std::int64_t value) {
  if (end_ - cursor_ < 20) grow(20);
  cursor_ = std::to_chars(cursor_, end_, value).ptr;
}

void Writer::padded(std::uint64_t value, unsigned digits) {
  if (end_ - cursor_ < 20) grow(20);
  for (unsigned i = digits; i-- > 0;) {
    cursor_[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  cursor_ += digits;
}

void Writer::grow(std::size_t bytes) {
  const std::size_t used = size();
  out_.resize(std::max(used + bytes, 2 * out_.size()));
  begin_ = out_.data();
  cursor_ = begin_ + used;
  end_ = begin_ + out_.size();
}

}  // namespace hookworthy::plan
