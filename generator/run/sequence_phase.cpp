#include "generator/run/sequence_phase.hpp"

#include "generator/run/load.hpp"
#include "generator/run/sequence_courier.hpp"
#include "generator/run/state_prober.hpp"
#include "generator/run/wall_clock.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <utility>

namespace hookworthy::run {
namespace {

/// What a receiver gets to work on a request whose client has left, before the retry comes.
constexpr std::int64_t after_abandoned_ns = 20'000'000;

bool is_accepted(const Parcel& parcel) {
  return parcel.outcome == record::Outcome::response && parcel.status / 100 == 2;
}

bool is_taken(const record::Attempt& attempt) {
  return attempt.outcome == record::Outcome::response && attempt.status / 100 == 2;
}

bool is_refused(const Parcel& parcel) {
  return parcel.outcome == record::Outcome::response && parcel.status / 100 == 4;
}

bool shares_entity(const plan::Event& a, const plan::Event& b) {
  const auto has = [](const plan::Event& event, std::uint32_t entity) {
    return entity != 0 && (event.entity == entity || event.successor == entity);
  };
  return has(a, b.entity) || has(a, b.successor);
}

}  // namespace

Result<StateProbe> StateProbe::make(std::string_view url, std::span<const std::string> pointers) {
  constexpr std::string_view mark = "{id}";
  const auto at = url.find(mark);
  if (at == std::string_view::npos || url.find(mark, at + 1) != std::string_view::npos) {
    return Error{"a probe needs {id} once in its URL, such as http://host/bookings/{id}"};
  }
  // A stand-in that a URL may have, and that is in no other place of it.
  std::string stand_in = "hookworthy-id";
  while (url.find(stand_in) != std::string_view::npos) stand_in += '0';
  std::string concrete(url);
  concrete.replace(at, mark.size(), stand_in);
  auto target = send::Target::parse(concrete);
  if (!target) return target.error();
  const auto place = target->path.find(stand_in);
  if (place == std::string::npos) return Error{"{id} has to be in the path or query of the probe"};
  StateProbe probe;
  probe.path_before = target->path.substr(0, place);
  probe.path_after = target->path.substr(place + stand_in.size());
  probe.target = std::move(*target);
  probe.target.path = probe.path_before + '0' + probe.path_after;
  probe.pointers.assign(pointers.begin(), pointers.end());
  if (probe.pointers.empty()) probe.pointers.emplace_back("/state");
  for (const std::string& pointer : probe.pointers) {
    if (!parse_pointer(pointer)) {
      return Error{"'" + pointer + "' is no JSON pointer (RFC 6901), such as /state"};
    }
  }
  return probe;
}

struct TrialRunner::Impl {
  Impl(const SequenceSettings& given, const plan::Plan& from_plan,
       std::unique_ptr<SequenceCourier> from, std::uint64_t first_number)
      : settings(given), plan(from_plan), courier(std::move(from)), next_number(first_number) {
    if (settings.probe) prober.emplace(*settings.probe, plan, *courier);
  }

  /// What is known of one event of the trial at hand.
  struct Told {
    std::string body;
    std::string lines;       ///< that signed it first
    bool sent = false;       ///< in any group so far
    bool known = false;      ///< the receiver should know of it, by the groups before
    bool abandoned = false;  ///< the last time
    bool accepted = false;
    bool refused = false;
    Case what;
  };

  record::Trial deliver(const plan::Sequence& sequence, std::string_view operation);
  void deliver_group(std::span<const plan::Sending> group);
  void deliver_again();
  bool is_early(std::uint32_t event) const;
  void sign(Told& told, std::string& lines);

