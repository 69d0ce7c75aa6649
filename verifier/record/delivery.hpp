#pragma once

#include "verifier/case.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hookworthy::record {

/// How a delivery ended. Exactly one per planned delivery: the five add up to `planned`.
enum class Outcome : std::uint8_t {
  response,         ///< a complete response head and body (or body cap) was read
  transport_error,  ///< phase and cause say where and why
  timed_out,        ///< the deadline passed; phase says what was being waited for
  unsent,           ///< planned, but the run ended (or gave up) before it was sent
  unfinished        ///< sent, but the run ended before its outcome was known
};

/// What a delivery was doing when it failed.
enum class Phase : std::uint8_t { none, queue, resolve, connect, handshake, write, read };

/// Why it failed.
enum class Cause : std::uint8_t {
  none,
  refused,        ///< connection refused
  unreachable,    ///< no route, network or host down
  reset,          ///< connection reset by peer
  closed,         ///< end of stream before a complete response
  broken_pipe,    ///< peer closed while we were writing
  malformed,      ///< not HTTP/1.x
  header_limit,   ///< response head over the cap
  body_limit,     ///< response body over the cap
  tls,            ///< handshake or certificate
  no_descriptor,  ///< EMFILE, ENFILE: the harness ran out of descriptors
  no_port,        ///< EADDRNOTAVAIL: the harness ran out of ephemeral ports
  abandoned,      ///< the client left without an answer, as the case has it
  other
};

/// One attempt to deliver a case. Times are nanoseconds of the steady clock since the run's start;
/// trivially copyable, all views are valid only while the sink is being called.
struct Delivery {
  std::uint64_t sequence = 0;  ///< position in the run, from 0; unique in it
  Case what;
  std::uint64_t after =
      no_delivery;  ///< sequence of the delivery that this one follows up (health probe, retry)
  Outcome outcome = Outcome::unsent;
  Phase phase = Phase::none;
  Cause cause = Cause::none;
  std::uint16_t status = 0;      ///< HTTP status; 0 without a response
  std::uint32_t connection = 0;  ///< number of the connection in its run
  bool reused_connection = false;
  bool warm_up = false;  ///< left out of the figures
  /// Made while a failure was being confirmed or shrunk, or part of a Trial: it is counted, but no
  /// clause is judged on it alone.
  bool rehearsal = false;
  std::int64_t intended_ns = 0;  ///< when the schedule wanted it sent
  std::int64_t sent_ns =
      -1;  ///< first byte handed to the kernel (before connect, if one was needed); -1: never
  std::int64_t done_ns = -1;  ///< outcome known; -1: never
  /// What the TLS handshake took that came before this delivery; -1: there was none.
  std::int64_t handshake_ns = -1;
  std::uint64_t request_bytes = 0;
  std::uint64_t response_bytes = 0;
  std::string_view request_body;      ///< the callback as sent
  std::string_view response_excerpt;  ///< first bytes of the response body, at most 512

  static constexpr std::uint64_t no_delivery = ~std::uint64_t{0};
};

std::string_view to_string(Outcome outcome);
std::string_view to_string(Phase phase);
std::string_view to_string(Cause cause);
std::optional<Outcome> parse_outcome(std::string_view text);
std::optional<Phase> parse_phase(std::string_view text);
std::optional<Cause> parse_cause(std::string_view text);

struct Trial;

/// Takes deliveries as they end. One sink is called from one thread at a time.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;
  virtual void take(const Delivery& delivery) = 0;
  /// After all its deliveries. Final trials alone: not the candidates that were tried on the way.
  virtual void take_trial(const Trial& /*trial*/) {}
};

}  // namespace hookworthy::record
