#include "generator/plan/pattern.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/pattern_parser.hpp"

#include <algorithm>

namespace hookworthy::plan {

struct Pattern::Walk {
  std::uint64_t entropy;
  Size size;
  std::uint32_t most;
  Writer& out;
  std::size_t limit;  ///< size of `out` at which repetitions stop growing

  std::uint32_t draw(std::uint32_t count) {
    entropy = mix(entropy);
    return scale(static_cast<std::uint32_t>(entropy >> 32), count);
  }
};

std::shared_ptr<const Pattern> Pattern::parse(std::string_view source) {
  return PatternParser(source).run();
}

void Pattern::sample(std::uint64_t entropy, Size size, std::uint32_t most, Writer& out) const {
  Walk walk{entropy, size, most, out, out.size() + (64u << 10)};
  write(root_, walk);
}

void Pattern::write(NodeId id, Walk& walk) const {
  const Node& node = nodes_[id];
  switch (node.kind) {
    case Node::Kind::sequence:
      for (const NodeId child : node.children) write(child, walk);
      return;
    case Node::Kind::alternation:
      write(node.children[walk.draw(static_cast<std::uint32_t>(node.children.size()))], walk);
      return;
    case Node::Kind::repeat: {
      const std::uint32_t room = std::min(node.greatest - node.least, walk.most);
      std::uint32_t count = node.least;
      if (walk.size == Size::longest) count += room;
      if (walk.size == Size::drawn) count += walk.draw(room + 1);
      for (std::uint32_t i = 0; i < count && walk.out.size() < walk.limit; ++i) {
        write(node.children.front(), walk);
      }
      return;
    }
    case Node::Kind::set: {
      const auto ranges = static_cast<std::uint32_t>(node.ranges.size());
      const Range range = node.ranges[walk.draw(ranges)];
      write_code_point(range.first + walk.draw(range.second - range.first + 1), walk.out);
      return;
    }
  }
}

void write_code_point(char32_t point, Writer& out) {
  const auto byte = [&](char32_t value) { out.put(static_cast<char>(value)); };
  if (point == '"' || point == '\\') {
    out.put('\\');
    byte(point);
  } else if (point < 0x20) {
    constexpr std::string_view hex = "0123456789abcdef";
    out.text("\\u00");
    out.put(hex[point >> 4]);
    out.put(hex[point & 15]);
  } else if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xc0 | point >> 6);
    byte(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  } else {
    byte(0xf0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3f));
    byte(0x80 | (point >> 6 & 0x3f));
    byte(0x80 | (point & 0x3f));
  }
}

}  // namespace hookworthy::plan
