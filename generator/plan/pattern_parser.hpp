#pragma once

#include "generator/plan/pattern.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace hookworthy::plan {

/// Reads a regular expression once into a Pattern.
class PatternParser {
 public:
  explicit PatternParser(std::string_view source) : rest_(source) {}

  /// nullptr when the source is malformed or not understood.
  std::shared_ptr<const Pattern> run();

 private:
  using NodeId = Pattern::NodeId;
  using Ranges = std::vector<Pattern::Range>;
  using MaybeNode = std::optional<NodeId>;

  NodeId add(Pattern::Node node);
  NodeId add_set(Ranges ranges);
  MaybeNode alternation(int depth);
  MaybeNode sequence(int depth);
  MaybeNode atom(int depth);
  MaybeNode group(int depth);
  MaybeNode repeated(NodeId node);
  bool counts(std::uint32_t& least, std::uint32_t& greatest);
  std::optional<Ranges> character_class();
  std::optional<Ranges> class_member();
  std::optional<Ranges> escape();
  std::optional<char32_t> hex(int digits);
  bool take(char wanted);
  char32_t take_code_point();
  std::uint32_t number();

  std::string_view rest_;
  Pattern pattern_;
};

}  // namespace hookworthy::plan
