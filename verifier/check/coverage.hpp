#pragma once

#include "verifier/case.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hookworthy::check {

/// What the plan has for one field of one type.
struct FieldGoal {
  std::string type, field;  ///< name, JSON pointer
  std::uint64_t edges = 0;
  std::uint64_t violations = 0;
  friend bool operator==(const FieldGoal&, const FieldGoal&) = default;
};

/// What can be covered, as the plan counts it; nullopt: not known.
struct CoverageGoal {
  static constexpr std::size_t max_fields = 4096;

  std::optional<std::uint64_t> types, fields, edges, violations;
  /// Where the edges and violations lie, in the plan's order; at most max_fields, for reports that
  /// show what was left out. Empty: not known.
  std::vector<FieldGoal> by_field{};
  friend bool operator==(const CoverageGoal&, const CoverageGoal&) = default;
};

/// Which cases reached the receiver: type x field x label x kind, with how often, and how often a
/// clause was broken. Memory is bounded by max_entries; what does not fit is counted in overflow().
class Coverage {
 public:
  Coverage() = default;
  Coverage(const Coverage& other);
  Coverage(Coverage&&) = default;
  Coverage& operator=(const Coverage& other);
  Coverage& operator=(Coverage&&) = default;
  ~Coverage() = default;

  static constexpr std::size_t max_entries = std::size_t{1} << 17;

  struct Key {
    Kind kind;
    bool has_field;
    std::string type, field, label;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Counter {
    std::uint64_t tried = 0;
    std::uint64_t violated = 0;
  };
  /// Distinct ones that reached the receiver at least once.
  struct Totals {
    std::uint64_t types = 0;
    std::uint64_t fields = 0;  ///< (type, field) under test in any kind of case
    std::array<std::uint64_t, detail::kind_names.size()>
        cases{};  ///< by Kind: (type, field, label)
  };

  /// Does not allocate for a case that was seen before.
  void add(const Case& what, bool violated);
  void merge(const Coverage& other);

  [[nodiscard]] Totals totals() const;
  [[nodiscard]] std::uint64_t overflow() const { return overflow_; }
  [[nodiscard]] const auto& entries() const { return entries_; }  ///< Key -> Counter, in no order

 private:
  struct View {
    Kind kind;
    bool has_field;
    std::string_view type, field, label;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const View& view) const;
    std::size_t operator()(const Key& key) const { return (*this)(view_of(key)); }
  };
  struct Equal {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.kind == b.kind && a.has_field == b.has_field && a.label == b.label &&
             a.field == b.field && a.type == b.type;
    }
  };
  static View view_of(const Key& key);
  using Entries = std::unordered_map<Key, Counter, Hash, Equal>;
  using Entry = Entries::value_type;
  /// nullptr when there is no room for it.
  Entry* find(const View& view);
  [[nodiscard]] static std::size_t place_of(const View& view);

  static constexpr std::size_t recent_entries = 1024;

  Entries entries_;
  /// Where cases were found lately, by the addresses of their texts: those of a plan do not move,
  /// so that most lookups compare a few bytes instead of hashing them all.
  std::vector<Entry*> recent_;
  std::uint64_t overflow_ = 0;
};

}  // namespace hookworthy::check
