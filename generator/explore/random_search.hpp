#pragma once

#include "generator/explore/random.hpp"
#include "generator/explore/random_courier.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hookworthy::explore {

using Picks = std::vector<plan::Pick>;

/// The search, apart from how deliveries are made. `types`: indices in the contract's types, not
/// empty. Fills in all but `run` of the outcome.
class RandomSearch {
 public:
  struct Goal {
    std::vector<std::size_t> types;
    std::uint64_t draws = 0;
    bool pairs = false;
    std::uint64_t max_cases = ~std::uint64_t{0};
  };

  /// Callbacks larger than this are not drawn: receivers may limit the size of bodies.
  static constexpr std::size_t max_body_bytes = std::size_t{160} << 10;
  /// What is sent at most to shrink one failure.
  static constexpr unsigned max_candidates = 300;
  /// Rows of pairs of one type that failed and are looked into.
  static constexpr unsigned max_rows_explored = 64;
  static constexpr std::size_t batch_size = 64;
  /// How often a failure is repeated before it is shrunk, and after.
  static constexpr std::uint32_t repeats_before = 2;
  static constexpr std::uint32_t repeats_after = 4;

  /// Both outlive the search.
  RandomSearch(const plan::Plan& plan, Courier& courier) : plan_(plan), courier_(courier) {}

  Result<RandomOutcome> run(const Goal& goal);

  /// The n-th draw for a type: distinct fields, but for those of ids, one edge each. Depends on its
  /// arguments alone.
  static Picks draw(const plan::Plan& plan, std::size_t type, std::uint64_t n);

 private:
  struct Suspect {
    std::size_t type;
    Picks picks;
    std::uint64_t index;
    Shot shot;
    std::optional<std::uint64_t> row{};  ///< of the type's pairs
  };
  struct Known {
    std::size_t type;
    Picks picks;
    std::uint64_t key;
  };

  Result<void> send_pairs(const Goal& goal);
  Result<void> send_draws(const Goal& goal);
  bool prepare_row(std::size_t type, std::uint64_t row, Suspect& suspect);
  bool prepare(std::size_t type, std::uint64_t n, Suspect& suspect);
  Result<void> send_batch(std::vector<Suspect>& batch);
  Result<void> investigate(const Suspect& suspect);
  bool is_explained(std::size_t type, const Picks& picks, std::uint64_t key) const;
  /// Whether a row fails no longer once the fields of known findings are as usual; takes them out
  /// of it in any case.
  bool is_explained_by_fields(Suspect& suspect);
  /// The index of some of a suspect's picks; of its row when they are too many to have one.
  std::uint64_t index_of(const Suspect& suspect, const Picks& picks, std::uint64_t variant) const;
  /// Repeats a combination. False: there was no time for all.
  Result<bool> repeat(std::size_t type, const Picks& picks, std::uint32_t times,
                      RandomFinding& finding);
  /// Whether a candidate fails as the suspect did; without time left it does not.
  bool still_fails(const Suspect& suspect, const Picks& picks);
  Picks shrink(const Suspect& suspect);
  /// Takes out what a row does not need to fail, chunks of it first.
  Picks thin_out(const Suspect& suspect);
  Result<void> judge(const Suspect& suspect, const Picks& picks, RandomFinding& finding);
  bool load(std::size_t type, const Picks& picks, std::uint64_t entropy, Shot& shot) const;
  std::uint64_t rehearsal_entropy() { return (1u << 23) | (rehearsals_++ & 0x7fffff); }
  bool time_left() const { return courier_.spent() < 1; }

  const plan::Plan& plan_;
  Courier& courier_;
  RandomOutcome outcome_;
  std::vector<Suspect> suspects_;
  std::vector<Known> known_;
  std::set<std::uint64_t> indices_;    ///< of what was drawn, without variants
  std::set<std::uint64_t> entropies_;  ///< taken by cases that have an index
  std::uint64_t rehearsals_ = 0;
  unsigned candidates_ = 0;
};

}  // namespace hookworthy::explore
