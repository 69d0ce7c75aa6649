#include "generator/run/agenda.hpp"

#include <algorithm>

namespace hookworthy::run {

Agenda::Agenda(const LoadSettings& settings, unsigned worker, plan::Source& source)
    : source_(source),
      worker_(worker),
      workers_(settings.threads),
      keep_lanes_(settings.keep_lanes),
      position_(settings.keep_lanes ? 0 : worker),
      end_(settings.positions) {
  if (!settings.schedule.is_closed_loop()) {
    cursor_.emplace(settings.schedule, position_, keep_lanes_ ? 1 : workers_);
    end_ = std::min(end_, settings.schedule.count());
  }
  while (keep_lanes_ && !exhausted() && !falls_to_me()) step();
}

bool Agenda::exhausted() const {
  return position_ >= end_;
}

std::int64_t Agenda::intended_ns() const {
  return cursor_ ? cursor_->intended_ns() : 0;
}

void Agenda::advance() {
  do {
    step();
  } while (keep_lanes_ && !exhausted() && !falls_to_me());
}

void Agenda::step() {
  position_ += keep_lanes_ ? 1 : workers_;
  if (cursor_) cursor_->advance();
}

bool Agenda::falls_to_me() {
  lane_ = source_.lane(position_);
  return lane_.value_or(position_) % workers_ == worker_;
}

}  // namespace hookworthy::run
