#include "generator/run/state_prober.hpp"

#include <algorithm>
#include <utility>

namespace hookworthy::run {
namespace {

constexpr std::int64_t millisecond = 1'000'000;
/// How often a receiver that does not use the lifecycle's names gets all the time it may take.
constexpr unsigned observations = 3;
/// What ordered deliveries, and trials that do not come out as hoped, get at least.
constexpr std::int64_t ordered_floor_ns = 30 * millisecond;
constexpr std::int64_t trial_floor_ns = 150 * millisecond;
/// So many lists of events are delivered in order twice, to learn what changes by itself; then
/// once.
constexpr unsigned learning_pairs = 24;
/// Once so many trials did not come out as hoped, the others get no more than the ordered ones.
constexpr unsigned patient_mismatches = 8;
constexpr std::int64_t longest_pause_ns = 50 * millisecond;

}  // namespace

StateProber::StateProber(const StateProbe& probe, const plan::Plan& plan, SequenceCourier& courier)
    : probe_(probe), plan_(plan), courier_(courier), lifecycle_(*plan.contract().lifecycle()) {
  for (const std::string& text : probe.pointers) {
    if (auto pointer = parse_pointer(text)) pointers_.push_back(std::move(*pointer));
  }
}

StateProber::View StateProber::view_of(const SequenceCourier::Answer& answer,
                                       const std::vector<std::string>& ids) const {
  View view;
  view.status = answer.status;
  view.usable = answer.status == 404 || answer.status == 410;
  if (answer.status / 100 != 2) return view;
  const nlohmann::json document = read_document(answer.body);
  for (const auto& pointer : pointers_) {
    if (!document.contains(pointer) || !document.at(pointer).is_string()) continue;
    view.state = document.at(pointer).get<std::string>();
    break;
  }
  view.document = with_numbered_ids(document, ids);
  view.usable = !document.is_null();
  return view;
}

StateProber::Views StateProber::ask(const plan::Sequence& sequence,
                                    const std::vector<std::string>& ids) {
  Views views;
  for (std::uint32_t entity = 0; entity < sequence.entities(); ++entity) {
    views.push_back(view_of(
        courier_.get(probe_.destination, probe_.path_before + ids[entity] + probe_.path_after,
                     probe_.headers, probe_.timeout_ns),
        ids));
  }
  return views;
}

StateProber::Views StateProber::settle(const plan::Sequence& sequence, std::uint64_t number,
                                       std::int64_t floor_ns,
                                       const std::function<bool(const Views&)>& as_hoped) {
  std::vector<std::string> ids;
  for (std::uint32_t entity = 1; entity <= sequence.entities(); ++entity) {
    ids.push_back(plan_.entity_id(sequence, number, entity));
  }
  const bool observes = !tells_state_ && observed_ < observations;
  const std::int64_t patience =
      observes ? probe_.settle_ns : std::min(probe_.settle_ns, std::max(floor_ns, 8 * learned_ns_));
  const std::int64_t begin = courier_.clock().now_ns();
  Views before = ask(sequence, ids);
  std::int64_t since = begin;
  for (std::int64_t pause = millisecond; !courier_.stopped();
       pause = std::min(2 * pause, longest_pause_ns)) {
    courier_.sleep(pause);
    const std::int64_t asked = courier_.clock().now_ns();
    Views now = ask(sequence, ids);
    const bool steady = now == before;
    if (!steady) since = asked;
    before = std::move(now);
    const std::int64_t elapsed = asked - begin;
    const bool hoped = steady && as_hoped(before);
    if (!hoped && elapsed < (steady ? patience : probe_.settle_ns)) continue;
    if (hoped || observes) learned_ns_ = std::max(learned_ns_, since - begin);
    if (observes) ++observed_;
    break;
  }
  return before;
}

bool StateProber::in_expected_states(const plan::Sequence& sequence, const Views& views) const {
  const auto states = plan::final_states(sequence, lifecycle_);
  return std::equal(states.begin(), states.end(), views.begin(), views.end(),
                    [](std::string_view state, const View& view) { return view.state == state; });
}

bool StateProber::as_in_order(const Views& views, const Views& ordered) const {
  return std::equal(views.begin(), views.end(), ordered.begin(), ordered.end(),
                    [&](const View& a, const View& b) { return text_of(a) == text_of(b); });
}

std::string StateProber::text_of(const View& view) const {
  const bool says_nothing = changing_.contains("") && !view.document.is_null();
  if (!view.usable || says_nothing) return {};
  return without(view.document, changing_)
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string StateProber::key_of(const plan::Sequence& sequence) const {
  return plan::to_notation({sequence.events, plan::in_order(sequence.events.size())}, lifecycle_);
}

std::optional<StateProber::Views> StateProber::see(const plan::Sequence& sequence,
                                                   const DeliverInOrder& deliver) {
  const auto ordered = deliver(sequence);
  if (!ordered || !ordered->accepted) return std::nullopt;
  Views views = settle(sequence, ordered->number, ordered_floor_ns,
                       [&](const Views& seen) { return in_expected_states(sequence, seen); });
  if (courier_.stopped()) return std::nullopt;
  tells_state_ = tells_state_ || in_expected_states(sequence, views);
  return views;
}

void StateProber::add_changing(const Views& a, const Views& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool comparable = a[i].usable && b[i].usable && a[i].status == b[i].status;
    if (comparable) add_differences(a[i].document, b[i].document, changing_);
  }
}

void StateProber::learn(const plan::Sequence& sequence, const DeliverInOrder& deliver) {
  const std::string key = key_of(sequence);
  if (baselines_.contains(key)) return;
  if (baselines_.size() >= TrialRunner::max_baselines) baselines_.clear();
  const auto one = see(sequence, deliver);
  if (!one) return;
  if (pairs_ < learning_pairs) {
    const auto other = see(sequence, deliver);
    if (!other) return;
    add_changing(*one, *other);
    ++pairs_;
  }
  baselines_.emplace(key, *one);
}

std::vector<record::Sight> StateProber::look(const plan::Sequence& sequence, std::uint64_t number,
                                             const DeliverInOrder& deliver) {
  const auto known = baselines_.find(key_of(sequence));
  const bool compares = known != baselines_.end() && !plan::is_plain(sequence);
  const auto as_hoped = [&](const Views& seen) {
    if (compares && !as_in_order(seen, known->second)) return false;
    const bool expected = in_expected_states(sequence, seen);
    return compares ? !tells_state_ || expected : expected;
  };
  const bool hopes = compares || tells_state_;
  const std::int64_t floor_ns =
      hopes && mismatches_ < patient_mismatches ? trial_floor_ns : ordered_floor_ns;
  const Views views = settle(sequence, number, floor_ns, as_hoped);
  if (courier_.stopped()) return {};
  if (!compares) tells_state_ = tells_state_ || as_hoped(views);
  // A time to the second may have been the same in the two deliveries that were learned from.
  if (compares && !as_in_order(views, known->second)) {
    const auto again = see(sequence, deliver);
    if (again) add_changing(known->second, *again);
    if (courier_.stopped()) return {};
  }
  if (hopes && !as_hoped(views)) ++mismatches_;
  const auto states = plan::final_states(sequence, lifecycle_);
  std::vector<record::Sight> sights;
  for (std::size_t i = 0; i < views.size(); ++i) {
    record::Sight& sight = sights.emplace_back();
    sight.entity = static_cast<std::uint32_t>(i + 1);
    sight.expected_state = states[i];
    sight.status = views[i].status;
    sight.state = views[i].state;
    sight.document = text_of(views[i]);
    if (compares) sight.ordered_document = text_of(known->second[i]);
  }
  return sights;
}

}  // namespace hookworthy::run
