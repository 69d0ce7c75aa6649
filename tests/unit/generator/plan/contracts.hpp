#pragma once

#include "fixtures/contracts/embedded_contract.hpp"
#include "generator/plan/plan.hpp"
#include "verifier/contract/validator.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace hookworthy::plan::testing {

inline std::shared_ptr<const contract::Contract> load(std::string_view document) {
  auto loaded = contract::Contract::load(document);
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
  if (!loaded) return nullptr;
  return std::make_shared<const contract::Contract>(std::move(*loaded));
}

/// The embedded contract and a plan for seed 1, made once per program.
inline const Plan& embedded_plan() {
  static const Plan plan = *Plan::make(load(embedded_contract()), {});
  return plan;
}

/// The position of the type of that name, which there must be.
inline std::size_t type_of(const Plan& plan, std::string_view name) {
  const auto* found = plan.contract().find_type(name);
  EXPECT_NE(found, nullptr) << name;
  return static_cast<std::size_t>(found - plan.contract().types().data());
}

/// A contract of one type, `thing`, whose body is `schema`; no discriminator.
inline std::string contract_of(std::string_view schema, std::string_view components = "{}") {
  return R"({"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
    "components": {"schemas": )" +
         std::string(components) + R"(},
    "webhooks": {"thing": {"post": {"requestBody": {"content": {"application/json":
      {"schema": )" +
         std::string(schema) + R"(}}}, "responses": {"2XX": {"description": "ok"}}}}}})";
}

/// What a case's callback has to be judged as: where the body does not tell the type, by name.
inline const contract::CallbackType* told_type(const contract::Contract& contract,
                                               const Case& item) {
  const bool in_body = contract.discriminator().place == contract::Discriminator::Place::body;
  return in_body ? nullptr : contract.find_type(item.type);
}

/// Whether the validator thinks of a callback what the plan expects; says so if not.
inline ::testing::AssertionResult agrees(const contract::Validator& validator,
                                         const contract::Contract& contract, const Case& item,
                                         const std::string& body) {
  if (item.expect == Expect::either) return ::testing::AssertionSuccess();
  const auto judgement = validator.judge(body, told_type(contract, item));
  if (judgement.valid == (item.expect == Expect::accept)) return ::testing::AssertionSuccess();
  auto failure = ::testing::AssertionFailure();
  failure << case_id(item) << " " << item.type << " '" << item.field << "' " << item.label << " is "
          << (judgement.valid ? "valid" : "invalid");
  for (const auto& error : judgement.errors) {
    failure << "\n  " << error.pointer << " " << error.keyword << ": " << error.message;
  }
  return failure << "\n  " << body.substr(0, 4000);
}

}  // namespace hookworthy::plan::testing
