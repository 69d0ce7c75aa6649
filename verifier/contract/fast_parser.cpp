#include "verifier/contract/fast_parser.hpp"

#include "verifier/assert.hpp"
#include "verifier/contract/fast_engine.hpp"
#include "verifier/contract/json_pointer.hpp"

#include <algorithm>
#include <utility>

namespace hookworthy::contract {
namespace {

using Run = bool (*)(const fast::RootPlan&, fast::Pass&);
using Instructions = FastParser::Instructions;

Instructions usable(Instructions wanted) {
  if (wanted >= Instructions::avx2 && fast::have_avx2()) return Instructions::avx2;
  if (wanted >= Instructions::sse2 && fast::have_sse2()) return Instructions::sse2;
  return Instructions::portable;
}

Run run_of(Instructions instructions) {
  if (instructions == Instructions::avx2) return fast::run_avx2;
  return instructions == Instructions::sse2 ? fast::run_sse2 : fast::run_portable;
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// The body without white space around it.
std::string_view trim(std::string_view body) {
  while (!body.empty() && is_space(body.back())) body.remove_suffix(1);
  while (!body.empty() && is_space(body.front())) body.remove_prefix(1);
  return body;
}

std::string_view trim_front(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

/// What stands between the quotes at the front of `text`, up to an escape or the next quote.
std::string_view string_behind(std::string_view text) {
  text = trim_front(text);
  if (!text.starts_with(':')) return {};
  text = trim_front(text.substr(1));
  if (!text.starts_with('"')) return {};
  return text.substr(1, text.substr(1, 256).find('"'));
}

}  // namespace

struct FastParser::Impl {
  Impl(std::shared_ptr<const Contract> shared, Instructions wanted)
      : contract(std::move(shared)),
        validator(contract),
        plan(fast::compile_plan(*contract, validator)),
        instructions(usable(wanted)),
        run(run_of(instructions)) {
    for (const CallbackType& type : contract->types()) {
      const std::string& value = type.discriminator_value;
      type_hashes.push_back(fast::hash_name(value.data(), value.size()));
    }
  }

  std::shared_ptr<const Contract> contract;
  Validator validator;
  fast::Plan plan;
  Instructions instructions;
  Run run;
  std::vector<std::uint64_t> type_hashes;  ///< of the discriminator values

  const CallbackType* guess_type(std::string_view text) const;
  bool pass(std::string_view text, const CallbackType& type, Extract& out, bool told) const;
  Judgement judge(std::string_view body, Extract& out, const CallbackType* type) const;
  void extract(const Json& callback, const CallbackType& type, Extract& out,
               std::string& kept) const;
};

// The pass itself finds out whether the guess was right. So the first member is looked at, then the
// last one (a reader that reverses members is not rare), then any of that name.
const CallbackType* FastParser::Impl::guess_type(std::string_view text) const {
  constexpr std::size_t far = 64u << 10;
  const std::string_view name = plan.discriminator_name;
  if (name.empty()) return nullptr;
  const std::string_view front = plan.discriminator_front;
  constexpr std::size_t longest = 64;
  if (text.size() > front.size() + longest &&
      fast::same_bytes(text.data(), front.data(), front.size())) {
    const std::string_view rest = text.substr(front.size(), longest);
    const std::string_view value = rest.substr(0, rest.find('"'));
    // No branch depends on the type, which is hard to predict.
    const std::uint64_t hash = fast::hash_name(value.data(), value.size());
    std::size_t found = 0;
    for (std::size_t i = 0; i < type_hashes.size(); ++i) found = type_hashes[i] == hash ? i : found;
    const CallbackType& type = contract->types()[found];
    if (fast::same_text(value, type.discriminator_value)) return &type;
  }
  const auto type_at = [&](std::size_t at) {
    return contract->type_of_value(string_behind(text.substr(at + name.size())));
  };
  const std::size_t first = text.size() - trim_front(text.substr(1)).size();
  if (text.substr(first).starts_with(name)) {
    if (const CallbackType* type = type_at(first)) return type;
  }
  constexpr std::size_t tail = 128;
  const std::string_view end = text.substr(text.size() - std::min(text.size(), tail));
  if (const std::size_t at = end.rfind(name); at != end.npos) {
    if (const CallbackType* type = type_at(text.size() - end.size() + at)) return type;
  }
  const std::size_t at = text.substr(0, far).find(name);
  return at == text.npos ? nullptr : type_at(at);
}

bool FastParser::Impl::pass(std::string_view text, const CallbackType& type, Extract& out,
                            bool told) const {
  const auto index = static_cast<std::size_t>(&type - contract->types().data());
  HOOKWORTHY_ASSERT(index < plan.roots.size());
  const fast::RootPlan& root = plan.roots[index];
  fast::Slots slots;
  fast::Pass state{&plan,
                   text.data(),
                   text.data() + text.size(),
                   &slots,
                   {out.scratch_.data(), out.scratch_.data() + out.scratch_.size()}};
  if (!run(root, state)) return false;
  const auto kind_of = [&](std::uint16_t slot) {
    return slot == fast::none ? fast::Slots::Kind::absent : slots.kinds[slot];
  };
  if (!told && plan.discriminator_name.size() > 0) {
    const bool same = kind_of(root.discriminator) == fast::Slots::Kind::string &&
                      slots.text(root.discriminator) == type.discriminator_value;
    if (!same) return false;
  }
  const auto text_of = [&](std::uint16_t slot) -> std::string_view {
    using enum fast::Slots::Kind;
    const auto kind = kind_of(slot);
    return kind == string || kind == integer || kind == decimal ? slots.text(slot)
                                                                : std::string_view{};
  };
  const auto entity = [&](const fast::RootPlan::Entity& from) {
    return Extract::Entity{text_of(from.identity), text_of(from.predecessor), text_of(from.status)};
  };
  out.entity = entity(root.entity);
  out.successor = entity(root.successor);
  return true;
}

Judgement FastParser::Impl::judge(std::string_view body, Extract& out,
                                  const CallbackType* type) const {
  out.entity = out.successor = {};
  out.one_pass = false;
  out.kept_.clear();
  const auto callback = parse_json(body);
  if (!callback) return validator.judge(body, type);
  Judgement judgement = validator.judge(*callback, type);
  if (judgement.valid && judgement.type != nullptr) {
    extract(*callback, *judgement.type, out, out.kept_);
  }
  return judgement;
}

void FastParser::Impl::extract(const Json& callback, const CallbackType& type, Extract& out,
                               std::string& kept) const {
  if (!contract->lifecycle()) return;
  const Lifecycle& life = *contract->lifecycle();
  const auto transition =
      std::find_if(life.transitions.begin(), life.transitions.end(),
                   [&](const Lifecycle::Transition& one) { return one.callback == type.name; });
  if (transition == life.transitions.end()) return;
  std::vector<std::pair<std::string_view*, std::string>> fields;
  const auto field = [&](const Json* entity, const Pointer* pointer, std::string_view& to) {
    const Json* value =
        entity == nullptr || pointer == nullptr ? nullptr : resolve(*entity, *pointer);
    if (value == nullptr) return;
    if (value->is_string()) fields.emplace_back(&to, value->get<std::string>());
    if (value->is_number()) fields.emplace_back(&to, value->dump());
  };
  const auto entity = [&](const Pointer& pointer, Extract::Entity& to) {
    const Json* at = resolve(callback, pointer);
    field(at, &life.identity, to.identity);
    field(at, life.predecessor ? &*life.predecessor : nullptr, to.predecessor);
    field(at, fast::status_pointer(life), to.status);
  };
  entity(transition->entity, out.entity);
  if (transition->successor) entity(*transition->successor, out.successor);
  for (const auto& [to, text] : fields) kept += text;
  std::size_t at = 0;
  for (const auto& [to, text] : fields) {
    *to = std::string_view(kept).substr(at, text.size());
    at += text.size();
  }
}

FastParser::FastParser(std::shared_ptr<const Contract> contract, Instructions instructions) {
  HOOKWORTHY_ASSERT(contract != nullptr);
  impl_ = std::make_unique<const Impl>(std::move(contract), instructions);
}

FastParser::~FastParser() = default;
FastParser::FastParser(FastParser&&) noexcept = default;
FastParser& FastParser::operator=(FastParser&&) noexcept = default;

// `out` is cleared only when one pass is not enough: a callback that it admits writes all of it.
Judgement FastParser::parse(std::string_view body, Extract& out, const CallbackType* type) const {
  const std::string_view text = trim(body);
  const bool readable = body.size() <= ParseLimits{}.max_bytes && text.size() >= 2 &&
                        text.front() == '{' && text.back() == '}';
  if (!readable) return impl_->judge(body, out, type);
  const Discriminator& discriminator = impl_->contract->discriminator();
  if (type == nullptr && discriminator.place != Discriminator::Place::body) {
    // Any type will do, and none is told.
    for (const CallbackType& candidate : impl_->contract->types()) {
      if (!impl_->pass(text, candidate, out, true)) continue;
      out.entity = out.successor = {};
      out.one_pass = true;
      return {true, nullptr, {}};
    }
    return impl_->judge(body, out, type);
  }
  const CallbackType* const guess = type != nullptr ? type : impl_->guess_type(text);
  if (guess != nullptr && impl_->pass(text, *guess, out, type != nullptr)) {
    out.one_pass = true;
    return {true, guess, {}};
  }
  return impl_->judge(body, out, type);
}

const Validator& FastParser::validator() const {
  return impl_->validator;
}

FastParser::Instructions FastParser::instructions() const {
  return impl_->instructions;
}

}  // namespace hookworthy::contract
