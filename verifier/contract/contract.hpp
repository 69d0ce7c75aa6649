#pragma once

#include "verifier/contract/schema.hpp"
#include "verifier/result.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::contract {

/// How a receiver tells callback types apart (x-hookworthy.discriminator).
struct Discriminator {
  enum class Place : std::uint8_t {
    body,    ///< a member of the body, `pointer`
    header,  ///< a request header, `header`
    none     ///< only the URL, or nothing
  };
  Place place = Place::none;
  Pointer pointer;
  std::string header;
};

/// Answers that count as acceptance or refusal: exact codes, "202", or classes, "2XX".
struct StatusSet {
  std::vector<std::string> patterns;
  bool has(unsigned status) const;  ///< `status` of any value; false outside 100 to 599
};

/// One key of `webhooks`.
struct CallbackType {
  std::string name;                 ///< the key
  std::string discriminator_value;  ///< what tells the type in body or header; the key unless said
                                    ///< otherwise
  std::string method;               ///< upper case, "POST"
  std::string media_type;           ///< of the request body, "application/json"
  SchemaId body = 0;
  std::string summary;
  std::string endpoint_group;  ///< x-hookworthy.endpoint_group; empty: none
  std::vector<std::string>
      lookalikes;  ///< x-hookworthy.lookalikes: discriminator values easily mistaken for it
  Provenance provenance = Provenance::unstated;
  StatusSet accepted;  ///< from `responses`; 2XX by default
  StatusSet refused;   ///< 4XX by default
  std::string pointer;
};

/// x-hookworthy.lifecycle: how the entity that callbacks speak of comes and goes.
struct Lifecycle {
  struct Transition {
    std::string callback;           ///< callback type
    std::vector<std::string> from;  ///< states
    std::string to;                 ///< state of the entity afterwards
    Pointer entity;                 ///< where the callback carries the entity
    std::optional<Pointer>
        successor;                ///< where it carries a new entity that replaces it (a reschedule)
    std::string successor_state;  ///< the successor's state; empty without one
  };
  /// A value that one callback announces and a later one repeats, such as a cancel reason.
  struct Carry {
    std::string from_callback;
    Pointer from;
    std::string to_callback;
    Pointer to;
  };
  std::string initial;  ///< state before the first callback, "none"
  std::map<std::string, std::vector<Condition>> states;  ///< what an entity in a state looks like
  Pointer identity;  ///< the entity's own id, relative to the entity
  std::optional<Pointer>
      predecessor;  ///< the id of the entity that it replaces, relative to the entity
  std::optional<Pointer>
      version;  ///< the date-time of the entity's last change, relative to the entity
  std::vector<Pointer> stable;  ///< what a successor inherits unchanged, relative to the entity
  std::vector<Transition> transitions;
  std::vector<Carry> carries;
};

/// x-hookworthy.delivery.
struct DeliveryDefaults {
  std::chrono::nanoseconds timeout = std::chrono::seconds(10);
  std::string
      link_host;  ///< host suffix for generated links, reserved by RFC 2606; "example" by default
};

/// What the provider sends and what a receiver promises to answer. Immutable once loaded; may be
/// read from any thread.
class Contract {
 public:
  /// Loads an OpenAPI 3.1 JSON document with `webhooks`. The Error names the JSON pointer of what
  /// is wrong or not supported. Bounds: 16 MiB of document, 100 000 schemas, 64 levels of nesting,
  /// 10 000 members of one object, 64 schemas stacked by `$ref`, `allOf` and the like.
  static Result<Contract> load(std::string_view document);

  const std::string& title() const { return title_; }
  const std::string& version() const { return version_; }
  const std::string& sha256() const { return sha256_; }  ///< of the document's bytes, 64 hex digits
  /// One line each, with a JSON pointer: unknown keywords and formats.
  const std::vector<std::string>& warnings() const { return warnings_; }

  const std::vector<CallbackType>& types() const { return types_; }
  const CallbackType* find_type(std::string_view name) const;  ///< nullptr when there is none
  /// The type that a discriminator value stands for; nullptr when there is none.
  const CallbackType* type_of_value(std::string_view discriminator_value) const;

  /// `id` has to come from this contract.
  const Schema& schema(SchemaId id) const { return schemas_[id]; }
  std::span<const Schema> schemas() const { return schemas_; }
  const Discriminator& discriminator() const { return discriminator_; }
  const std::optional<Lifecycle>& lifecycle() const { return lifecycle_; }
  const DeliveryDefaults& delivery() const { return delivery_; }

 private:
  friend class Loader;
  Contract() = default;

  std::string title_, version_, sha256_;
  std::vector<std::string> warnings_;
  std::vector<Schema> schemas_;
  std::vector<CallbackType> types_;
  Discriminator discriminator_;
  std::optional<Lifecycle> lifecycle_;
  DeliveryDefaults delivery_;
};

}  // namespace hookworthy::contract
