#include "verifier/contract/loader.hpp"

#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/loader_lifecycle.hpp"
#include "verifier/contract/loader_schema.hpp"
#include "verifier/contract/shape.hpp"
#include "verifier/contract/validator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace hookworthy::contract {
namespace {

Result<std::string> sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    return Error{"OpenSSL has no SHA-256; check the OpenSSL configuration of this machine"};
  }
  std::string hex;
  for (const unsigned char byte : std::span(digest).first(length)) {
    hex += fmt::format("{:02x}", byte);
  }
  return hex;
}

/// "250ms", "10s", "1m"; nullopt for anything else and outside 1 ms to 1 h.
std::optional<std::chrono::nanoseconds> parse_timeout(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 1 || count > 3'600'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  std::chrono::milliseconds timeout{count};
  if (unit == "s") {
    timeout *= 1000;
  } else if (unit == "m") {
    timeout *= 60'000;
  } else if (unit != "ms") {
    return std::nullopt;
  }
  if (timeout > std::chrono::hours(1)) return std::nullopt;
  return timeout;
}

/// RFC 9110 5.6.2.
bool is_header_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
  });
}

/// The one text that a shape admits, if it is so.
std::optional<std::string> constant_text(const Shape& shape) {
  if (!shape.enumeration || shape.enumeration->size() != 1) return std::nullopt;
  const Json& value = shape.enumeration->front();
  return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

}  // namespace

Result<Contract> Contract::load(std::string_view document) {
  return Loader::load(document);
}

Result<Contract> Loader::load(std::string_view document) {
  auto parsed = parse_document(document);
  if (!parsed) return parsed.error();
  auto hash = sha256_hex(document);
  if (!hash) return hash.error();
  Loader loader(*parsed);
  loader.contract_.sha256_ = std::move(*hash);
  loader.read_document();
  if (loader.log_.failed()) return *loader.log_.error();
  loader.contract_.warnings_ = loader.log_.warnings();
  return std::move(loader.contract_);
}

void Loader::read_document() {
  read_header();
  if (log_.failed()) return;
  SchemaLoader schemas(root_.value(), log_);
  WebhookLoader webhooks(root_, schemas);
  contract_.types_ = webhooks.read_webhooks();
  if (const auto components = root_.member("components")) {
    if (const auto named = components->member("schemas")) {
      for (const auto& [name, schema] : named->read_members()) schemas.intern(schema);
    }
  }
  if (log_.failed()) return;
  schemas.load_pending();
  if (log_.failed()) return;
  schemas.check_stacking();
  if (!log_.failed()) schemas.check_finite();
  if (log_.failed()) return;
  RelationLoader relations(schemas.schemas());
  for (const auto& [owner, node] : schemas.relations()) relations.read_relations(owner, node);
  // Shapes are made of the contract's schemas, relations of the loader's: both are needed below.
  contract_.schemas_ = schemas.schemas();
  if (!log_.failed()) read_extension(relations, webhooks);
}

void Loader::read_header() {
  if (!root_.value().is_object()) return root_.fail("must be an OpenAPI document: a JSON object");
  const auto version = root_.member("openapi");
  if (!version) return root_.fail("has no 'openapi'; an OpenAPI 3.1 document is needed");
  const auto number = version->read_text().value_or("");
  if (!number.starts_with("3.1.") || number.size() < 5) {
    return version->fail(fmt::format("version '{}' is not supported, 3.1.x is", number));
  }
  if (const auto dialect = root_.member("jsonSchemaDialect")) {
    const auto uri = dialect->read_text().value_or("");
    if (uri != "https://spec.openapis.org/oas/3.1/dialect/base" &&
        uri != "https://json-schema.org/draft/2020-12/schema") {
      dialect->fail("not supported: a dialect other than OpenAPI 3.1's or JSON Schema 2020-12");
    }
  }
  const auto info = root_.need("info");
  const auto title = info ? info->need("title") : std::nullopt;
  const auto edition = info ? info->need("version") : std::nullopt;
  if (title) contract_.title_ = title->read_text().value_or("");
  if (edition) contract_.version_ = edition->read_text().value_or("");
  for (const char* part : {"info", "components", "webhooks"}) {
    const auto node = root_.member(part);
    const auto extension = node ? node->member("x-hookworthy") : std::nullopt;
    if (extension) extension->fail("is not read here; it belongs beside 'webhooks'");
  }
}

void Loader::read_extension(RelationLoader& relations, const WebhookLoader& webhooks) {
  contract_.delivery_.link_host = "example";
  const auto extension = root_.member("x-hookworthy");
  if (extension) {
    extension->refuse_unknown_keys({"discriminator", "lifecycle", "delivery", "x-provenance"});
    if (const auto delivery = extension->member("delivery")) read_delivery(*delivery);
  }
  const auto discriminator = extension ? extension->member("discriminator") : std::nullopt;
  if (discriminator) {
    read_discriminator(*discriminator);
  } else {
    detect_discriminator();
  }
  if (log_.failed()) return;
  settle_values(relations, webhooks);
  const auto lifecycle = extension ? extension->member("lifecycle") : std::nullopt;
  if (lifecycle && !log_.failed()) {
    contract_.lifecycle_ = LifecycleLoader(contract_.types_, relations).read_lifecycle(*lifecycle);
  }
}

