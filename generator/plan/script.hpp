#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::plan {

/// One thing that a client does on a connection.
struct Act {
  enum class Kind : std::uint8_t {
    send,            ///< `bytes`, `count` times over
    drip,            ///< `bytes` in pieces of `count` bytes, `pause_ns` between them
    pause,           ///< nothing for `pause_ns`
    await_continue,  ///< waits for an interim answer (RFC 9110 10.1.1), at most for `pause_ns`
    hold,            ///< nothing until it is released
    half_close,      ///< sends no more, but goes on reading
    leave,           ///< closes in good order and wants no answer
    reset            ///< resets the connection and wants no answer
  };
  Kind kind = Kind::send;
  std::string bytes{};
  std::uint64_t count = 1;  ///< at least 1
  std::int64_t pause_ns = 0;
};

/// What a client does on one connection of its own, from connecting to the answer. An answer that
/// comes early ends it, so nobody is sent a body that he has refused already.
struct Script {
  std::vector<Act> acts;
  std::uint32_t answers = 1;     ///< final responses that are wanted, at least 1
  bool answers_to_head = false;  ///< they have no body, whatever they say (RFC 9110 9.3.2)
  /// How long to wait for answers after the last act before leaving without; 0: until the deadline.
  std::int64_t patience_ns = 0;
  std::string body{};  ///< of the message, as far as it stands in memory: for the record
};

/// The time that a script takes by its own pauses at most, without the receiver's.
inline std::int64_t own_time_ns(const Script& script) {
  std::int64_t sum = 0;
  for (const Act& act : script.acts) {
    const auto pieces =
        act.kind == Act::Kind::drip ? (act.bytes.size() + act.count - 1) / act.count : 1;
    sum += static_cast<std::int64_t>(pieces) * act.pause_ns;
  }
  return sum + script.patience_ns;
}

}  // namespace hookworthy::plan
