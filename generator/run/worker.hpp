#pragma once

#include "generator/run/agenda.hpp"
#include "generator/run/lanes.hpp"
#include "generator/run/load.hpp"
#include "generator/run/loop.hpp"
#include "generator/run/read_ahead.hpp"
#include "generator/run/routes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hookworthy::run {

/// One thread of a load run: takes its positions when they are due, sends them over its channels,
/// and tells its sink how each ended. Everything is allocated by the time it is warm.
class Worker final : private send::Channel::Listener, private Loop::Client {
 public:
  struct Result {
    Counts counts;              ///< of the deliveries begun; `planned` is their number
    std::uint64_t waiting = 0;  ///< taken up, but never begun (lanes)
    std::uint64_t end = 0;      ///< first position known not to exist
    std::int64_t last_sent_ns = 0;
    std::int64_t last_done_ns = 0;
    std::uint64_t connections = 0;
    std::int64_t stopped_ns = -1;  ///< when it gave up sending, with something left; -1: never
  };

  /// All arguments outlive the worker.
  Worker(const LoadSettings& settings, unsigned number, const send::Clock& clock,
         const Routes& routes, plan::Source& source, record::Sink& sink, Control& control);

  /// Blocks until everything has its outcome.
  void run();
  const Result& result() const { return result_; }

 private:
  /// What is in flight on a slot.
  struct Flight {
    std::uint64_t position = 0;
    std::int64_t intended_ns = 0;
    std::size_t body_offset = 0;
    Case what;
  };

  void exchange_ended(send::Channel& channel, const send::Exchange& exchange) override;
  void tick(std::int64_t now_ns) override;
  void stop_sending() override;

  void pump(std::int64_t now);
  bool take_next(std::int64_t now_ns);
  bool makes_rows(std::int64_t now_ns) const;
  bool queue_behind(std::uint32_t slot, std::int64_t now_ns);
  void begin(std::uint32_t slot, std::uint64_t position, std::int64_t intended_ns, const Case& what,
             std::string_view body);
  void go_on(std::uint32_t slot, std::int64_t now_ns);
  void wait_until(std::int64_t instant_ns);
  void finish_if_done();
  void report(const Flight& flight, const send::Exchange& exchange, std::string_view request);
  void stop_with_rest(std::int64_t now_ns);
  void report_unsent();
  void tell_unsent(std::uint64_t position, std::int64_t intended_ns, const Case& what,
                   std::string_view body);

  const LoadSettings& settings_;
  const Routes& routes_;
  ReadAhead callbacks_;
  record::Sink& sink_;
  WorkerProgress& progress_;
  bool closed_loop_;
  Agenda agenda_;
  std::uint32_t slots_;
  Lanes lanes_;
  Loop loop_;
  Loop::Timer pace_timer_;
  std::int64_t timer_for_ns_ = -1;      ///< instant that the pace timer is set to; -1: not set
  std::vector<Flight> flights_;         ///< by slot
  std::vector<std::uint32_t> resting_;  ///< slots
  std::string body_;
  std::string signature_;  ///< header lines of the delivery that is being begun
  std::uint64_t in_flight_ = 0;
  std::uint64_t unsent_told_ = 0;
  bool sending_ = true;
  Result result_;
};

/// Slots of worker `number`: its share of settings.connections, at least one.
std::uint32_t slots_of(const LoadSettings& settings, unsigned number);

}  // namespace hookworthy::run
