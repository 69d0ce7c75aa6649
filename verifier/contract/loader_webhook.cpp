#include "verifier/contract/loader_webhook.hpp"

#include "verifier/contract/json_pointer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

/// `application/json`, `application/cloudevents+json; charset=utf-8`.
bool is_json_media_type(std::string_view name) {
  name = name.substr(0, name.find(';'));
  while (name.ends_with(' ')) name.remove_suffix(1);
  constexpr std::string_view json = "json";
  if (name.size() <= json.size() || name.find('/') == std::string_view::npos) return false;
  const std::string_view end = name.substr(name.size() - json.size());
  return std::equal(end.begin(), end.end(), json.begin(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

/// "202", "2XX" (or "2xx", as it is often written); empty for anything else.
std::string status_pattern(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (name.size() != 3 || name[0] < '1' || name[0] > '5') return {};
  if (name.substr(1) == "XX" || name.substr(1) == "xx") return std::string(1, name[0]) + "XX";
  return is_digit(name[1]) && is_digit(name[2]) ? std::string(name) : std::string();
}

/// An extension in a place where nobody reads it would be lost without a word.
void refuse_extension(const Node& node, std::string_view where) {
  if (const auto extension = node.member("x-hookworthy")) {
    extension->fail(fmt::format("is not read here; it belongs {}", where));
  }
}

constexpr std::string_view beside_method = "into the webhook, beside 'post'";

}  // namespace

std::optional<Node> WebhookLoader::dereference(Node node) {
  constexpr int longest_chain = 16;
  for (int i = 0; i < longest_chain; ++i) {
    const auto reference = node.member("$ref");
    if (!reference) return node;
    for (const auto& [name, value] : node.read_members()) {
      if (name == "x-hookworthy") value.fail("is not read beside '$ref'");
      if (name != "$ref" && name != "summary" && name != "description") {
        value.warn("ignored beside '$ref'");
      }
    }
    const auto text = reference->read_text();
    if (!text) return std::nullopt;
    const auto pointer = parse_fragment(*text);
    const OrderedJson* const target = pointer ? resolve(root_.value(), *pointer) : nullptr;
    if (target == nullptr) {
      reference->fail(fmt::format("'{}' leads to nothing in this document", *text));
      return std::nullopt;
    }
    node = Node(*target, to_string(*pointer), root_.log());
  }
  node.fail("a chain of references that does not end");
  return std::nullopt;
}

std::vector<CallbackType> WebhookLoader::read_webhooks() {
  std::vector<CallbackType> types;
  const auto webhooks = root_.member("webhooks");
  if (!webhooks) {
    root_.fail("has no 'webhooks'; callbacks have to be described there (OpenAPI 3.1)");
    return types;
  }
  for (const auto& [name, node] : webhooks->read_members()) {
    if (name.empty()) node.fail("a webhook needs a name");
    if (const auto item = dereference(node)) {
      if (auto type = read_webhook(name, *item)) {
        type->pointer = node.pointer();
        types.push_back(std::move(*type));
      }
    }
  }
  if (types.empty()) webhooks->fail("must have at least one webhook");
  return types;
}

std::optional<CallbackType> WebhookLoader::read_webhook(std::string_view name, const Node& item) {
  CallbackType type;
  type.name = type.discriminator_value = name;
  auto operation = find_operation(item, type.method);
  if (!operation) return std::nullopt;
  refuse_extension(*operation, beside_method);
  for (const Node* node : {&item, &std::as_const(*operation)}) {
    const auto summary = node->member("summary");
    if (summary && type.summary.empty()) type.summary = summary->read_text().value_or("");
  }
  type.provenance = read_provenance(item);
  read_extension(item, type);
  read_body(*operation, type);
  read_responses(*operation, type);
  return type;
}

std::optional<Node> WebhookLoader::find_operation(const Node& item, std::string& method) {
  constexpr std::array<std::string_view, 3> supported{"post", "put", "patch"};
  constexpr std::array<std::string_view, 5> others{"get", "delete", "head", "options", "trace"};
  std::optional<Node> operation;
  for (const auto& [name, node] : item.read_members()) {
    if (std::find(others.begin(), others.end(), name) != others.end()) {
      node.warn("ignored: callbacks are sent by post, put or patch");
    }
    if (std::find(supported.begin(), supported.end(), name) == supported.end()) continue;
    if (operation) {
      node.fail("a webhook must have one of post, put and patch only");
      return std::nullopt;
    }
    operation = node;
    method = name;
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  }
  if (!operation) item.fail("needs one of 'post', 'put' and 'patch'");
  return operation;
}

void WebhookLoader::read_extension(const Node& item, CallbackType& type) {
  const auto extension = item.member("x-hookworthy");
  if (!extension) return;
  extension->refuse_unknown_keys({"endpoint_group", "lookalikes", "discriminator_value"});
  if (const auto group = extension->member("endpoint_group")) {
    type.endpoint_group = group->read_text().value_or("");
  }
  if (const auto value = extension->member("discriminator_value")) {
    type.discriminator_value = value->read_text().value_or("");
    own_values_.insert(type.name);
  }
  if (const auto lookalikes = extension->member("lookalikes")) {
    type.lookalikes = lookalikes->read_texts();
  }
}

void WebhookLoader::read_body(const Node& operation, CallbackType& type) {
  const auto stated = operation.need("requestBody");
  const auto body = stated ? dereference(*stated) : std::nullopt;
  const auto content = body ? body->need("content") : std::nullopt;
  if (!content) return;
  refuse_extension(*body, beside_method);
  std::optional<Node> media;
  for (const auto& [name, node] : content->read_members()) {
    if (!is_json_media_type(name)) {
      node.warn("ignored: no media type of JSON");
    } else if (media) {
      node.warn(fmt::format("ignored: callbacks are sent as '{}'", type.media_type));
    } else {
      media = node;
      type.media_type = name;
    }
  }
  if (!media) return content->fail("needs a media type of JSON, such as application/json");
  refuse_extension(*media, beside_method);
  if (const auto schema = media->need("schema")) type.body = schemas_.intern(*schema);
}

void WebhookLoader::read_responses(const Node& operation, CallbackType& type) {
  if (const auto responses = operation.member("responses")) {
    for (const auto& [name, node] : responses->read_members()) {
      if (name.starts_with("x-") && name != "x-hookworthy") continue;
      auto pattern = status_pattern(name);
      if (pattern.empty() && name != "default") {
        node.fail("must be a status such as 200, a class such as 2XX, or default");
      }
      if (const auto response = dereference(node)) refuse_extension(*response, beside_method);
      if (pattern.starts_with('2'))
        type.accepted.patterns.push_back(std::move(pattern));
      else if (pattern.starts_with('4'))
        type.refused.patterns.push_back(std::move(pattern));
    }
  }
  if (type.accepted.patterns.empty()) type.accepted.patterns.emplace_back("2XX");
  if (type.refused.patterns.empty()) type.refused.patterns.emplace_back("4XX");
}

}  // namespace hookworthy::contract
