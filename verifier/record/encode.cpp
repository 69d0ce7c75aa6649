#include "verifier/base64.hpp"
#include "verifier/record/codec.hpp"
#include "verifier/record/text.hpp"

#include <algorithm>

namespace hookworthy::record {
namespace {

/// `,"name":`
void key(std::string& out, std::string_view name) {
  out += ",\"";
  out += name;
  out += "\":";
}

void member(std::string& out, std::string_view name, std::string_view text) {
  key(out, name);
  append_json_string(out, text);
}

/// For names of ours, which need no escapes.
void word(std::string& out, std::string_view name, std::string_view value) {
  key(out, name);
  out += '"';
  out += value;
  out += '"';
}

void number(std::string& out, std::string_view name, std::uint64_t value) {
  key(out, name);
  append_number(out, value);
}

void time(std::string& out, std::string_view name, std::int64_t ns) {
  key(out, name);
  append_number(out, std::clamp(ns, -max_time_ns, max_time_ns));
}

void bytes(std::string& out, std::string_view name, std::string_view raw_name,
           std::string_view value) {
  if (is_utf8(value)) {
    member(out, name, value);
    return;
  }
  key(out, raw_name);
  out += '"';
  append_base64(out, value);
  out += '"';
}

void append_case(std::string& out, const Case& what) {
  const std::string_view kind = to_string(what.kind);
  out += ",\"case\":\"";
  out += kind;
  out += '-';
  append_number(out, what.index);
  out += '"';
  word(out, "kind", kind);
  number(out, "index", what.index);
  member(out, "type", what.type);
  if (what.has_field) {
    member(out, "field", what.field);
  } else {
    out += ",\"field\":null";
  }
  member(out, "label", what.label);
  word(out, "expect", to_string(what.expect));
}

void append_outcome(std::string& out, const Delivery& delivery) {
  word(out, "outcome", to_string(delivery.outcome));
  if (delivery.phase != Phase::none) word(out, "phase", to_string(delivery.phase));
  if (delivery.cause != Cause::none) word(out, "cause", to_string(delivery.cause));
  if (delivery.status != 0) number(out, "status", delivery.status);
  time(out, "intended_ns", delivery.intended_ns);
  if (delivery.sent_ns >= 0) time(out, "sent_ns", delivery.sent_ns);
  if (delivery.done_ns >= 0) time(out, "done_ns", delivery.done_ns);
  if (delivery.handshake_ns >= 0) time(out, "handshake_ns", delivery.handshake_ns);
  if (delivery.after != Delivery::no_delivery) number(out, "after", delivery.after);
  number(out, "connection", delivery.connection);
  if (delivery.reused_connection) out += ",\"reused\":true";
  if (delivery.warm_up) out += ",\"warm_up\":true";
  if (delivery.rehearsal) out += ",\"rehearsal\":true";
}

}  // namespace

void append_delivery(std::string& out, const Delivery& delivery, bool with_request_body) {
  out += "{\"sequence\":";
  append_number(out, delivery.sequence);
  append_case(out, delivery.what);
  append_outcome(out, delivery);
  number(out, "request_bytes", delivery.request_bytes);
  number(out, "response_bytes", delivery.response_bytes);
  if (with_request_body && delivery.request_body.size() <= max_recorded_body_bytes) {
    bytes(out, "request", "request_raw", delivery.request_body);
  }
  const auto response = delivery.response_excerpt.substr(0, max_recorded_response_bytes);
  if (!response.empty()) bytes(out, "response", "response_raw", response);
  out += "}\n";
}

void append_header(std::string& out, const Header& header) {
  out += "{\"hookworthy_record\":";
  append_number(out, std::uint64_t{record_format});
  member(out, "version", header.version);
  member(out, "command", header.command);
  number(out, "seed", header.seed);
  out += ",\"contract\":{\"title\":";
  append_json_string(out, header.contract.title);
  member(out, "version", header.contract.version);
  member(out, "sha256", header.contract.sha256);
  out += '}';
  member(out, "target", header.target);
  member(out, "started_at", header.started_at);
  key(out, "settings");
  out += header.settings.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  out += "}\n";
}

void append_trailer(std::string& out, const Trailer& trailer) {
  const Counts& counts = trailer.counts;
  out += "{\"trailer\":{\"planned\":";
  append_number(out, counts.planned);
  number(out, "answered", counts.answered);
  number(out, "failed", counts.failed);
  number(out, "timed_out", counts.timed_out);
  number(out, "unsent", counts.unsent);
  number(out, "unfinished", counts.unfinished);
  out += '}';
  time(out, "duration_ns", trailer.duration_ns);
  key(out, "facts");
  out += trailer.facts.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  out += "}\n";
}

}  // namespace hookworthy::record
