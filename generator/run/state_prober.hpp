#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/sequence.hpp"
#include "generator/run/probe_document.hpp"
#include "generator/run/sequence_courier.hpp"
#include "generator/run/sequence_phase.hpp"
#include "verifier/record/trial.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace hookworthy::run {

/// Asks a receiver what it knows of the entities of trials, once it has settled, and compares that
/// with what it knows when the same events are delivered in order. One thread.
class StateProber {
 public:
  /// Events that were delivered in order, once each.
  struct Ordered {
    std::uint64_t number = 0;  ///< of the trial that they were delivered under, and no other
    bool accepted = false;     ///< all of them (2xx): only then do they say where others should end
  };
  /// nullopt when the run stopped meanwhile.
  using DeliverInOrder = std::function<std::optional<Ordered>(const plan::Sequence&)>;

  /// All arguments outlive the prober.
  StateProber(const StateProbe& probe, const plan::Plan& plan, SequenceCourier& courier);

  /// Learns what the receiver shows after an ordered delivery of the events, unless it is known. A
  /// delivery that was not accepted whole teaches nothing; the next trial of these events tries
  /// again.
  void learn(const plan::Sequence& sequence, const DeliverInOrder& deliver);
  /// Looks at the entities of a trial. What ends differently than the same events in order did, has
  /// these delivered once more, to see whether time alone makes the difference. Empty after a stop.
  std::vector<record::Sight> look(const plan::Sequence& sequence, std::uint64_t number,
                                  const DeliverInOrder& deliver);

 private:
  /// What was seen of one entity.
  struct View {
    std::uint16_t status = 0;
    std::optional<std::string> state;
    nlohmann::json document;  ///< ids numbered; null: nothing is known of it
    bool usable = false;      ///< the document says something
    friend bool operator==(const View&, const View&) = default;
  };
  using Views = std::vector<View>;

  std::string key_of(const plan::Sequence& sequence) const;
  /// Delivers in order and looks; nullopt after a stop, and when not all was accepted.
  std::optional<Views> see(const plan::Sequence& sequence, const DeliverInOrder& deliver);
  void add_changing(const Views& a, const Views& b);
  Views ask(const plan::Sequence& sequence, const std::vector<std::string>& ids);
  View view_of(const SequenceCourier::Answer& answer, const std::vector<std::string>& ids) const;
  /// Until two answers are equal, and they are as hoped or have been for long enough.
  Views settle(const plan::Sequence& sequence, std::uint64_t number, std::int64_t floor_ns,
               const std::function<bool(const Views&)>& as_hoped);
  bool in_expected_states(const plan::Sequence& sequence, const Views& views) const;
  bool as_in_order(const Views& views, const Views& ordered) const;
  std::string text_of(const View& view) const;

  const StateProbe& probe_;
  const plan::Plan& plan_;
  SequenceCourier& courier_;
  const contract::Lifecycle& lifecycle_;
  std::vector<nlohmann::json::json_pointer> pointers_;
  std::map<std::string, Views> baselines_;  ///< by the events' notation
  Volatile changing_;
  std::int64_t learned_ns_ = 0;  ///< longest time that was seen to be needed to settle
  unsigned pairs_ = 0;           ///< lists of events that were delivered in order twice
  unsigned mismatches_ = 0;      ///< trials that did not end as hoped
  unsigned observed_ = 0;        ///< how often that was looked at with all the time it may take
  bool tells_state_ = false;     ///< the receiver uses the lifecycle's names of states
};

}  // namespace hookworthy::run
