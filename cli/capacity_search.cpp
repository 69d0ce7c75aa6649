#include "cli/capacity_search.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <cmath>

namespace hookworthy::cli {

CapacitySearch::CapacitySearch(const Settings& settings) : settings_(settings) {
  HOOKWORTHY_ASSERT(settings.min_rate > 0 && settings.max_rate >= settings.min_rate &&
                    settings.precision > 0);
  next_ = settings_.min_rate;
}

std::optional<double> CapacitySearch::highest_kept() const {
  return kept_.empty() ? std::nullopt : std::optional(kept_.back());
}

std::optional<double> CapacitySearch::ceiling() const {
  if (broken_ && harness_) return std::min(*broken_, *harness_);
  return broken_ ? broken_ : harness_;
}

void CapacitySearch::stop(End end) {
  end_ = end;
  next_.reset();
  confirming_ = false;
}

void CapacitySearch::take_broken(double rate) {
  broken_ = std::min(rate, broken_.value_or(rate));
  // A rate that was kept by luck says nothing any more.
  std::erase_if(kept_, [rate](double kept) { return kept >= rate; });
}

void CapacitySearch::tell(RateVerdict verdict) {
  HOOKWORTHY_ASSERT(next_);
  const double rate = *next_;
  ++probes_;
  switch (verdict) {
    case RateVerdict::no_data:
      stop(End::no_data);
      return;
    case RateVerdict::broken:
      take_broken(rate);
      break;
    case RateVerdict::harness:
      harness_ = std::min(rate, harness_.value_or(rate));
      std::erase_if(kept_, [rate](double kept) { return kept >= rate; });
      break;
    case RateVerdict::kept:
      if (confirming_) {
        const auto limit = ceiling();
        stop(!limit ? End::max_rate : limit == broken_ ? End::found : End::harness);
        return;
      }
      kept_.insert(std::upper_bound(kept_.begin(), kept_.end(), rate), rate);
      break;
  }
  plan_next();
}

void CapacitySearch::plan_next() {
  confirming_ = false;
  const auto low = highest_kept();
  const auto high = ceiling();
  if (!low) {
    // The lowest rate was the first one tried: there is nothing below it to look at.
    if (*high <= settings_.min_rate) {
      const bool never_kept = probes_ == 1;
      stop(high != broken_ ? End::harness : never_kept ? End::min_rate : End::unsteady);
    } else {
      next_ = settings_.min_rate;
    }
    return;
  }
  if (probes_ >= max_probes) return stop(End::unsteady);
  if (!high && *low < settings_.max_rate) {
    next_ = std::min(2 * *low, settings_.max_rate);
  } else if (high && *high > *low * (1 + settings_.precision)) {
    next_ = (*low + *high) / 2;
  } else {
    next_ = low;
    confirming_ = true;
  }
}

}  // namespace hookworthy::cli