void Loader::read_discriminator(const Node& node) {
  using In = Discriminator::Place;
  read_provenance(node);
  const auto in = node.need("in");
  if (!in) return;
  Discriminator& discriminator = contract_.discriminator_;
  if (in->value() == "body") {
    node.refuse_unknown_keys({"in", "pointer", "x-provenance"});
    discriminator.place = In::body;
    const auto pointer = node.need("pointer");
    if (!pointer) return;
    discriminator.pointer = pointer->read_pointer().value_or(Pointer{});
    if (discriminator.pointer.empty()) pointer->fail("must lead to a member of the body");
  } else if (in->value() == "header") {
    node.refuse_unknown_keys({"in", "name", "x-provenance"});
    discriminator.place = In::header;
    const auto name = node.need("name");
    if (!name) return;
    discriminator.header = name->read_text().value_or("");
    if (!is_header_name(discriminator.header)) name->fail("must be the name of an HTTP header");
  } else if (in->value() == "none") {
    node.refuse_unknown_keys({"in", "x-provenance"});
  } else {
    in->fail("must be \"body\", \"header\" or \"none\"");
  }
}

void Loader::read_delivery(const Node& node) {
  node.refuse_unknown_keys({"timeout", "link_host", "x-provenance"});
  read_provenance(node);
  if (const auto timeout = node.member("timeout")) {
    const auto parsed = parse_timeout(timeout->read_text().value_or(""));
    if (parsed) {
      contract_.delivery_.timeout = *parsed;
    } else {
      timeout->fail("must be a time from 1ms to 60m, such as \"10s\"");
    }
  }
  if (const auto host = node.member("link_host")) {
    contract_.delivery_.link_host = host->read_text().value_or("");
    if (!matches_format(contract_.delivery_.link_host, Format::hostname)) {
      host->fail("must be a host name");
    }
  }
}

void Loader::detect_discriminator() {
  std::map<std::string, std::vector<std::string>> values;
  std::vector<std::string> order;
  for (const CallbackType& type : contract_.types_) {
    for (const Shape::Member& member : shape_of(contract_, std::array{type.body}).members) {
      if (!member.required) continue;
      const auto value = constant_text(shape_of(contract_, member.schemas));
      if (!value) continue;
      auto& known = values[member.name];
      if (known.empty()) order.push_back(member.name);
      if (std::find(known.begin(), known.end(), *value) == known.end()) known.push_back(*value);
    }
  }
  const auto telling = std::find_if(order.begin(), order.end(), [&](const std::string& name) {
    return values[name].size() == contract_.types_.size();
  });
  if (telling == order.end()) return;
  contract_.discriminator_.place = Discriminator::Place::body;
  contract_.discriminator_.pointer = {*telling};
}

void Loader::settle_values(const RelationLoader& relations, const WebhookLoader& webhooks) {
  const Discriminator& discriminator = contract_.discriminator_;
  for (CallbackType& type : contract_.types_) {
    if (discriminator.place != Discriminator::Place::body) continue;
    const auto schemas = relations.follow(type.body, discriminator.pointer);
    const std::string& body = contract_.schema(type.body).pointer;
    const std::string place = to_string(discriminator.pointer);
    if (schemas.empty()) {
      return log_.fail(body, fmt::format("says nothing of the discriminator at '{}'", place));
    }
    for (const SchemaId id : schemas) {
      const auto& constant = contract_.schema(id).constant;
      if (!constant) continue;
      if (!constant->is_string()) {
        return log_.fail(contract_.schema(id).pointer + "/const",
                         "must be a string, since it is the discriminator's value");
      }
      const auto value = constant->get<std::string>();
      if (webhooks.has_own_value(type.name) && value != type.discriminator_value) {
        return log_.fail(contract_.schema(id).pointer + "/const",
                         "differs from x-hookworthy.discriminator_value of the webhook");
      }
      type.discriminator_value = value;
    }
  }
  check_values();
}

void Loader::check_values() const {
  if (contract_.discriminator_.place == Discriminator::Place::none) return;
  Diagnostics& log = root_.log();
  for (const CallbackType& type : contract_.types_) {
    const CallbackType* const other = contract_.type_of_value(type.discriminator_value);
    if (other != &type) {
      log.fail(type.pointer, fmt::format("the discriminator's value '{}' is that of '{}' too",
                                         type.discriminator_value, other->name));
    }
    for (const std::string& lookalike : type.lookalikes) {
      if (contract_.type_of_value(lookalike) != nullptr) {
        log.fail(type.pointer, fmt::format("the look-alike '{}' is a callback type", lookalike));
      }
    }
  }
}

}  // namespace hookworthy::contract
