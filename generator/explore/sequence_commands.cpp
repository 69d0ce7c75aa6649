#include "generator/explore/sequence_catalogue.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <ostream>
#include <utility>

#include <rapidcheck.h>
#include <rapidcheck/state.h>

namespace hookworthy::explore {
namespace {

using contract::Lifecycle;
using plan::Event;
using plan::Sending;
using plan::Sequence;

constexpr int commands_size = 18;
constexpr std::size_t most_events = 14;
constexpr std::uint32_t most_births = 3;

/// What commands build up: the events so far, and how they are sent.
struct Course {
  explicit Course(const Lifecycle& from) : lifecycle(&from), states(from) {}
  const Lifecycle* lifecycle;
  plan::EntityStates states;
  std::uint32_t births = 0;
  Sequence sequence;
};

/// Nothing is run while sequences are made up: they are delivered as a whole later.
struct NoReceiver {};

using Command = rc::state::Command<Course, NoReceiver>;

/// Something happens to an entity, and is told of at the end.
class Happen final : public Command {
 public:
  Happen(const Course& course, std::uint32_t transition, std::uint32_t entity) {
    const bool renews = transition < course.lifecycle->transitions.size() &&
                        course.lifecycle->transitions[transition].successor.has_value();
    event_ = {transition, entity, renews ? course.states.count() + 1 : 0};
  }
  void checkPreconditions(const Course& course) const override {
    const bool is_born = event_.entity > course.states.count();
    RC_PRE(course.states.permits(event_));
    RC_PRE(course.sequence.events.size() < most_events);
    RC_PRE(!is_born || course.births < most_births);
  }
  void apply(Course& course) const override {
    if (event_.entity > course.states.count()) ++course.births;
    course.states.apply(event_);
    course.sequence.events.push_back(event_);
    course.sequence.sendings.push_back(
        {.event = static_cast<std::uint32_t>(course.sequence.events.size())});
  }
  void show(std::ostream& out) const override { out << event_.transition << ':' << event_.entity; }

 private:
  Event event_;
};

/// One fault of the delivery so far.
class Disturb final : public Command {
 public:
  enum class Fault : std::uint8_t { repeat, repeat_at_once, retry, swap, join, repeat_last };
  static constexpr std::uint32_t faults = 6;

  Disturb(Fault fault, std::size_t at) : fault_(fault), at_(at) {}
  void checkPreconditions(const Course& course) const override {
    const std::size_t size = course.sequence.sendings.size();
    RC_PRE(at_ < size);
    RC_PRE(size < 2 * most_events);
    RC_PRE((fault_ != Fault::swap && fault_ != Fault::join) || at_ > 0);
  }
  void apply(Course& course) const override {
    auto& sendings = course.sequence.sendings;
    const auto place = sendings.begin() + static_cast<std::ptrdiff_t>(at_);
    const std::uint32_t event = place->event;
    switch (fault_) {
      case Fault::repeat:
        sendings.insert(place + 1, {.event = event});
        return;
      case Fault::repeat_at_once:
        sendings.insert(place + 1, {.event = event, .together = true});
        return;
      case Fault::retry:
        sendings.insert(place + 1, {.event = event});
        sendings[at_].manner = Sending::Manner::abandoned;
        return;
      case Fault::swap:
        std::swap(place->event, (place - 1)->event);
        std::swap(place->manner, (place - 1)->manner);
        return;
      case Fault::join:
        place->together = true;
        return;
      case Fault::repeat_last:
        sendings.push_back({.event = event});
        return;
    }
  }
  void show(std::ostream& out) const override { out << static_cast<int>(fault_) << '@' << at_; }

 private:
  Fault fault_;
  std::size_t at_;
};

/// Anything of the range: RapidCheck's own keeps to its beginning while sizes are small.
template <class T>
rc::Gen<T> below(T end) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(0, end));
}

rc::Gen<std::shared_ptr<const Command>> command_for(const Course& course) {
  using Pointer = std::shared_ptr<const Command>;
  const auto transitions = static_cast<std::uint32_t>(course.lifecycle->transitions.size());
  const std::uint32_t entities = course.states.count() + 1;
  const auto happen =
      rc::gen::map(rc::gen::pair(below(transitions), below(entities)),
                   [course](const std::pair<std::uint32_t, std::uint32_t>& drawn) -> Pointer {
                     return std::make_shared<Happen>(course, drawn.first, drawn.second + 1);
                   });
  const auto size = std::max<std::size_t>(course.sequence.sendings.size(), 1);
  const auto disturb = rc::gen::map(
      rc::gen::pair(below(std::uint32_t{Disturb::faults}), below(size)),
      [](const std::pair<std::uint32_t, std::size_t>& drawn) -> Pointer {
        return std::make_shared<Disturb>(static_cast<Disturb::Fault>(drawn.first), drawn.second);
      });
  if (course.sequence.events.empty()) return happen;
  if (course.sequence.events.size() == most_events) return disturb;
  return rc::gen::weightedOneOf<Pointer>({{3, happen}, {2, disturb}});
}

}  // namespace

PlannedTrial random_trial(const Lifecycle& lifecycle, std::uint64_t seed, std::uint64_t n) {
  PlannedTrial trial{"random", {}};
  Course course(lifecycle);
  rc::Random random(seed);
  // RapidCheck says by exceptions that it could not make anything.
  try {
    const auto commands = rc::state::gen::commands(course, command_for);
    auto nth = rc::Random(random.split().next() ^ (n * 0x9e3779b97f4a7c15u));
    rc::state::applyAll(commands(nth, commands_size).value(), course);
  } catch (const std::exception&) {
    return trial;
  }
  trial.sequence = std::move(course.sequence);
  if (!validate(trial.sequence, lifecycle)) trial.sequence = {};
  return trial;
}

}  // namespace hookworthy::explore
