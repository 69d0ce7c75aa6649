#include "verifier/base64.hpp"
#include "verifier/record/codec.hpp"
#include "verifier/record/members.hpp"
#include "verifier/record/text.hpp"

#include <limits>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::record {
namespace {

using Json = nlohmann::json;
using detail::Members;
using detail::parse_object;

enum class Field : std::uint8_t {
  none,
  sequence,
  id,
  kind,
  index,
  type,
  field,
  label,
  expect,
  outcome,
  phase,
  cause,
  status,
  intended_ns,
  sent_ns,
  done_ns,
  handshake_ns,
  after,
  connection,
  reused,
  warm_up,
  rehearsal,
  request_bytes,
  response_bytes,
  request,
  request_raw,
  response,
  response_raw
};

constexpr std::array<std::string_view, 28> field_names{
    "",           "sequence",    "case",     "kind",        "index",         "type",
    "field",      "label",       "expect",   "outcome",     "phase",         "cause",
    "status",     "intended_ns", "sent_ns",  "done_ns",     "handshake_ns",  "after",
    "connection", "reused",      "warm_up",  "rehearsal",   "request_bytes", "response_bytes",
    "request",    "request_raw", "response", "response_raw"};
static_assert(field_names.size() == static_cast<std::size_t>(Field::response_raw) + 1);

constexpr std::uint32_t bit(Field field) {
  return std::uint32_t{1} << static_cast<unsigned>(field);
}

constexpr std::uint32_t required_fields = bit(Field::sequence) | bit(Field::kind) |
                                          bit(Field::index) | bit(Field::expect) |
                                          bit(Field::outcome) | bit(Field::intended_ns);

template <class Value>
bool set(Value& target, std::optional<Value> value) {
  if (value) target = *value;
  return value.has_value();
}

}  // namespace

/// Takes a line's members as nlohmann's parser meets them, without building a tree.
struct DeliveryParser::Impl {
  Delivery delivery;
  std::string id, type, field, label, request, response, scratch;
  std::string error;
  Field current = Field::none;
  std::uint32_t seen = 0;
  int depth = 0;

  void reset() {
    delivery = Delivery{};
    for (std::string* text : {&id, &type, &field, &label, &request, &response}) text->clear();
    error.clear();
    current = Field::none;
    seen = 0;
    depth = 0;
  }

  bool wrong() {
    if (error.empty()) {
      error = fmt::format("\"{}\" is wrong", field_names[static_cast<std::size_t>(current)]);
    }
    return false;
  }
  /// Values of members that nobody knows, and what is inside of them.
  [[nodiscard]] bool skipping() const { return depth > 1 || current == Field::none; }

  bool take_text(std::string& text);
  bool take_number(std::uint64_t value);
  bool take_time(std::int64_t value);
  [[nodiscard]] Result<Delivery> result();

  // The interface of nlohmann::json_sax.
  bool null() { return skipping() || current == Field::field || wrong(); }
  bool boolean(bool value) {
    if (skipping()) return true;
    if (current == Field::reused)
      delivery.reused_connection = value;
    else if (current == Field::warm_up)
      delivery.warm_up = value;
    else if (current == Field::rehearsal)
      delivery.rehearsal = value;
    else
      return wrong();
    return true;
  }
  bool number_integer(std::int64_t value) { return skipping() || take_time(value) || wrong(); }
  bool number_unsigned(std::uint64_t value) { return skipping() || take_number(value) || wrong(); }
  bool number_float(double, const std::string&) { return skipping() || wrong(); }
  bool string(std::string& text) { return skipping() || take_text(text) || wrong(); }
  bool binary(Json::binary_t&) { return wrong(); }
  bool start_object(std::size_t) { return start(); }
  bool start_array(std::size_t) { return depth == 0 ? wrong() : start(); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool key(std::string& name);
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
    error = fmt::format("not JSON at byte {}", position);
    return false;
  }

  bool start() {
    if (depth > 0 && !skipping()) return wrong();
    ++depth;
    return true;
  }
  bool end() {
    --depth;
    return true;
  }
};

bool DeliveryParser::Impl::key(std::string& name) {
  if (depth > 1) return true;
  current = Field::none;
  for (std::size_t i = 1; i < field_names.size(); ++i) {
    if (field_names[i] != name) continue;
    current = static_cast<Field>(i);
    if ((seen & bit(current)) != 0) {
      error = fmt::format("\"{}\" stands twice", field_names[i]);
      return false;
    }
    seen |= bit(current);
    break;
  }
  return true;
}

bool DeliveryParser::Impl::take_text(std::string& text) {
  switch (current) {
    case Field::id:
      id.swap(text);
      return true;
    case Field::kind:
      return set(delivery.what.kind, parse_kind(text));
    case Field::type:
      type.swap(text);
      return true;
    case Field::field:
      field.swap(text);
      delivery.what.has_field = true;
      return true;
    case Field::label:
      label.swap(text);
      return true;
    case Field::expect:
      return set(delivery.what.expect, parse_expect(text));
    case Field::outcome:
      return set(delivery.outcome, parse_outcome(text));
    case Field::phase:
      return set(delivery.phase, parse_phase(text));
    case Field::cause:
      return set(delivery.cause, parse_cause(text));
    case Field::request:
      request.swap(text);
      return true;
    case Field::response:
      response.swap(text);
      return true;
    case Field::request_raw:
      return from_base64(text, request);
    case Field::response_raw:
      return from_base64(text, response);
    default:
      return false;
  }
}

