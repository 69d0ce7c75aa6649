#include "verifier/contract/validator.hpp"

#include "verifier/assert.hpp"
#include "verifier/contract/evaluator.hpp"
#include "verifier/contract/excerpt.hpp"
#include "verifier/contract/json_pointer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::contract {

struct Validator::Impl {
  std::shared_ptr<const Contract> contract;
  std::vector<CompiledSchema> schemas;

  Judgement judge_as(const CallbackType& type, const Json& callback) const;
  Judgement judge_by_body(const Json& callback) const;
  Judgement judge_as_any(const Json& callback) const;
  Judgement refuse_discriminator(const Json* value) const;
};

namespace {

bool is_lookalike(const CallbackType& type, const Json& value) {
  return value.is_string() &&
         std::find(type.lookalikes.begin(), type.lookalikes.end(),
                   value.get_ref<const std::string&>()) != type.lookalikes.end();
}

}  // namespace

Judgement Validator::Impl::judge_as(const CallbackType& type, const Json& callback) const {
  Judgement judgement;
  judgement.type = &type;
  judgement.valid = Evaluator(schemas, &judgement.errors).run(callback, type.body);
  return judgement;
}

Judgement Validator::Impl::judge_by_body(const Json& callback) const {
  const Json* value = resolve(callback, contract->discriminator().pointer);
  const CallbackType* type = nullptr;
  if (value != nullptr && value->is_string()) {
    type = contract->type_of_value(value->get_ref<const std::string&>());
  }
  return type == nullptr ? refuse_discriminator(value) : judge_as(*type, callback);
}

Judgement Validator::Impl::refuse_discriminator(const Json* value) const {
  std::vector<Json> known;
  for (const CallbackType& type : contract->types()) known.push_back(type.discriminator_value);
  std::string message;
  if (value == nullptr) {
    message = fmt::format("missing; must be one of {}", excerpts(known));
  } else {
    message = fmt::format("must be one of {}, is {}", excerpts(known), excerpt(*value));
    for (const CallbackType& type : contract->types()) {
      if (!is_lookalike(type, *value)) continue;
      message += fmt::format("; probably meant: {}", quote(type.discriminator_value));
      break;
    }
  }
  Judgement judgement;
  judgement.errors.push_back(
      {to_string(contract->discriminator().pointer), "discriminator", std::move(message)});
  return judgement;
}

// The type is not known, so the errors are those of the type that objects least.
Judgement Validator::Impl::judge_as_any(const Json& callback) const {
  Judgement best;
  for (const CallbackType& type : contract->types()) {
    Judgement judgement = judge_as(type, callback);
    judgement.type = nullptr;
    if (judgement.valid) return judgement;
    if (best.errors.empty() || judgement.errors.size() < best.errors.size()) {
      best = std::move(judgement);
    }
  }
  return best;
}

Validator::Validator(std::shared_ptr<const Contract> contract) {
  HOOKWORTHY_ASSERT(contract != nullptr);
  std::vector<CompiledSchema> schemas = compile_schemas(*contract);
  impl_ = std::make_unique<const Impl>(Impl{std::move(contract), std::move(schemas)});
}

Validator::~Validator() = default;
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;

Judgement Validator::judge(std::string_view body, const CallbackType* type) const {
  const auto callback = parse_json(body);
  if (callback) return judge(*callback, type);
  Judgement judgement;
  judgement.type = type;
  judgement.errors.push_back({"", "json", callback.error().message});
  return judgement;
}

Judgement Validator::judge_value(const Json& callback, const CallbackType* type) const {
  if (type != nullptr) return impl_->judge_as(*type, callback);
  if (impl_->contract->discriminator().place == Discriminator::Place::body) {
    return impl_->judge_by_body(callback);
  }
  return impl_->judge_as_any(callback);
}

bool Validator::satisfies(const Json& value, std::span<const SchemaId> schemas) const {
  return std::all_of(schemas.begin(), schemas.end(), [&](SchemaId id) {
    return Evaluator(impl_->schemas, nullptr).run(value, id);
  });
}

}  // namespace hookworthy::contract
