#pragma once

#include "verifier/contract/contract.hpp"
#include "verifier/contract/loader_document.hpp"
#include "verifier/contract/loader_schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hookworthy::contract {

/// Reads the entries of `webhooks` into callback types. Internal to the loader.
class WebhookLoader {
 public:
  WebhookLoader(const Node& root, SchemaLoader& schemas) : root_(root), schemas_(schemas) {}

  std::vector<CallbackType> read_webhooks();
  /// Whether x-hookworthy gives the type a discriminator_value of its own.
  bool has_own_value(std::string_view name) const {
    return own_values_.contains(std::string(name));
  }

 private:
  std::optional<CallbackType> read_webhook(std::string_view name, const Node& item);
  std::optional<Node> find_operation(const Node& item, std::string& method);
  void read_extension(const Node& item, CallbackType& type);
  void read_body(const Node& operation, CallbackType& type);
  void read_responses(const Node& operation, CallbackType& type);
  /// What `node` is or refers to; follows `$ref` within the document, chains of it included.
  std::optional<Node> dereference(Node node);

  const Node& root_;
  SchemaLoader& schemas_;
  std::unordered_set<std::string> own_values_;
};

}  // namespace hookworthy::contract
