#include "generator/plan/signer.hpp"

#include <array>

namespace hookworthy::plan {

namespace {

void append_line(std::string& lines, std::string_view name, std::string_view value) {
  lines.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void Signer::append(std::string_view body, std::int64_t unix_s, std::string& lines) const {
  using contract::StandardWebhooks;
  if (const auto* key = standard()) {
    const std::string id = message_id(body);
    append_line(lines, StandardWebhooks::id_header, id);
    append_line(lines, StandardWebhooks::timestamp_header, std::to_string(unix_s));
    append_line(lines, StandardWebhooks::signature_header, key->sign(id, unix_s, body));
  } else if (const auto* plain = header()) {
    append_line(lines, plain->header(), plain->sign(body));
  }
}

std::string Signer::message_id(std::string_view body) {
  static const contract::Hmac hmac("hookworthy message id");
  const std::array<std::string_view, 1> parts{body};
  return "msg_" + contract::to_hex(hmac.digest(parts)).substr(0, 32);
}

}  // namespace hookworthy::plan
