#pragma once

#include "generator/plan/source.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace hookworthy::test {

/// A source of small bodies that tell their position; positions of one `lane_length` share a lane.
class PlainSource final : public plan::Source {
 public:
  explicit PlainSource(std::uint64_t positions = std::numeric_limits<std::uint64_t>::max(),
                       std::size_t padding = 0, std::uint64_t lane_length = 0)
      : positions_(positions), padding_(padding), lane_length_(lane_length) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override {
    if (n >= positions_) return std::nullopt;
    body = "{\"n\":" + std::to_string(n) + "}";
    body.append(padding_, ' ');
    Case what;
    what.index = n;
    what.type = "new";
    return what;
  }
  std::optional<std::uint64_t> lane(std::uint64_t n) override {
    if (lane_length_ == 0) return std::nullopt;
    return n / lane_length_;
  }

 private:
  std::uint64_t positions_;
  std::size_t padding_;
  std::uint64_t lane_length_;
};

}  // namespace hookworthy::test
