#pragma once

#include "generator/run/control.hpp"
#include "generator/send/channel.hpp"

#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

namespace hookworthy::run {

/// The event loop of one thread with its channels: opens them on demand, ends what is overdue, and
/// looks after the wish to stop. Everything but construction happens on the thread that runs it.
class Loop {
 public:
  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>,
                                        boost::asio::io_context::executor_type>;

  class Client {
   public:
    /// Regularly, some milliseconds apart. `now_ns` is the run's clock.
    virtual void tick(std::int64_t now_ns) = 0;
    /// Nothing new may be sent any more; called once. Afterwards finish() ends the loop.
    virtual void stop_sending() = 0;

   protected:
    ~Client() = default;
  };

  struct Settings {
    const send::Destination* destination;
    std::uint32_t max_channels;
    std::int64_t timeout_ns;  ///< shortest one in use: sets how often is looked for overdue ones
    std::int64_t grace_ns;    ///< between stop_sending and giving up what is in flight
    send::Limits limits;
    std::uint32_t worker = 0;  ///< connections of worker k of T get the numbers k, k + T, ...
    std::uint32_t workers = 1;
  };

  Loop(const Settings& settings, const send::Clock& clock, const Control& control,
       send::Channel::Listener& listener, Client& client);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until finish(). Then all connections are closed.
  void run();
  void finish();
  /// As if the user had asked to stop.
  void stop_sending(std::int64_t now_ns);
  bool stopping() const { return stopping_; }

  /// An idle channel, opened if there may be one more; nullptr when all are taken. The one that
  /// was released last comes first, so that no more connections are open than the load needs.
  send::Channel* acquire();
  void release(send::Channel& channel);
  send::Channel& channel(std::uint32_t slot) { return *channels_[slot]; }

  const send::Clock& clock() const { return context_.clock; }
  std::uint64_t connections_opened() const { return context_.opened; }
  Timer make_timer() { return Timer(io_); }

 private:
  void arm();
  void tick();
  void give_up_all();

  Settings settings_;
  const Control& control_;
  send::Channel::Listener& listener_;
  Client& client_;
  // Channels outlive nothing that may call them back: run() drains io_ before it returns.
  boost::asio::io_context io_;
  send::ChannelContext context_;
  Timer sweep_timer_;
  std::int64_t period_ns_;
  std::int64_t give_up_at_ns_ = 0;
  std::vector<std::unique_ptr<send::Channel>> channels_;
  std::vector<send::Channel*> idle_;
  bool stopping_ = false;
  bool finished_ = false;
};

}  // namespace hookworthy::run
