#include "generator/plan/signature_catalogue.hpp"

#include "generator/plan/protocol_fault.hpp"
#include "verifier/assert.hpp"

#include <memory>

namespace hookworthy::plan {

namespace {

using contract::HmacHeader;
using contract::StandardWebhooks;
using Messages = std::vector<SignedMessage>;
using Entries = std::vector<SignatureCatalogue::Entry>;

constexpr std::int64_t day_s = 86'400;
/// Just inside the tolerance: so far from its end that clocks may differ and callbacks take a
/// while.
constexpr std::int64_t inside_s = contract::signature_tolerance_s - 30;

/// A key that nobody uses: "this is not the right key!!!!" in base64.
StandardWebhooks wrong_key() {
  return *StandardWebhooks::make("whsec_dGhpcyBpcyBub3QgdGhlIHJpZ2h0IGtleSEhISE=");
}

SignedMessage standard_message(std::string_view body, std::string_view id, std::string_view time,
                               std::string_view signature) {
  return {.body = std::string(body),
          .headers = {{std::string(StandardWebhooks::id_header), std::string(id)},
                      {std::string(StandardWebhooks::timestamp_header), std::string(time)},
                      {std::string(StandardWebhooks::signature_header), std::string(signature)}}};
}

/// Rightly signed, at some time.
SignedMessage standard_good(const StandardWebhooks& key, std::string_view body,
                            std::int64_t time_s) {
  const std::string id = Signer::message_id(body);
  return standard_message(body, id, std::to_string(time_s), key.sign(id, time_s, body));
}

/// The entry whose signature is `write(good signature, signature by a wrong key)`.
template <class Write>
SignatureCatalogue::Entry rewritten(const StandardWebhooks& key, std::string label, Expect expect,
                                    Write write) {
  return {.label = "sig:" + std::move(label),
          .expect = expect,
          .make = [&key, write](const SignatureInput& input) -> Messages {
            const std::string id = Signer::message_id(input.callback);
            const std::string good = key.sign(id, input.now_s, input.callback);
            const std::string wrong = wrong_key().sign(id, input.now_s, input.callback);
            return {standard_message(input.callback, id, std::to_string(input.now_s),
                                     write(good, wrong))};
          }};
}

/// The entry that is rightly signed for a time so far from now.
SignatureCatalogue::Entry timed(const StandardWebhooks& key, std::string label, Expect expect,
                                std::int64_t offset_s) {
  return {.label = "sig:time-" + std::move(label),
          .expect = expect,
          .make = [&key, offset_s](const SignatureInput& input) -> Messages {
            return {standard_good(key, input.callback, input.now_s + offset_s)};
          }};
}

/// The entry that lacks a header, or all of them (`name` empty).
SignatureCatalogue::Entry lacking(const StandardWebhooks& key, std::string label,
                                  std::string_view name) {
  return {.label = "sig:" + std::move(label),
          .make = [&key, name](const SignatureInput& input) -> Messages {
            SignedMessage message = standard_good(key, input.callback, input.now_s);
            std::erase_if(message.headers,
                          [&](const auto& header) { return name.empty() || header.first == name; });
            return {message};
          }};
}

void add_standard_good(const StandardWebhooks& key, Entries& entries) {
  entries.push_back({.label = "sig:good",
                     .expect = Expect::accept,
                     .make = [&key](const SignatureInput& input) -> Messages {
                       return {standard_good(key, input.callback, input.now_s)};
                     }});
  entries.push_back({.label = "sig:good-respaced",
                     .expect = Expect::accept,
                     .make = [&key](const SignatureInput& input) -> Messages {
                       return {standard_good(key, respaced(input.callback), input.now_s)};
                     }});
  entries.push_back({.label = "sig:header-upper-case",
                     .expect = Expect::accept,
                     .make = [&key](const SignatureInput& input) -> Messages {
                       SignedMessage message = standard_good(key, input.callback, input.now_s);
                       message.headers[0].first = "WEBHOOK-ID";
                       message.headers[1].first = "Webhook-Timestamp";
                       message.headers[2].first = "WebHook-SIGNATURE";
                       return {message};
                     }});
  entries.push_back(
      rewritten(key, "list-old-key-first", Expect::accept,
                [](const auto& good, const auto& wrong) { return wrong + " " + good; }));
  entries.push_back(
      rewritten(key, "list-old-key-last", Expect::accept,
                [](const auto& good, const auto& wrong) { return good + " " + wrong; }));
  entries.push_back(rewritten(
      key, "list-unknown-version-first", Expect::accept,
      [](const auto& good, const auto& wrong) { return "v2" + wrong.substr(2) + " " + good; }));
  entries.push_back({.label = "sig:retry",
                     .expect = Expect::accept,
                     .make = [&key](const SignatureInput& input) -> Messages {
                       return {standard_good(key, input.callback, input.now_s - 60),
                               standard_good(key, input.callback, input.now_s)};
                     }});
  entries.push_back({.label = "sig:duplicate",
                     .expect = Expect::accept,
                     .make = [&key](const SignatureInput& input) -> Messages {
                       return Messages(2, standard_good(key, input.callback, input.now_s));
                     }});
}

void add_standard_wrong(const StandardWebhooks& key, Entries& entries) {
  entries.push_back(lacking(key, "missing", ""));
  entries.push_back(lacking(key, "missing-id", StandardWebhooks::id_header));
  entries.push_back(lacking(key, "missing-timestamp", StandardWebhooks::timestamp_header));
  entries.push_back(lacking(key, "missing-signature", StandardWebhooks::signature_header));
  const auto add = [&](std::string label, auto write) {
    entries.push_back(rewritten(key, std::move(label), Expect::reject, write));
  };
  add("empty", [](const auto&, const auto&) { return std::string(); });
  add("garbled", [](const auto&, const auto&) { return std::string("v1,%%% not base64 %%%"); });
  add("empty-version-1", [](const auto&, const auto&) { return std::string("v1,"); });
  add("cut", [](const auto& good, const auto&) { return good.substr(0, good.size() / 2); });
  add("lengthened", [](const auto& good, const auto&) { return good + "AAAA"; });
  add("wrong-key", [](const auto&, const auto& wrong) { return wrong; });
  add("list-of-wrong", [](const auto&, const auto& wrong) { return wrong + " " + wrong; });
  add("version-unknown", [](const auto& good, const auto&) { return "v2" + good.substr(2); });
  add("version-missing", [](const auto& good, const auto&) { return good.substr(3); });
}

void add_standard_tampered(const StandardWebhooks& key, Entries& entries) {
  // `change` changes a message that was signed.
  const auto add = [&](std::string label, auto change) {
    entries.push_back({.label = "sig:" + std::move(label),
                       .make = [&key, change](const SignatureInput& input) -> Messages {
                         SignedMessage message = standard_good(key, input.callback, input.now_s);
                         change(message, input);
                         return {message};
                       }});
  };
  add("tampered-body",
      [](SignedMessage& message, const SignatureInput& input) { message.body = input.other; });
  add("tampered-spacing",
      [](SignedMessage& message, const SignatureInput&) { message.body = respaced(message.body); });
  add("tampered-id", [](SignedMessage& message, const SignatureInput& input) {
    message.headers[0].second = Signer::message_id(input.other);
  });
  add("tampered-timestamp", [](SignedMessage& message, const SignatureInput& input) {
    message.headers[1].second = std::to_string(input.now_s - 1);
  });
  add("timestamp-garbled",
      [](SignedMessage& message, const SignatureInput&) { message.headers[1].second = "soon"; });
  add("signed-without-body", [&key](SignedMessage& message, const SignatureInput& input) {
    message.headers[2].second = key.sign(message.headers[0].second, input.now_s, "");
  });
  entries.push_back(timed(key, "day-old", Expect::reject, -day_s));
  entries.push_back(timed(key, "day-ahead", Expect::reject, day_s));
  entries.push_back({.label = "sig:time-in-milliseconds",
                     .make = [&key](const SignatureInput& input) -> Messages {
                       return {standard_good(key, input.callback, input.now_s * 1000)};
                     }});
  entries.push_back(timed(key, "just-inside-past", Expect::accept, -inside_s));
  entries.push_back(timed(key, "just-inside-future", Expect::accept, inside_s));
}

SignedMessage header_message(const HmacHeader& key, std::string_view body, std::string value) {
  return {.body = std::string(body), .headers = {{key.header(), std::move(value)}}};
}

void add_header(const HmacHeader& key, Entries& entries) {
  // `write` makes one message.
  const auto add = [&](std::string label, Expect expect, auto write) {
    entries.push_back({.label = "sig:" + std::move(label),
                       .expect = expect,
                       .make = [&key, write](const SignatureInput& input) -> Messages {
                         return {write(key, input)};
                       }});
  };
  const auto add_value = [&](std::string label, Expect expect, auto value) {
    add(std::move(label), expect, [value](const HmacHeader& own, const SignatureInput& input) {
      return header_message(own, input.callback, value(own, own.sign(input.callback)));
    });
  };
  add_value("good", Expect::accept, [](const HmacHeader&, std::string good) { return good; });
  add("good-respaced", Expect::accept, [](const HmacHeader& own, const SignatureInput& input) {
    const std::string body = respaced(input.callback);
    return header_message(own, body, own.sign(body));
  });
  entries.push_back({.label = "sig:duplicate",
                     .expect = Expect::accept,
                     .make = [&key](const SignatureInput& input) {
                       return Messages(
                           2, header_message(key, input.callback, key.sign(input.callback)));
                     }});
  add("missing", Expect::reject, [](const HmacHeader&, const SignatureInput& input) {
    return SignedMessage{.body = std::string(input.callback), .headers = {}};
  });
  add_value("empty", Expect::reject,
            [](const HmacHeader&, const std::string&) { return std::string(); });
  add_value("garbled", Expect::reject, [](const HmacHeader& own, const std::string&) {
    return own.prefix() + "not hexadecimal";
  });
  add_value("cut", Expect::reject, [](const HmacHeader&, const std::string& good) {
    return good.substr(0, good.size() - 32);
  });
  add_value("lengthened", Expect::reject,
            [](const HmacHeader&, const std::string& good) { return good + "00"; });
  add("wrong-key", Expect::reject, [](const HmacHeader& own, const SignatureInput& input) {
    const HmacHeader wrong =
        *HmacHeader::make(own.header(), "this is not the right key!!!!", own.prefix());
    return header_message(own, input.callback, wrong.sign(input.callback));
  });
  add("tampered-body", Expect::reject, [](const HmacHeader& own, const SignatureInput& input) {
    return header_message(own, input.other, own.sign(input.callback));
  });
  add("tampered-spacing", Expect::reject, [](const HmacHeader& own, const SignatureInput& input) {
    return header_message(own, respaced(input.callback), own.sign(input.callback));
  });
  add("signed-without-body", Expect::reject,
      [](const HmacHeader& own, const SignatureInput& input) {
        return header_message(own, input.callback, own.sign(""));
      });
  if (key.prefix().empty()) return;
  add_value("prefix-missing", Expect::either, [](const HmacHeader& own, const std::string& good) {
    return good.substr(own.prefix().size());
  });
}

}  // namespace

std::string respaced(std::string_view json) {
  std::string out;
  std::size_t begin = 0;
  for (const std::size_t end : token_ends(json)) {
    out.append(json.substr(begin, end - begin)).append(" ");
    begin = end;
  }
  return out.append(json.substr(begin));
}

SignatureCatalogue::SignatureCatalogue(const Signer& signer, std::string_view type)
    : type_(type), signer_(signer) {
  if (const auto* standard = signer.standard()) {
    add_standard_good(*standard, entries_);
    add_standard_wrong(*standard, entries_);
    add_standard_tampered(*standard, entries_);
  } else if (const auto* header = signer.header()) {
    add_header(*header, entries_);
  }
}

Case SignatureCatalogue::describe(std::uint64_t index) const {
  HOOKWORTHY_ASSERT(index < count());
  Case item;
  item.kind = Kind::signature;
  item.expect = entries_[index].expect;
  item.index = index;
  item.type = type_;
  item.label = entries_[index].label;
  return item;
}

std::vector<SignedMessage> SignatureCatalogue::messages(std::uint64_t index,
                                                        const SignatureInput& input) const {
  HOOKWORTHY_ASSERT(index < count());
  return entries_[index].make(input);
}

SignedMessage SignatureCatalogue::good(std::string_view body, std::int64_t now_s) const {
  if (const auto* standard = signer_.standard()) return standard_good(*standard, body, now_s);
  return header_message(*signer_.header(), body, signer_.header()->sign(body));
}

}  // namespace hookworthy::plan