  const SequenceSettings& settings;
  const plan::Plan& plan;
  std::unique_ptr<SequenceCourier> courier;
  std::optional<StateProber> prober;
  std::uint64_t next_number;
  UseMeter meter;
  // Of the trial at hand:
  const plan::Sequence* sequence = nullptr;
  record::Trial trial;
  std::vector<Told> told;  ///< by the event's number less 1
};

bool TrialRunner::Impl::is_early(std::uint32_t event) const {
  for (std::uint32_t before = 1; before < event; ++before) {
    const bool same = shares_entity(sequence->events[before - 1], sequence->events[event - 1]);
    if (same && !told[before - 1].known) return true;
  }
  return false;
}

// An exact duplicate repeats the signature too; a retry is signed anew, as it is sent later.
void TrialRunner::Impl::sign(Told& one, std::string& lines) {
  lines.clear();
  if (settings.run.signer == nullptr) return;
  if (!one.sent || one.abandoned) {
    one.lines.clear();
    settings.run.signer->append(one.body, wall_clock_s(), one.lines);
  }
  lines = one.lines;
}

void TrialRunner::Impl::deliver_group(std::span<const plan::Sending> group) {
  std::vector<Parcel> parcels(group.size());
  std::vector<std::string> lines(group.size());
  const std::size_t first = trial.attempts.size();
  for (std::size_t i = 0; i < group.size(); ++i) {
    const std::uint32_t event = group[i].event;
    Told& one = told[event - 1];
    sign(one, lines[i]);
    record::Attempt& attempt = trial.attempts.emplace_back();
    attempt.event = event;
    attempt.type = one.what.type;
    attempt.duplicate = one.sent;
    attempt.early = is_early(event);
    attempt.together = i > 0;
    one.sent = true;
    one.abandoned = group[i].manner == plan::Sending::Manner::abandoned;
    parcels[i].what = one.what;
    parcels[i].body = one.body;
    parcels[i].lines = lines[i];
    parcels[i].abandoned = one.abandoned;
  }
  courier->deliver(parcels);
  for (std::size_t i = 0; i < group.size(); ++i) {
    record::Attempt& attempt = trial.attempts[first + i];
    Told& one = told[group[i].event - 1];
    attempt.sequence = parcels[i].sequence;
    attempt.outcome = parcels[i].outcome;
    attempt.cause = parcels[i].cause;
    attempt.status = parcels[i].status;
    attempt.service_ns = parcels[i].service_ns;
    one.accepted = one.accepted || is_accepted(parcels[i]);
    one.refused = one.refused || is_refused(parcels[i]);
    one.known = one.known || !attempt.early || !is_refused(parcels[i]);
  }
  const bool left = std::any_of(parcels.begin(), parcels.end(),
                                [](const Parcel& parcel) { return parcel.abandoned; });
  if (left) courier->sleep(after_abandoned_ns);
}

void TrialRunner::Impl::deliver_again() {
  const bool unordered = std::any_of(trial.attempts.begin(), trial.attempts.end(),
                                     [](const record::Attempt& one) { return one.early; });
  if (!unordered) return;
  for (std::uint32_t event = 1; event <= told.size(); ++event) {
    if (told[event - 1].accepted || !told[event - 1].refused) continue;
    const plan::Sending again{.event = event};
    deliver_group({&again, 1});
  }
}

record::Trial TrialRunner::Impl::deliver(const plan::Sequence& from, std::string_view operation) {
  sequence = &from;
  trial = {};
  trial.number = next_number++;
  trial.notation = to_notation(from, *plan.contract().lifecycle());
  trial.operation = operation;
  told.assign(from.events.size(), {});
  for (std::uint32_t event = 1; event <= told.size(); ++event) {
    Told& one = told[event - 1];
    one.what = plan.tell(from, trial.number, event, one.body);
    one.what.label = operation;
  }
  ++courier->outcome().scenarios;
  for (std::size_t begin = 0; begin < from.sendings.size();) {
    std::size_t end = begin + 1;
    while (end < from.sendings.size() && from.sendings[end].together) ++end;
    deliver_group(std::span(from.sendings).subspan(begin, end - begin));
    begin = end;
  }
  if (!courier->stopped()) deliver_again();
  return std::move(trial);
}

Result<TrialRunner> TrialRunner::make(const SequenceSettings& settings, const plan::Plan& plan,
                                      record::Sink& sink, Control& control,
                                      std::uint64_t first_number) {
  HOOKWORTHY_ASSERT(!settings.run.destination.addresses.empty() && plan.tells_sequences());
  HOOKWORTHY_ASSERT(!settings.probe || !settings.probe->destination.addresses.empty());
  if (settings.run.timeout_ns < 1) return Error{"the timeout must be longer than nothing"};
  if (const auto enough = ensure_descriptors(plan::Sequence::max_entities); !enough) {
    return enough.error();
  }
  if (settings.probe) {
    const auto head =
        send::RequestHead::make(settings.probe->target, "GET", settings.probe->headers);
    if (!head) return head.error();
  }
  auto courier = SequenceCourier::make(settings.run, plan.contract(), sink, control);
  if (!courier) return courier.error();
  return TrialRunner(std::make_unique<Impl>(settings, plan, std::move(*courier), first_number));
}

TrialRunner::TrialRunner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TrialRunner::~TrialRunner() = default;
TrialRunner::TrialRunner(TrialRunner&&) noexcept = default;
TrialRunner& TrialRunner::operator=(TrialRunner&&) noexcept = default;

record::Trial TrialRunner::run(const plan::Sequence& sequence, std::string_view operation) {
  HOOKWORTHY_ASSERT(plan::validate(sequence, *impl_->plan.contract().lifecycle()).has_value());
  if (!impl_->prober) return impl_->deliver(sequence, operation);
  const StateProber::DeliverInOrder in_order = [&](const plan::Sequence& events) {
    const plan::Sequence ordered{events.events, plan::in_order(events.events.size())};
    const record::Trial delivered = impl_->deliver(ordered, "ordered");
    using Ordered = StateProber::Ordered;
    if (stopped()) return std::optional<Ordered>();
    const bool accepted = std::ranges::all_of(delivered.attempts, is_taken);
    return std::optional(Ordered{.number = delivered.number, .accepted = accepted});
  };
  if (!plan::is_plain(sequence)) impl_->prober->learn(sequence, in_order);
  record::Trial trial = impl_->deliver(sequence, operation);
  if (!stopped()) trial.sights = impl_->prober->look(sequence, trial.number, in_order);
  return trial;
}

bool TrialRunner::stopped() const {
  return impl_->courier->stopped();
}

std::int64_t TrialRunner::now_ns() const {
  return impl_->courier->clock().now_ns();
}

ScenarioOutcome TrialRunner::outcome() const {
  ScenarioOutcome outcome = impl_->courier->outcome();
  outcome.harness = impl_->meter.read();
  outcome.harness.threads = 1;
  outcome.harness.connections = impl_->courier->connections();
  outcome.conserved = outcome.counts.conserved();
  outcome.interrupted = impl_->courier->interrupted();
  return outcome;
}

}  // namespace hookworthy::run
