#pragma once

#include "generator/run/phase_wire.hpp"
#include "generator/run/protocol_phase.hpp"
#include "generator/send/exchange.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

namespace hookworthy::run {

/// The one thread of a protocol phase.
class ProtocolRunner final : private send::ScriptedExchange::Listener {
 public:
  /// All arguments outlive the runner.
  ProtocolRunner(const ProtocolSettings& settings, const plan::Plan& plan,
                 const plan::ProtocolCatalogue& catalogue, std::vector<std::uint64_t> cases,
                 record::Sink& sink, Control& control);

  ScenarioOutcome run();

 private:
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;

  /// A connection's place, and the fault or probe that is on it.
  struct Place {
    std::unique_ptr<send::ScriptedExchange> exchange;
    plan::Script script;
    Case what;
    std::uint64_t number = 0;  ///< of the canonical callbacks that it uses
    std::uint64_t sequence = 0;
    std::uint64_t after = record::Delivery::no_delivery;
    std::int64_t intended_ns = 0;
    bool probes = false;
    bool taken = false;
  };

  void exchange_ended(send::ScriptedExchange& exchange, const send::Exchange& result) override;

  void fill_places();
  Place* free_place();
  void begin_fault(Place& place, std::uint64_t index);
  void begin_probe(Place& place);
  void start(Place& place);
  void report(const Place& place, const send::Exchange& result);
  void learn(const Place& place, const send::Exchange& result);
  bool has_hung(const Case& what) const;
  void leave(std::uint64_t index);
  void leave_one(const Case& what, std::uint64_t after);
  void arm();
  void tick();
  void stop_sending(std::int64_t now_ns);
  void finish_if_done();
  Case probe_case(std::uint64_t number) const;

  const ProtocolSettings& settings_;
  const plan::Plan& plan_;
  const plan::ProtocolCatalogue& catalogue_;
  const std::vector<std::uint64_t> cases_;
  record::Sink& sink_;
  Control& control_;
  WorkerProgress& progress_;
  std::size_t type_;
  PhaseWire wire_;
  boost::asio::io_context io_;
  send::ChannelContext context_;
  Timer tick_timer_;
  std::vector<std::unique_ptr<Place>> places_;
  std::map<std::string, std::uint32_t, std::less<>> timeouts_;  ///< by group of labels
  std::size_t position_ = 0;
  std::uint64_t taken_ = 0;
  std::uint32_t refusals_ = 0;  ///< connections refused in a row
  std::int64_t give_up_at_ns_ = 0;
  bool alone_ = false;  ///< what is under way must have nothing beside it
  bool sending_ = true;
  bool finished_ = false;
  ScenarioOutcome outcome_;
};

}  // namespace hookworthy::run
