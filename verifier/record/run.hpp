#pragma once

#include "verifier/record/counts.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace hookworthy::record {

/// Which contract a run was about.
struct ContractId {
  std::string title;
  std::string version;
  std::string sha256;  ///< of the document's bytes, 64 hex digits
  friend bool operator==(const ContractId&, const ContractId&) = default;
};

/// First line of a record: what was run.
struct Header {
  std::string version;  ///< of hookworthy
  std::string command;  ///< "certify", "fire", ...
  std::uint64_t seed = 0;
  ContractId contract;
  std::string target;      ///< URL
  std::string started_at;  ///< RFC 3339, UTC
  /// An object: whatever else is needed to judge the run again. Its reader owns the names.
  nlohmann::json settings = nlohmann::json::object();
  friend bool operator==(const Header&, const Header&) = default;
};

/// Last line of a record: a record without it is torn.
struct Trailer {
  Counts counts;
  std::int64_t duration_ns = 0;  ///< of the measured run, >= 0
  /// An object: what is known only after the run, such as the harness's own cost. Its reader owns
  /// the names.
  nlohmann::json facts = nlohmann::json::object();
  friend bool operator==(const Trailer&, const Trailer&) = default;
};

}  // namespace hookworthy::record