bool DeliveryParser::Impl::take_number(std::uint64_t value) {
  switch (current) {
    case Field::sequence:
      delivery.sequence = value;
      return true;
    case Field::index:
      delivery.what.index = value;
      return true;
    case Field::after:
      delivery.after = value;
      return true;
    case Field::request_bytes:
      delivery.request_bytes = value;
      return true;
    case Field::response_bytes:
      delivery.response_bytes = value;
      return true;
    case Field::status:
      delivery.status = static_cast<std::uint16_t>(value);
      return value >= 100 && value <= 999;
    case Field::connection:
      delivery.connection = static_cast<std::uint32_t>(value);
      return value <= std::numeric_limits<std::uint32_t>::max();
    default:
      return value <= static_cast<std::uint64_t>(max_time_ns) &&
             take_time(static_cast<std::int64_t>(value));
  }
}

bool DeliveryParser::Impl::take_time(std::int64_t value) {
  if (value < -max_time_ns || value > max_time_ns) return false;
  switch (current) {
    case Field::intended_ns:
      delivery.intended_ns = value;
      return true;
    case Field::sent_ns:
      delivery.sent_ns = value;
      return value >= 0;
    case Field::done_ns:
      delivery.done_ns = value;
      return value >= 0;
    case Field::handshake_ns:
      delivery.handshake_ns = value;
      return value >= 0;
    default:
      return false;
  }
}

Result<Delivery> DeliveryParser::Impl::result() {
  if ((seen & required_fields) != required_fields) {
    return Error{"a member is missing: sequence, kind, index, expect, outcome or intended_ns"};
  }
  if ((seen & bit(Field::id)) != 0 &&
      parse_case_id(id) != CaseKey{delivery.what.kind, delivery.what.index}) {
    return Error{"\"case\" is not of this kind and index"};
  }
  if ((delivery.outcome == Outcome::response) != (delivery.status != 0)) {
    return Error{"a status belongs to a response, and to nothing else"};
  }
  delivery.what.type = type;
  delivery.what.field = field;
  delivery.what.label = label;
  delivery.request_body = request;
  delivery.response_excerpt = response;
  return delivery;
}

DeliveryParser::DeliveryParser() : impl_(std::make_unique<Impl>()) {}
DeliveryParser::~DeliveryParser() = default;
DeliveryParser::DeliveryParser(DeliveryParser&&) noexcept = default;
DeliveryParser& DeliveryParser::operator=(DeliveryParser&&) noexcept = default;

Result<Delivery> DeliveryParser::parse(std::string_view line) {
  impl_->reset();
  if (!Json::sax_parse(line, impl_.get())) return Error{impl_->error};
  return impl_->result();
}

Result<Header> parse_header(std::string_view line) {
  if (!line.starts_with("{\"hookworthy_record\"")) {
    return Error{"not a record of hookworthy: its first line has to begin {\"hookworthy_record\""};
  }
  const auto json = parse_object(line, "header");
  if (!json) return json.error();
  Members members(*json);
  std::uint64_t format = 0;
  members.read("hookworthy_record", format);
  if (format != record_format) {
    return Error{
        fmt::format("a record of format {}; this program reads format {}", format, record_format)};
  }
  Header header;
  members.read("version", header.version);
  members.read("command", header.command);
  members.read("seed", header.seed);
  members.read("target", header.target);
  members.read("started_at", header.started_at);
  if (const Json* settings = members.object("settings")) header.settings = *settings;
  const Json* contract = members.object("contract");
  if (!members.error().empty()) return Error{"header: " + members.error()};
  Members names(*contract);
  names.read("title", header.contract.title);
  names.read("version", header.contract.version);
  names.read("sha256", header.contract.sha256);
  if (!names.error().empty()) return Error{"header: contract: " + names.error()};
  return header;
}

bool is_trailer(std::string_view line) {
  return line.starts_with("{\"trailer\":");
}

Result<Trailer> parse_trailer(std::string_view line) {
  const auto json = parse_object(line, "trailer");
  if (!json) return json.error();
  Members members(*json);
  Trailer trailer;
  std::uint64_t duration = 0;
  members.read("duration_ns", duration);
  if (const Json* facts = members.object("facts")) trailer.facts = *facts;
  const Json* counts = members.object("trailer");
  if (!members.error().empty()) return Error{"trailer: " + members.error()};
  Members numbers(*counts);
  numbers.read("planned", trailer.counts.planned);
  numbers.read("answered", trailer.counts.answered);
  numbers.read("failed", trailer.counts.failed);
  numbers.read("timed_out", trailer.counts.timed_out);
  numbers.read("unsent", trailer.counts.unsent);
  numbers.read("unfinished", trailer.counts.unfinished);
  if (!numbers.error().empty()) return Error{"trailer: " + numbers.error()};
  if (duration > static_cast<std::uint64_t>(max_time_ns)) {
    return Error{"trailer: \"duration_ns\" is out of range"};
  }
  trailer.duration_ns = static_cast<std::int64_t>(duration);
  return trailer;
}

}  // namespace hookworthy::record
