#include "generator/plan/pool.hpp"

#include "generator/plan/emit.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr std::size_t block_bytes = 64 << 10;

}  // namespace

std::string_view Pool::keep(std::string_view text) {
  if (const auto known = known_.find(text); known != known_.end()) return *known;
  if (room_ < text.size() + slack_bytes) {
    room_ = std::max(block_bytes, text.size() + slack_bytes);
    blocks_.push_back(std::make_unique<char[]>(room_));
    free_ = blocks_.back().get();
  }
  std::copy(text.begin(), text.end(), free_);
  const std::string_view kept(free_, text.size());
  free_ += text.size();
  room_ -= text.size();
  return *known_.insert(kept).first;
}

}  // namespace hookworthy::plan
