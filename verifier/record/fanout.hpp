#pragma once

#include "verifier/record/delivery.hpp"

#include <utility>
#include <vector>

namespace hookworthy::record {

/// Hands each delivery to several sinks, in order. Does not own them; they must outlive it.
class Fanout final : public Sink {
 public:
  explicit Fanout(std::vector<Sink*> sinks) : sinks_(std::move(sinks)) {}
  void take(const Delivery& delivery) override {
    for (Sink* sink : sinks_) sink->take(delivery);
  }
  void take_trial(const Trial& trial) override {
    for (Sink* sink : sinks_) sink->take_trial(trial);
  }

 private:
  std::vector<Sink*> sinks_;
};

}  // namespace hookworthy::record
