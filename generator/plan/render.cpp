#include "generator/plan/render.hpp"

#include "generator/plan/entropy.hpp"
#include "generator/plan/put.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace hookworthy::plan {
namespace {

bool is_literal(Mode mode) {
  return mode == Mode::null || mode == Mode::edge || mode == Mode::broken || mode == Mode::constant;
}

void shuffle(std::vector<SlotId>& members, std::uint64_t entropy) {
  for (std::size_t i = members.size(); i > 1; --i) {
    entropy = mix(entropy);
    std::swap(members[i - 1], members[entropy % i]);
  }
}

}  // namespace

void Renderer::render(std::string& body) const {
  const auto decoration = static_cast<Decoration>(draft_[0].style);
  const bool spread = decoration == Decoration::white_space || decoration == Decoration::pretty;
  Writer out(body);
  value(0, out, 0);
  if (!spread) return out.finish();
  const std::string compact(out.view());
  Writer again(body);
  spread_tokens(compact, decoration == Decoration::pretty, again);
  again.finish();
}

void Renderer::value(SlotId id, Writer& out, std::uint64_t salt) const {
  const Choice& choice = draft_[id];
  const Layout::Step& step = layout_.step(id);
  if (step.kind == Slot::Kind::scalar) {
    // Repeated items differ where they can.
    const bool vary = salt != 0 && (choice.mode == Mode::canonical || choice.mode == Mode::typical);
    if (!vary) return store_.write(choice, out);
    return store_.repertoires[choice.repertoire].typical.write(mix(step.key ^ salt), out);
  }
  if (is_literal(choice.mode)) return store_.write(choice, out);
  switch (step.kind) {
    case Slot::Kind::object:
      if (choice.style == 0 || salt != 0) return object(id, out, salt);
      return decorated(id, out);
    case Slot::Kind::array:
      return array(id, out, salt);
    default:
      break;
  }
  for (SlotId child = id + 1; child < step.end; child = layout_.step(child).end) {
    if (layout_.step(child).ordinal == choice.detail) return value(child, out, salt);
  }
}

void Renderer::member(SlotId id, Writer& out, std::uint64_t salt) const {
  const Layout::Step& step = layout_.step(id);
  if (step.name_bytes == Layout::Step::long_name) {
    out.text(layout_.slot(id).prefix.substr(1));
  } else {
    char* const cursor = out.reserve(step.name.size());
    std::memcpy(cursor, step.name.data(), step.name.size());
    out.commit(cursor + step.name_bytes);
  }
  value(id, out, salt);
}

void Renderer::object(SlotId id, Writer& out, std::uint64_t salt) const {
  constexpr std::size_t most = Layout::Step::name_room + Typical::most_bytes + slack_bytes;
  // Bytes may be written anywhere, as far as the compiler knows, also over what these are.
  const Layout::Step* const steps = layout_.steps().data();
  const Choice* const draft = draft_.data();
  const bool repeated = salt != 0;
  // Each member is followed by a comma, of which the last gives way to the brace.
  char* to = out.reserve(most);
  *to++ = '{';
  const Layout::Step* const end = steps + steps[id].end;
  for (const Layout::Step* next = steps + id + 1; next < end;) {
    const Layout::Step& step = *next;
    const Choice& choice = draft[next - steps];
    next = steps + step.end;
    if (choice.mode == Mode::absent) continue;
    to = out.extend(to, most);
    // Nearly all members go this way, without a call that could not be inlined but the value's.
    if (step.quick && !repeated) {
      std::memcpy(to, step.name.data(), step.name.size());
      if (char* const behind = store_.put(choice, to + step.name_bytes)) {
        *behind = ',';
        to = behind + 1;
        continue;
      }
    }
    out.commit(to);
    member(static_cast<SlotId>(&step - steps), out, salt);
    to = out.reserve(most);
    *to++ = ',';
  }
  if (to[-1] == ',') --to;
  *to = '}';
  out.commit(to + 1);
}

