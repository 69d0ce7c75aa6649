#pragma once

#include "verifier/contract/contract.hpp"
#include "verifier/contract/loader_document.hpp"
#include "verifier/contract/loader_relation.hpp"
#include "verifier/contract/loader_webhook.hpp"

#include <string_view>

namespace hookworthy::contract {

/// Puts a contract together from the parts of its document; used once per document.
class Loader {
 public:
  static Result<Contract> load(std::string_view document);

 private:
  explicit Loader(const OrderedJson& document) : root_(document, "", log_) {}

  void read_document();
  void read_header();
  void read_extension(RelationLoader& relations, const WebhookLoader& webhooks);
  void read_discriminator(const Node& node);
  void read_delivery(const Node& node);
  /// Without a word on the discriminator: a required member of every body whose constants differ.
  void detect_discriminator();
  /// Takes the values from the bodies' constants and sees that they tell the types apart.
  void settle_values(const RelationLoader& relations, const WebhookLoader& webhooks);
  void check_values() const;

  Contract contract_;
  Diagnostics log_;
  Node root_;
};

}  // namespace hookworthy::contract
