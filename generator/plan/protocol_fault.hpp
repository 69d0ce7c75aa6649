#pragma once

#include "generator/plan/protocol_catalogue.hpp"
#include "generator/plan/script.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// How protocol faults are put together.

namespace hookworthy::plan {

/// How long a client waits for an answer to half a request, or to what is no HTTP.
inline constexpr std::int64_t fault_patience_ns = 2'000'000'000;

/// How one request differs from an ordinary one. Texts of lines have their CRLF.
struct HeadOptions {
  std::string method{};  ///< empty: the wire's
  std::string target{};  ///< empty: the wire's path
  std::string version = "HTTP/1.1";
  std::string host = "Host: ";          ///< what stands before the host; empty: no Host at all
  std::string type = "Content-Type: ";  ///< what stands before the media type
  std::string media_type{};             ///< empty: the wire's
  std::string no_type{};                ///< when not empty: stands in place of that line
  bool has_type = true;
  std::string length = "Content-Length: ";  ///< what stands before the length
  std::string no_length{};                  ///< when not empty: stands in place of that line
  std::string more{};                       ///< further lines
};

/// A request's head up to and with its empty line.
std::string make_head(const FaultInput& input, std::string_view body,
                      const HeadOptions& options = {});
/// A head and its body, sent at once.
Script make_request(const FaultInput& input, std::string_view body,
                    const HeadOptions& options = {});

Act send_act(std::string bytes, std::uint64_t count = 1);
Act simple_act(Act::Kind kind, std::int64_t pause_ns = 0);

/// `body` as chunks of at most `size` bytes, with the last chunk (RFC 9112 7.1).
std::string chunked(std::string_view body, std::size_t size);

/// The object with one more member, `"hookworthy": value`, at its end. What is no object becomes an
/// array with the value.
std::string with_member(std::string_view object, std::string_view value);

/// Offsets in a JSON text where a token ends, but for the last token.
std::vector<std::size_t> token_ends(std::string_view text);

void add_json_faults(std::string_view callback, std::vector<Fault>& faults);
void add_json_depth_faults(std::vector<Fault>& faults);
void add_type_faults(std::vector<Fault>& faults);
void add_method_faults(std::string_view method, std::vector<Fault>& faults);
void add_http_faults(std::vector<Fault>& faults);
void add_frame_faults(std::vector<Fault>& faults);
void add_stall_faults(std::vector<Fault>& faults);
void add_abort_faults(std::vector<Fault>& faults);
void add_limit_faults(std::vector<Fault>& faults);

}  // namespace hookworthy::plan
