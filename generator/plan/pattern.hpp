#pragma once

#include "generator/plan/writer.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace hookworthy::plan {

/// Makes strings that match an ECMA-262 regular expression. What it makes is a guess: assertions
/// are only understood where they are `^` and `$`, which are ignored, so samples have to be
/// checked. Immutable.
class Pattern {
 public:
  enum class Size : std::uint8_t { drawn, shortest, longest };

  /// nullptr when `source` (UTF-8) is malformed or uses what the sampler does not know
  /// (look-around, back references, word boundaries).
  static std::shared_ptr<const Pattern> parse(std::string_view source);

  /// Writes a sample as the inside of a JSON string, escaped. A repetition makes at most `most`
  /// more than it has to. Writes at most 64 KiB or so and does not allocate.
  void sample(std::uint64_t entropy, Size size, std::uint32_t most, Writer& out) const;

 private:
  friend class PatternParser;
  using NodeId = std::uint32_t;
  using Range = std::pair<char32_t, char32_t>;

  struct Node {
    enum class Kind : std::uint8_t { sequence, alternation, repeat, set };
    Kind kind = Kind::sequence;
    std::vector<NodeId> children;
    std::vector<Range> ranges;  ///< set: never empty
    std::uint32_t least = 1, greatest = 1;
  };
  struct Walk;

  void write(NodeId id, Walk& walk) const;

  std::vector<Node> nodes_;
  NodeId root_ = 0;
};

/// Writes a code point as the inside of a JSON string: UTF-8, with the escapes that RFC 8259 7
/// demands.
void write_code_point(char32_t point, Writer& out);

}  // namespace hookworthy::plan
