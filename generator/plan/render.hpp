#pragma once

#include "generator/plan/choice.hpp"
#include "generator/plan/layout.hpp"
#include "generator/plan/store.hpp"

#include <span>
#include <string>

namespace hookworthy::plan {

/// Turns drafts into JSON bytes with one walk over the slots. Does not allocate once the string is
/// large enough, but for decorated objects.
class Renderer {
 public:
  Renderer(const Store& store, const Layout& layout, std::span<const Choice> draft)
      : store_(store), layout_(layout), draft_(draft) {}

  /// The whole callback; `body` is replaced.
  void render(std::string& body) const;
  /// The value at one slot, which must not be absent.
  void write(SlotId id, Writer& out) const { value(id, out, 0); }

 private:
  void value(SlotId id, Writer& out, std::uint64_t salt) const;
  void object(SlotId id, Writer& out, std::uint64_t salt) const;
  void decorated(SlotId id, Writer& out) const;
  void member(SlotId id, Writer& out, std::uint64_t salt) const;
  void further_members(const ContainerRules& rules, unsigned count, bool first, Writer& out) const;
  void array(SlotId id, Writer& out, std::uint64_t salt) const;

  const Store& store_;
  const Layout& layout_;
  std::span<const Choice> draft_;
};

/// Writes the compact JSON text `json` with white space between its tokens: one of each kind in
/// turn (RFC 8259 2), or indented as people like it.
void spread_tokens(std::string_view json, bool pretty, Writer& out);

}  // namespace hookworthy::plan
