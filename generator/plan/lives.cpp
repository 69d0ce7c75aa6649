#include "generator/plan/lives.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hookworthy::plan {
namespace {

using contract::Lifecycle;
using Transitions = std::vector<std::uint32_t>;

enum class Course : std::uint8_t {
  plain,
  ended,    ///< the last entity leaves the state that it was born in
  resumed,  ///< so does every other entity, and is renewed from there
  busy      ///< other callbacks come in between
};

struct Outline {
  unsigned renewals;
  Course course;
};

// One period. Short lives are the most frequent, as in reality.
constexpr auto outlines = std::to_array<Outline>({{1, Course::plain},
                                                  {2, Course::ended},
                                                  {1, Course::resumed},
                                                  {2, Course::busy},
                                                  {10, Course::plain},
                                                  {1, Course::busy},
                                                  {2, Course::resumed},
                                                  {1, Course::ended},
                                                  {10, Course::resumed},
                                                  {2, Course::plain},
                                                  {1, Course::busy},
                                                  {10, Course::busy},
                                                  {100, Course::plain},
                                                  {2, Course::busy},
                                                  {1, Course::resumed},
                                                  {10, Course::ended}});

bool starts_from(const Lifecycle::Transition& transition, const std::string& state) {
  return std::find(transition.from.begin(), transition.from.end(), state) != transition.from.end();
}

// Writes lives, going round among the transitions that would do.
class Author {
 public:
  Author(const Lifecycle& lifecycle, Pool& pool) : lifecycle_(lifecycle), pool_(pool) {}

  bool write(const Outline& outline, Life& life) {
    life_ = &life;
    entities_ = 0;
    state_ = lifecycle_.initial;
    if (!take(LifeStep::Role::birth, births())) return false;
    alive_ = state_;
    for (unsigned i = 0; i < outline.renewals; ++i) {
      if (outline.course == Course::busy) work();
      if (outline.course == Course::resumed && i % 2 == 0) end();
      if (!take(LifeStep::Role::renewal, renewals())) return i > 0;
    }
    if (outline.course == Course::busy) work();
    if (outline.course == Course::ended) end();
    life.links = entities_;
    return true;
  }

 private:
  template <class Predicate>
  Transitions all(Predicate predicate) const {
    Transitions found;
    for (std::uint32_t i = 0; i < lifecycle_.transitions.size(); ++i) {
      const auto& transition = lifecycle_.transitions[i];
      if (starts_from(transition, state_) && predicate(transition)) found.push_back(i);
    }
    return found;
  }
  Transitions births() const {
    return all([](const auto& t) { return !t.successor; });
  }
  Transitions renewals() const {
    return all([](const auto& t) { return t.successor.has_value(); });
  }

  bool take(LifeStep::Role role, const Transitions& candidates) {
    if (candidates.empty()) return false;
    const std::uint32_t index = candidates[turn_++ % candidates.size()];
    const auto& transition = lifecycle_.transitions[index];
    const bool makes = role != LifeStep::Role::other;
    if (makes) ++entities_;
    life_->links = entities_;
    const std::uint32_t link = entities_ - 1;
    const std::string name = (makes ? "link-" : "on-link-") + std::to_string(link);
    life_->steps.push_back({role, index, link, pool_.keep(name)});
    state_ = role == LifeStep::Role::renewal ? transition.successor_state : transition.to;
    return true;
  }

  // One to three callbacks that leave the state as it is.
  void work() {
    const auto callbacks = all([&](const auto& t) { return !t.successor && t.to == state_; });
    const std::size_t count = 1 + turn_ % 3;
    for (std::size_t i = 0; i < count; ++i) take(LifeStep::Role::other, callbacks);
  }

  // Only where life can go on or had better end: into a state other than that of birth.
  void end() {
    take(LifeStep::Role::other,
         all([&](const auto& t) { return !t.successor && t.to != state_ && t.to != alive_; }));
  }

  const Lifecycle& lifecycle_;
  Pool& pool_;
  Life* life_ = nullptr;
  std::string state_, alive_;
  std::uint32_t entities_ = 0;
  std::size_t turn_ = 0;
};

}  // namespace

std::vector<Life> plan_lives(const Lifecycle& lifecycle, Pool& pool) {
  std::vector<Life> lives;
  Author author(lifecycle, pool);
  std::uint64_t steps = 0;
  std::uint64_t links = 0;
  for (const Outline& outline : outlines) {
    Life life;
    if (!author.write(outline, life)) continue;
    life.first_step = steps;
    life.first_link = links;
    steps += life.steps.size();
    links += life.links;
    lives.push_back(std::move(life));
  }
  return lives;
}

}  // namespace hookworthy::plan