void Renderer::array(SlotId id, Writer& out, std::uint64_t salt) const {
  const Slot& slot = layout_.slot(id);
  const std::uint32_t wanted = draft_[id].detail;
  out.put('[');
  std::uint32_t written = 0;
  SlotId last = no_slot;
  for (SlotId child = id + 1; child < slot.end && written < wanted;
       child = layout_.slot(child).end) {
    if (written > 0) out.put(',');
    member(child, out, salt);
    last = child;
    ++written;
  }
  // More items than have slots: the last one again and again, each time with other values.
  for (; last != no_slot && written < wanted; ++written) {
    out.put(',');
    member(last, out, mix(salt, written));
  }
  out.put(']');
}

void Renderer::decorated(SlotId id, Writer& out) const {
  const Slot& slot = layout_.slot(id);
  const auto decoration = static_cast<Decoration>(draft_[id].style);
  if (decoration == Decoration::white_space || decoration == Decoration::pretty) {
    return object(id, out, 0);
  }
  std::vector<SlotId> members;
  for (SlotId child = id + 1; child < slot.end; child = layout_.slot(child).end) {
    if (draft_[child].mode != Mode::absent) members.push_back(child);
  }
  if (decoration == Decoration::without_members) members.clear();
  if (decoration == Decoration::reversed) std::reverse(members.begin(), members.end());
  if (decoration == Decoration::shuffled) shuffle(members, slot.key);
  if (decoration == Decoration::duplicate && !members.empty()) members.push_back(members.front());
  out.put('{');
  bool first = true;
  for (const SlotId child : members) {
    if (!first) out.put(',');
    member(child, out, 0);
    first = false;
  }
  const ContainerRules& rules = layout_.rules(slot);
  const auto named = [&](std::string_view name) {
    if (!first) out.put(',');
    out.text(name);
    out.text(rules.extra_value);
  };
  if (decoration == Decoration::extra) further_members(rules, 1, first, out);
  if (decoration == Decoration::thousand) further_members(rules, 1000, first, out);
  if (decoration == Decoration::empty_key) named(R"("":)");
  if (decoration == Decoration::unicode_key)
    named("\"\u043a\u043b\u044e\u0447/~\\\" \\u0041\U0001F511\":");
  out.put('}');
}

void Renderer::further_members(const ContainerRules& rules, unsigned count, bool first,
                               Writer& out) const {
  // Where the contract admits no further member, one is the violation and any will do.
  const bool admitted = !rules.extra_name.empty();
  for (unsigned i = 1; i <= count; ++i) {
    if (!first || i > 1) out.put(',');
    out.put('"');
    out.text(admitted ? rules.extra_name : "x_hookworthy_");
    out.padded(i, 4);
    out.text("\":");
    out.text(admitted ? rules.extra_value : R"("unknown to the contract")");
  }
}

void spread_tokens(std::string_view json, bool pretty, Writer& out) {
  constexpr std::array<std::string_view, 5> gaps{" ", "\t", "\r\n", "\n", "  "};
  std::size_t turn = 0;
  std::size_t depth = 0;
  const auto gap = [&] { out.text(gaps[turn++ % gaps.size()]); };
  const auto line = [&] {
    out.put('\n');
    for (std::size_t i = 0; i < depth; ++i) out.text("  ");
  };
  if (!pretty) gap();
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out.put(c);
      if (c == '\\') out.put(json[++i]);
      in_string = c != '"';
      continue;
    }
    in_string = c == '"';
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    const bool empty = opens && i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']');
    if (!pretty) {
      if (closes || c == ':' || c == ',') gap();
      out.put(c);
      if (opens || c == ':' || c == ',') gap();
      continue;
    }
    if (closes && json[i - 1] != '{' && json[i - 1] != '[') {
      --depth;
      line();
    }
    out.put(c);
    if (c == ':') out.put(' ');
    if (opens && !empty) ++depth;
    if ((opens && !empty) || c == ',') line();
  }
  if (pretty) return out.put('\n');
  gap();
}

}  // namespace hookworthy::plan
