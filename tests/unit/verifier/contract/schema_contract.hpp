#pragma once

#include "verifier/contract/validator.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace hookworthy::contract {

/// A contract whose webhooks are given as the JSON of a map, and what x-hookworthy says of them.
inline std::shared_ptr<const Contract> contract_of(std::string_view webhooks,
                                                   std::string_view extension = "{}",
                                                   std::string_view schemas = "{}") {
  std::string text = R"({"openapi":"3.1.0","info":{"title":"t","version":"1"},"webhooks":)";
  text += webhooks;
  text += R"(,"x-hookworthy":)";
  text += extension;
  text += R"(,"components":{"schemas":)";
  text += schemas;
  text += "}}";
  auto loaded = Contract::load(text);
  if (!loaded) {
    ADD_FAILURE() << loaded.error().message << "\nin " << text;
    return nullptr;
  }
  return std::make_shared<const Contract>(std::move(*loaded));
}

/// The JSON of one webhook whose body is of `schema`.
inline std::string webhook_of(std::string_view schema, std::string_view extension = "{}") {
  std::string text = R"({"x-hookworthy":)";
  text += extension;
  text += R"(,"post":{"requestBody":{"content":{"application/json":{"schema":)";
  text += schema;
  text += R"(}}},"responses":{"2XX":{"description":"ok"}}}})";
  return text;
}

/// A validator for the one schema; `schemas` is what #/components/schemas holds.
inline Validator validator_of(std::string_view schema, std::string_view schemas = "{}") {
  return Validator(contract_of("{\"it\":" + webhook_of(schema) + "}",
                               R"({"discriminator":{"in":"none"}})", schemas));
}

/// "POINTER KEYWORD" of every error, separated by "; "; empty: valid.
inline std::string summary_of(const Judgement& judgement) {
  EXPECT_EQ(judgement.valid, judgement.errors.empty());
  std::string summary;
  for (const ValidationError& error : judgement.errors) {
    EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.message;
    EXPECT_NE(error.message, "");
    if (!summary.empty()) summary += "; ";
    summary += error.pointer + " " + error.keyword;
  }
  return summary;
}

}  // namespace hookworthy::contract
