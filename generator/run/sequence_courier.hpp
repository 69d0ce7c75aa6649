#pragma once

#include "generator/plan/plan.hpp"
#include "generator/plan/signer.hpp"
#include "generator/run/scenario.hpp"
#include "generator/send/channel.hpp"
#include "generator/send/exchange.hpp"
#include "generator/send/request.hpp"
#include "verifier/record/delivery.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace hookworthy::run {

/// One callback on its way.
struct Parcel {
  Case what{};
  std::string_view body;   ///< outlives the delivery
  std::string_view lines;  ///< header lines that sign it, each with its CRLF; as `body`
  bool abandoned = false;  ///< the client leaves without the answer
  // Filled in by the courier:
  std::uint64_t sequence = 0;
  record::Outcome outcome = record::Outcome::unsent;
  record::Cause cause = record::Cause::none;
  std::uint16_t status = 0;
  std::int64_t service_ns = -1;
};

/// Delivers parcels, some of them at one instant, and tells the sink of each. Blocks; one thread.
class SequenceCourier final : private send::Channel::Listener,
                              private send::ScriptedExchange::Listener {
 public:
  /// All arguments outlive the courier. The Error says which header cannot be sent.
  static Result<std::unique_ptr<SequenceCourier>> make(const ScenarioSettings& settings,
                                                       const contract::Contract& contract,
                                                       record::Sink& sink, Control& control);
  ~SequenceCourier();
  SequenceCourier(const SequenceCourier&) = delete;
  SequenceCourier& operator=(const SequenceCourier&) = delete;

  /// A single parcel goes over a connection that is kept. Several, and what is abandoned, go each
  /// over one of its own: all but the last byte first, then that of all, so that the receiver has
  /// the whole of each at nearly the same instant. After a stop they are unsent.
  void deliver(std::span<Parcel> parcels);

  /// What a probe found; status 0: no answer.
  struct Answer {
    std::uint16_t status = 0;
    std::string body;
  };
  /// Gets `path` from `destination`, which is the same every time.
  Answer get(const send::Destination& destination, std::string_view path,
             std::span<const send::Header> headers, std::int64_t timeout_ns);

  void sleep(std::int64_t duration_ns);

  /// Nothing new may be sent: the user asked for it, or the budget is over.
  bool stopped();
  bool interrupted() const { return control_.stop() != Control::Stop::no; }
  const send::Clock& clock() const { return context_.clock; }
  ScenarioOutcome& outcome() { return outcome_; }
  std::uint64_t connections() const { return context_.opened + probe_context_.opened; }

 private:
  /// A connection of its own with the parcel that is on it.
  struct Place {
    std::unique_ptr<send::ScriptedExchange> exchange;
    plan::Script script;
    Parcel* parcel = nullptr;
  };

  SequenceCourier(const ScenarioSettings& settings, record::Sink& sink, Control& control);
  void exchange_ended(send::Channel& channel, const send::Exchange& result) override;
  void exchange_ended(send::ScriptedExchange& exchange, const send::Exchange& result) override;
  void exchange_holds(send::ScriptedExchange& exchange) override;
  void close_idle(const send::Channel* but);
  void begin(Parcel& parcel);
  void deliver_alone(Parcel& parcel);
  void deliver_apart(std::span<Parcel> parcels);
  Place& free_place();
  void release_if_all_hold();
  void pump(const std::function<bool()>& done);
  void sweep();
  void give_up();
  void report(Parcel& parcel, const send::Exchange* result, std::int64_t sent_ns,
              std::uint64_t bytes);

  const ScenarioSettings& settings_;
  record::Sink& sink_;
  Control& control_;
  WorkerProgress& progress_;
  std::map<std::string, send::RequestHead, std::less<>> heads_;  ///< by callback type
  boost::asio::io_context io_;
  send::ChannelContext context_, probe_context_;
  std::unique_ptr<send::Channel> channel_, probe_channel_;
  std::vector<std::unique_ptr<Place>> places_;
  Parcel* alone_ = nullptr;  ///< what is on the channel
  Answer answer_;
  bool probing_ = false;
  std::size_t in_flight_ = 0;
  std::int64_t intended_ns_ = 0;
  std::int64_t released_ns_ = -1;
  std::int64_t stopped_at_ns_ = -1;
  ScenarioOutcome outcome_;
};

}  // namespace hookworthy::run
