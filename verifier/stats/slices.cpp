#include "verifier/stats/slices.hpp"

#include <algorithm>
#include <utility>

namespace hookworthy::stats {
namespace {

void add(Histogram& sum, const Histogram& part) {
  sum.merge(part);
}

void add(OutcomeSlice& sum, const OutcomeSlice& part) {
  sum.ended += part.ended;
  sum.failures += part.failures;
  sum.answered += part.answered;
}

/// The slice of an instant, made where it is missing. All slices stay below 2^62 ns in width, as
/// instants are below 2^63.
template <class Slice>
Slice& slice_at(std::vector<Slice>& slices, std::int64_t& width_ns, std::int64_t at_ns) {
  at_ns = std::max<std::int64_t>(at_ns, 0);
  while (static_cast<std::uint64_t>(at_ns / width_ns) >= SlicedTimes::max_slices) {
    for (std::size_t i = 0; i < slices.size(); ++i) {
      if (i % 2 == 1) {
        add(slices[i / 2], slices[i]);
      } else if (i > 0) {
        std::swap(slices[i / 2], slices[i]);
      }
    }
    slices.resize((slices.size() + 1) / 2);
    width_ns *= 2;
  }
  const auto index = static_cast<std::size_t>(at_ns / width_ns);
  if (index >= slices.size()) slices.resize(index + 1);
  return slices[index];
}

}  // namespace

Histogram& SlicedTimes::at(std::int64_t at_ns) {
  return slice_at(slices_, width_ns_, at_ns);
}

void SlicedTimes::record(std::int64_t at_ns, std::int64_t value_ns) {
  at(at_ns).record(value_ns);
}

void SlicedTimes::merge(std::int64_t at_ns, const Histogram& values) {
  at(at_ns).merge(values);
}

Histogram SlicedTimes::total() const {
  Histogram sum;
  for (const Histogram& slice : slices_) sum.merge(slice);
  return sum;
}

OutcomeSlice& SlicedOutcomes::at(std::int64_t at_ns) {
  return slice_at(slices_, width_ns_, at_ns);
}

void SlicedOutcomes::count_ended(std::int64_t at_ns, bool failure) {
  OutcomeSlice& slice = at(at_ns);
  ++slice.ended;
  slice.failures += failure ? 1 : 0;
}

void SlicedOutcomes::count_answers(std::int64_t at_ns, std::uint64_t answers) {
  at(at_ns).answered += answers;
}

void SlicedOutcomes::merge(std::int64_t at_ns, const OutcomeSlice& slice) {
  add(at(at_ns), slice);
}

OutcomeSlice SlicedOutcomes::total() const {
  OutcomeSlice sum;
  for (const OutcomeSlice& slice : slices_) add(sum, slice);
  return sum;
}

}  // namespace hookworthy::stats
