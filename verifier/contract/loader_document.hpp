#pragma once

#include "verifier/contract/schema.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

// What the parts of the loader share: the parsed document, a cursor that knows its JSON pointer,
// and the place where errors and warnings go. Internal to the loader; one thread.

namespace hookworthy::contract {

/// Keeps members in document order, which properties and callback types need.
using OrderedJson = nlohmann::ordered_json;

struct DocumentLimits {
  static constexpr std::size_t max_bytes = 16u << 20;
  static constexpr std::size_t max_depth = 64;
  static constexpr std::size_t max_members = 10'000;  ///< of one object
};

/// Parses a contract. Refuses, with line and column or pointer: what is not JSON (YAML and byte
/// order marks by name), duplicate members, and what goes beyond DocumentLimits.
Result<OrderedJson> parse_document(std::string_view text);

/// Keeps the first error and a bounded number of warnings. Reading goes on after an error as long
/// as that is harmless, so that the code which reads needs no error path of its own.
class Diagnostics {
 public:
  static constexpr std::size_t max_warnings = 100;

  void fail(std::string_view pointer, std::string_view message);
  void warn(std::string_view pointer, std::string_view message);
  bool failed() const { return error_.has_value(); }
  const std::optional<Error>& error() const { return error_; }
  /// All warnings; the last one tells how many more there were.
  std::vector<std::string> warnings() const;

 private:
  std::optional<Error> error_;
  std::vector<std::string> warnings_;
  std::size_t untold_ = 0;
};

/// One value of the document and where it stands. Cheap to copy apart from the pointer's text;
/// views the document and the diagnostics. Every read_* reports a failure to the diagnostics and
/// returns nothing then.
class Node {
 public:
  struct Member;

  Node(const OrderedJson& value, std::string pointer, Diagnostics& log)
      : value_(&value), pointer_(std::move(pointer)), log_(&log) {}

  const OrderedJson& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  Diagnostics& log() const { return *log_; }
  void fail(std::string_view message) const { log_->fail(pointer_, message); }
  void warn(std::string_view message) const { log_->warn(pointer_, message); }

  /// The member of an object; nullopt when this is no object or has none of that name.
  std::optional<Node> member(std::string_view name) const;
  /// As `member`, but a missing one is a failure.
  std::optional<Node> need(std::string_view name) const;

  /// The members of an object, which this has to be.
  std::vector<Member> read_members() const;
  /// The elements of an array, which this has to be.
  std::vector<Node> read_elements() const;
  std::optional<std::string> read_text() const;  ///< not empty
  std::optional<bool> read_flag() const;
  std::optional<std::uint64_t> read_count() const;  ///< whole, 0 or more
  std::optional<Json> read_number() const;
  std::vector<std::string> read_texts() const;  ///< array of distinct strings, maybe none
  std::optional<Pointer> read_pointer() const;

  /// Fails when an object has a member that is not in `known`: a misspelled key must not pass.
  void refuse_unknown_keys(std::initializer_list<std::string_view> known) const;

 private:
  Node child(const OrderedJson& value, std::string_view token) const;

  const OrderedJson* value_;
  std::string pointer_;
  Diagnostics* log_;
};

struct Node::Member {
  std::string_view name;
  Node node;
};

/// The JSON pointer in a reference such as "#/components/schemas/User" (RFC 6901 section 6);
/// nullopt for any other reference.
std::optional<Pointer> parse_fragment(std::string_view reference);

/// The `x-provenance` beside a schema, webhook or rule; unstated without one.
Provenance read_provenance(const Node& owner);

}  // namespace hookworthy::contract
