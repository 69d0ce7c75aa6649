#pragma once

#include "verifier/record/delivery.hpp"
#include "verifier/record/run.hpp"
#include "verifier/record/trial.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace hookworthy::record {

// A record is NDJSON in UTF-8, every line ended by a line feed:
//
//   {"hookworthy_record":1,"version":..,"command":..,"seed":..,"contract":{"title","version",
//    "sha256"},"target":..,"started_at":..,"settings":{..}}
//   {"sequence":0,"case":"edge-153","kind":"edge","index":153,"type":"new","field":"/a" or null,
//    "label":"null","expect":"accept","outcome":"response","status":200,"intended_ns":..,
//    "sent_ns":..,"done_ns":..,"connection":0,"reused":true,"request_bytes":..,"response_bytes":..,
//    "request":"..","response":".."}                                   one per delivery, any order
//   {"trial":0,"notation":"new:1 / 1 1","operation":"duplicate","attempts":[{"sequence":..,
//    "event":1,"type":"new","duplicate":true,"outcome":"response","status":200,"service_ns":..}],
//    "sights":[{"entity":1,"expected_state":"..","status":200,"state":"..","document":"..",
//    "ordered_document":".."}],"repeats":..,"failures":..}     one per trial, behind its deliveries
//   {"trailer":{"planned","answered","failed","timed_out","unsent","unfinished"},
//    "duration_ns":..,"facts":{..}}
//
// Members of a delivery stand only where they say something: "phase" and "cause" of a failure,
// "status" of a response, "sent_ns" and "done_ns" unless never, "handshake_ns" if there was one,
// "after" of a follow-up, "warm_up" and "rehearsal" when true, "request" unless left out,
// "response" unless empty. Bodies that are not UTF-8 are base64 under "request_raw" and
// "response_raw". Deliveries that were planned but never came near a connection may be missing: the
// trailer counts them as unsent.

inline constexpr int record_format = 1;

/// Longest line that is written or read. A body longer than max_recorded_body_bytes is left out.
inline constexpr std::size_t max_line_bytes = std::size_t{8} << 20;
inline constexpr std::size_t max_recorded_body_bytes = std::size_t{1} << 20;
/// Longest excerpt of a response that is written; Delivery::response_excerpt has at most 512.
inline constexpr std::size_t max_recorded_response_bytes = 512;
/// Bounds on what a trial's line holds. A trial with more is written without what is too much:
/// attempts and sights behind the last, documents that are longer, and all documents where the
/// line would be longer than max_line_bytes.
inline constexpr std::size_t max_trial_attempts = 4096;
inline constexpr std::size_t max_trial_sights = 1024;
inline constexpr std::size_t max_trial_text_bytes = std::size_t{64} << 10;
/// Times of a delivery lie in [-max_time_ns, max_time_ns], so that differences cannot overflow.
inline constexpr std::int64_t max_time_ns = std::int64_t{1} << 61;

// Each appends one line with its line feed. The delivery's does not allocate once `out` has the
// capacity.
void append_header(std::string& out, const Header& header);
void append_delivery(std::string& out, const Delivery& delivery, bool with_request_body);
void append_trial(std::string& out, const Trial& trial);
void append_trailer(std::string& out, const Trailer& trailer);

// `line` without its line feed. Errors say what is wrong, without a line number.
[[nodiscard]] Result<Header> parse_header(std::string_view line);
[[nodiscard]] Result<Trailer> parse_trailer(std::string_view line);
[[nodiscard]] Result<Trial> parse_trial(std::string_view line);
/// Whether a line is the trailer, or a trial: its first member tells.
[[nodiscard]] bool is_trailer(std::string_view line);
[[nodiscard]] bool is_trial(std::string_view line);

/// Takes delivery lines apart; reuses its memory from line to line.
class DeliveryParser {
 public:
  DeliveryParser();
  ~DeliveryParser();
  DeliveryParser(DeliveryParser&&) noexcept;
  DeliveryParser& operator=(DeliveryParser&&) noexcept;

  /// The delivery, whose views are valid until the next call or the parser's end. Unknown members
  /// are skipped, wrong ones an Error.
  [[nodiscard]] Result<Delivery> parse(std::string_view line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookworthy::record
