#include "generator/plan/writer.hpp"

#include <algorithm>

namespace hookworthy::plan {

void Writer::grow(std::size_t bytes) {
  const std::size_t used = size();
  out_.resize(std::max(used + bytes, 2 * out_.size()));
  begin_ = out_.data();
  cursor_ = begin_ + used;
  end_ = begin_ + out_.size();
}

}  // namespace hookworthy::plan
