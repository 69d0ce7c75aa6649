#pragma once

#include "verifier/record/delivery.hpp"
#include "verifier/record/trial.hpp"

#include <deque>
#include <string>
#include <vector>

namespace hookworthy::test {

/// A sink that keeps copies of all deliveries, in the order in which they ended.
class CollectingSink final : public record::Sink {
 public:
  void take(const record::Delivery& delivery) override {
    record::Delivery copy = delivery;
    copy.request_body = keep(delivery.request_body);
    copy.response_excerpt = keep(delivery.response_excerpt);
    deliveries.push_back(copy);
  }
  void take_trial(const record::Trial& trial) override { trials.push_back(trial); }

  std::vector<record::Delivery> deliveries;  ///< views point into this sink
  std::vector<record::Trial> trials;

 private:
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }
  std::deque<std::string> texts_;
};

}  // namespace hookworthy::test
