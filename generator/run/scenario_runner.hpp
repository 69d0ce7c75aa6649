#pragma once

#include "generator/run/loop.hpp"
#include "generator/run/scenario.hpp"
#include "generator/send/request.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hookworthy::run {

/// The one thread of a scenario run.
class ScenarioRunner final : private send::Channel::Listener, private Loop::Client {
 public:
  /// All arguments outlive the runner.
  ScenarioRunner(const ScenarioSettings& settings, const send::RequestHead& head,
                 const send::Clock& clock, ScenarioSource& source, record::Sink& sink,
                 Control& control);

  ScenarioOutcome run();

 private:
  /// A channel and the scenario that is on it.
  struct Place {
    explicit Place(Loop::Timer delay_timer) : timer(std::move(delay_timer)) {}
    send::Channel* channel = nullptr;
    Scenario scenario;
    std::vector<std::uint64_t> sequences;  ///< of the steps so far
    std::int64_t intended_ns = 0;
    std::size_t body_offset = 0;
    bool taken = false;
    Loop::Timer timer;
  };

  void exchange_ended(send::Channel& channel, const send::Exchange& exchange) override;
  void tick(std::int64_t now_ns) override;
  void stop_sending() override;

  void fill_places();
  bool pull(Place& place);
  void next_step(Place& place);
  void begin_step(Place& place);
  void write_request(Place& place, const Step& step);
  void leave_rest(Place& place);
  void leave_source();
  record::Delivery describe(Place& place);
  void finish_if_done();

  const ScenarioSettings& settings_;
  const send::RequestHead& head_;
  ScenarioSource& source_;
  record::Sink& sink_;
  WorkerProgress& progress_;
  Loop loop_;
  std::vector<std::unique_ptr<Place>> places_;  ///< by slot of their channel
  std::string signature_;                       ///< header lines of the step that is being begun
  std::uint64_t taken_ = 0;
  bool sending_ = true;
  bool source_empty_ = false;
  ScenarioOutcome outcome_;
};

}  // namespace hookworthy::run
