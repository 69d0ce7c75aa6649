#include "verifier/check/tally.hpp"

#include "verifier/assert.hpp"
#include "verifier/stats/live.hpp"

namespace hookworthy::check {
namespace {

using record::Delivery;
using record::Outcome;

bool has_ended(const Delivery& delivery) {
  return delivery.outcome != Outcome::unsent && delivery.outcome != Outcome::unfinished;
}

void increment(std::uint64_t& counter) {
  stats::live_add<std::uint64_t>(counter, 1);
}

void count(TypeCounts& counts, const Delivery& delivery, Answer answer) {
  if (delivery.outcome == Outcome::response && answer == Answer::accepted) {
    increment(counts.accepted);
  } else if (delivery.outcome == Outcome::response && answer == Answer::refused) {
    increment(counts.rejected);
  } else {
    increment(counts.failed);
    if (delivery.outcome == Outcome::timed_out) increment(counts.timed_out);
  }
}

/// The counter of an outcome.
std::uint64_t& counter_of(record::Counts& counts, Outcome outcome) {
  switch (outcome) {
    case Outcome::response:
      return counts.answered;
    case Outcome::transport_error:
      return counts.failed;
    case Outcome::timed_out:
      return counts.timed_out;
    case Outcome::unsent:
      return counts.unsent;
    case Outcome::unfinished:
      break;
  }
  return counts.unfinished;
}

stats::SeriesEvent event_of(const Delivery& delivery) {
  stats::SeriesEvent event{.intended_ns = delivery.intended_ns,
                           .sent_ns = delivery.sent_ns,
                           .done_ns = delivery.done_ns,
                           .end = stats::SeriesEnd::none,
                           .measured = !delivery.warm_up};
  if (delivery.outcome == Outcome::response) event.end = stats::SeriesEnd::answered;
  if (delivery.outcome == Outcome::transport_error) event.end = stats::SeriesEnd::failed;
  if (delivery.outcome == Outcome::timed_out) event.end = stats::SeriesEnd::timed_out;
  return event;
}

const stats::Histogram& trend(const Times& times, stats::Metric metric) {
  switch (metric) {
    case stats::Metric::service_time:
      return times.service_time;
    case stats::Metric::send_lag:
      return times.send_lag;
    default:
      return times.response_time;
  }
}

}  // namespace

void Times::record(const Delivery& delivery) {
  const bool sent = delivery.sent_ns >= 0;
  const bool timed =
      (delivery.outcome == Outcome::response || delivery.outcome == Outcome::timed_out) &&
      delivery.done_ns >= 0;
  if (timed) response_time.record(delivery.done_ns - delivery.intended_ns);
  if (timed && sent) service_time.record(delivery.done_ns - delivery.sent_ns);
  if (sent) send_lag.record(delivery.sent_ns - delivery.intended_ns);
}

void Times::merge(const Times& other) {
  response_time.merge(other.response_time);
  service_time.merge(other.service_time);
  send_lag.merge(other.send_lag);
}

void Times::merge_live(const Times& other) {
  response_time.merge_live(other.response_time);
  service_time.merge_live(other.service_time);
  send_lag.merge_live(other.send_lag);
}

void TypeCounts::merge_live(const TypeCounts& other) {
  accepted += stats::live_load(other.accepted);
  rejected += stats::live_load(other.rejected);
  failed += stats::live_load(other.failed);
  timed_out += stats::live_load(other.timed_out);
}

void TypeCounts::merge(const TypeCounts& other) {
  accepted += other.accepted;
  rejected += other.rejected;
  failed += other.failed;
  timed_out += other.timed_out;
}

Tally::Tally(std::shared_ptr<const contract::Contract> contract,
             const std::vector<std::string>& timed_types)
    : answers_(*contract),
      times_by_type_(answers_.types() + 1),
      by_type_(answers_.types() + 1),
      measured_(answers_.types() + 1) {
  for (const auto& name : timed_types) {
    const std::size_t type = answers_.type_of(name);
    if (type != answers_.no_type()) times_by_type_[type] = std::make_unique<Times>();
  }
}

void Tally::take(const Delivery& delivery) {
  increment(counts_.planned);
  increment(counter_of(counts_, delivery.outcome));
  series_.add(event_of(delivery));
  if (delivery.outcome == Outcome::response && delivery.status < statuses) {
    increment(status_[delivery.status]);
  }
  if (delivery.outcome == Outcome::transport_error || delivery.outcome == Outcome::timed_out) {
    const auto cause = delivery.outcome == Outcome::timed_out  ? record::Cause::none
                       : delivery.cause == record::Cause::none ? record::Cause::other
                                                               : delivery.cause;
    increment(errors_[static_cast<std::size_t>(delivery.phase)][static_cast<std::size_t>(cause)]);
  }
  const std::size_t type = answers_.type_of(delivery.what.type);
  if (!delivery.warm_up) {
    times_.record(delivery);
    if (times_by_type_[type]) times_by_type_[type]->record(delivery);
  }
  if (!has_ended(delivery)) return;
  const Answer answer = answers_.answer(type, delivery.status);
  count(by_type_[type], delivery, answer);
  const Assessment assessment = assess(delivery, answer);
  if (assessment.contact == Contact::reached) {
    coverage_.add(delivery.what, !delivery.rehearsal && !assessment.broken.empty());
  }
  if (delivery.warm_up) return;
  count(measured_[type].counts, delivery, answer);
  if (delivery.outcome == Outcome::response) increment(measured_[type].answered);
}

void Tally::merge(const Tally& other) {
  HOOKWORTHY_ASSERT(by_type_.size() == other.by_type_.size());
  counts_.add(other.counts_);
  times_.merge(other.times_);
  for (std::size_t i = 0; i < status_.size(); ++i) status_[i] += other.status_[i];
  for (std::size_t i = 0; i < phases; ++i) {
    for (std::size_t j = 0; j < causes; ++j) errors_[i][j] += other.errors_[i][j];
  }
  for (std::size_t i = 0; i < by_type_.size(); ++i) {
    by_type_[i].merge(other.by_type_[i]);
    measured_[i].counts.merge(other.measured_[i].counts);
    measured_[i].answered += other.measured_[i].answered;
    if (times_by_type_[i] && other.times_by_type_[i]) {
      times_by_type_[i]->merge(*other.times_by_type_[i]);
    }
  }
  coverage_.merge(other.coverage_);
  series_.merge(other.series_);
}

void Tally::merge_live(const Tally& other) {
  HOOKWORTHY_ASSERT(by_type_.size() == other.by_type_.size());
  using stats::live_load;
  for (const auto member :
       {&record::Counts::planned, &record::Counts::answered, &record::Counts::failed,
        &record::Counts::timed_out, &record::Counts::unsent, &record::Counts::unfinished}) {
    counts_.*member += live_load(other.counts_.*member);
  }
  times_.merge_live(other.times_);
  for (std::size_t i = 0; i < status_.size(); ++i) status_[i] += live_load(other.status_[i]);
  for (std::size_t i = 0; i < phases; ++i) {
    for (std::size_t j = 0; j < causes; ++j) errors_[i][j] += live_load(other.errors_[i][j]);
  }
  for (std::size_t i = 0; i < by_type_.size(); ++i) {
    by_type_[i].merge_live(other.by_type_[i]);
    measured_[i].counts.merge_live(other.measured_[i].counts);
    measured_[i].answered += live_load(other.measured_[i].answered);
    if (times_by_type_[i] && other.times_by_type_[i]) {
      times_by_type_[i]->merge_live(*other.times_by_type_[i]);
    }
  }
  series_.merge_live(other.series_);
}

std::uint64_t Tally::status_count(unsigned status) const {
  return status < statuses ? status_[status] : 0;
}

std::uint64_t Tally::error_count(record::Phase phase, record::Cause cause) const {
  return errors_[static_cast<std::size_t>(phase)][static_cast<std::size_t>(cause)];
}

const stats::Histogram* Tally::histogram(stats::Metric metric,
                                         const std::optional<std::string>& type) const {
  if (!type) return &trend(times_, metric);
  const auto& times = times_by_type_[answers_.type_of(*type)];
  return times ? &trend(*times, metric) : nullptr;
}

Tally::Measured Tally::measured(const std::optional<std::string>& type) const {
  if (type) {
    const std::size_t number = answers_.type_of(*type);
    return number == answers_.no_type() ? Measured{} : measured_[number];
  }
  Measured sum;
  for (const auto& each : measured_) {
    sum.counts.merge(each.counts);
    sum.answered += each.answered;
  }
  return sum;
}

std::optional<Tally::Counter> Tally::counter(stats::Metric metric,
                                             const std::optional<std::string>& type) const {
  const Measured sum = measured(type);
  const std::uint64_t of = sum.counts.ended();
  switch (metric) {
    case stats::Metric::accepted:
      return Counter{sum.counts.accepted, of};
    case stats::Metric::rejected:
      return Counter{sum.counts.rejected, of};
    case stats::Metric::failures:
      return Counter{sum.counts.failed, of};
    case stats::Metric::timeouts:
      return Counter{sum.counts.timed_out, of};
    case stats::Metric::throughput:
      return Counter{sum.answered, of};
    default:
      return std::nullopt;
  }
}

}  // namespace hookworthy::check
