#include "verifier/check/reproduce.hpp"

#include "verifier/record/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hookworthy::check {
namespace {

/// Kinds that `hookworthy generate` and `hookworthy replay` make from the seed alone.
bool is_planned(Kind kind) {
  return kind == Kind::canonical || kind == Kind::edge || kind == Kind::violation ||
         kind == Kind::random || kind == Kind::chain || kind == Kind::combination;
}

/// Kinds that their phases make anew, with health probes of their own.
bool is_of_phase(Kind kind) {
  return kind == Kind::protocol || kind == Kind::signature;
}

/// A word of the shell that holds no control characters, whoever wrote it (a record's header may be
/// anyone's).
std::string word(std::string_view text) {
  constexpr std::size_t max_bytes = 8192;
  return shell_quote(record::printable(text, max_bytes));
}

/// ` --seed N [--contract FILE]`
std::string plan_flags(const RunContext& context) {
  std::string flags = fmt::format(" --seed {}", context.seed);
  if (!context.contract_file.empty()) flags += " --contract " + word(context.contract_file);
  return flags;
}

/// ` --cacert FILE ...`. Flags that are not known do not get into a line that people paste.
std::string transport_flags(const RunContext& context, bool for_curl) {
  constexpr std::array<std::string_view, 5> with_value{"--cacert", "--cert", "--key",
                                                       "--unix-socket", "--connect-to"};
  std::string flags;
  const auto& words = context.transport;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--insecure") {
      flags += " --insecure";
      continue;
    }
    const bool known = std::ranges::find(with_value, words[i]) != with_value.end();
    if (!known || i + 1 == words.size()) break;
    flags += ' ' + words[i];
    // curl's rules name first what they are for; nothing stands for everything.
    const std::string any = for_curl && words[i] == "--connect-to" ? "::" : "";
    flags += ' ' + word(any + words[++i]);
  }
  return flags;
}

/// How the run was signed, as far as it is known.
struct Signing {
  bool standard = false;
  std::string_view hmac_header{};  ///< views into the context; empty: none
  std::string_view hmac_prefix{};
};

Signing signing_of(const RunContext& context) {
  const auto& words = context.signing;
  if (words.size() == 1 && words[0] == "--secret") return {.standard = true};
  const bool plain = words.size() == 2 && words[0] == "--hmac-header";
  const bool prefixed =
      words.size() == 4 && words[0] == "--hmac-header" && words[2] == "--hmac-prefix";
  if (!plain && !prefixed) return {};
  return {.hmac_header = words[1], .hmac_prefix = prefixed ? words[3] : std::string_view()};
}

/// ` --secret "$SECRET"`, ` --hmac-header NAME --hmac-secret "$SECRET"`: secrets are not for
/// reports.
std::string signing_flags(const RunContext& context) {
  const Signing signing = signing_of(context);
  if (signing.standard) return " --secret \"$SECRET\"";
  if (signing.hmac_header.empty()) return "";
  std::string flags = " --hmac-header " + word(signing.hmac_header);
  flags += " --hmac-secret \"$SECRET\"";
  if (!signing.hmac_prefix.empty()) flags += " --hmac-prefix " + word(signing.hmac_prefix);
  return flags;
}

/// The headers of a signature, from variables of the shell whose names end in `suffix`.
std::string signature_headers(const RunContext& context, std::string_view suffix) {
  const Signing signing = signing_of(context);
  const auto header = [suffix](const std::string& begin, std::string_view variable) {
    return fmt::format(" -H {}\"${{{}{}}}\"", word(begin), variable, suffix);
  };
  if (signing.standard) {
    return header("webhook-id: ", "ID") + header("webhook-timestamp: ", "TIMESTAMP") +
           header("webhook-signature: ", "SIGNATURE");
  }
  if (signing.hmac_header.empty()) return "";
  return header(fmt::format("{}: {}", signing.hmac_header, signing.hmac_prefix), "SIGNATURE");
}

std::string replay_line(const Evidence& evidence, const RunContext& context) {
  std::string cases;
  const auto is_made = [](Kind kind) { return is_planned(kind) || is_of_phase(kind); };
  const CaseKey first = evidence.preceding ? evidence.preceding->key : evidence.what.key;
  bool made = is_made(first.kind);
  cases += " --case " + case_id(first);
  if (evidence.preceding && !is_of_phase(first.kind)) {
    cases += " --case " + case_id(evidence.what.key);
    made = made && is_made(evidence.what.key.kind);
  }
  cases += signing_flags(context);
  if (!context.record_file.empty()) {
    return "hookworthy replay " + word(context.record_file) + cases +
           transport_flags(context, false);
  }
  if (!made) return "";
  std::string line = "hookworthy replay" + cases + plan_flags(context);
  line += transport_flags(context, false);
  for (const auto& header : context.headers) line += " -H " + word(header);
  return line + ' ' + word(context.target);
}

std::string generate_command(CaseKey key, const RunContext& context) {
  return fmt::format("hookworthy generate --kind {} --index {}{}", to_string(key.kind), key.index,
                     plan_flags(context));
}

bool names_header(std::string_view header, std::string_view name) {
  const auto same_letter = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  return header.size() > name.size() && header[name.size()] == ':' &&
         std::ranges::equal(header.substr(0, name.size()), name, same_letter);
}

/// `number`: of the line among several, from 1; 0: it stands alone.
std::string curl_command(std::string_view type_name, const RunContext& context,
                         const contract::Contract& contract, std::size_t number = 0) {
  const contract::CallbackType* type = contract.find_type(type_name);
  std::string line = "curl -sS -i -X " + word(type != nullptr ? type->method : "POST");
  const bool own_type = std::ranges::any_of(
      context.headers, [](const auto& h) { return names_header(h, "content-type"); });
  if (!own_type) {
    const auto media = type != nullptr ? type->media_type : std::string("application/json");
    line += " -H " + word("Content-Type: " + media);
  }
  const auto& discriminator = contract.discriminator();
  if (type != nullptr && discriminator.place == contract::Discriminator::Place::header) {
    line += " -H " + word(discriminator.header + ": " + type->discriminator_value);
  }
  for (const auto& header : context.headers) line += " -H " + word(header);
  line += signature_headers(context, number == 0 ? "" : fmt::format("_{}", number));
  line += transport_flags(context, true);
  return line + " --data-binary @- " + word(context.target);
}

/// The command that prints a case's body; empty when there is none.
std::string body_command(const Evidence& evidence, const RunContext& context) {
  const bool planned = is_planned(evidence.what.key.kind);
  const bool whole = !evidence.request_cut();
  if (whole && (evidence.request.size() <= max_inline_body_bytes || !planned)) {
    return printf_command(evidence.request);
  }
  return planned ? generate_command(evidence.what.key, context) : "";
}

std::string sequence_replay(const TrialEvidence& evidence, const RunContext& context) {
  std::string line = "hookworthy replay --sequence " + word(evidence.trial.notation);
  line += plan_flags(context) + signing_flags(context) + transport_flags(context, false);
  if (!context.probe.empty()) line += " --probe " + word(context.probe);
  for (const auto& pointer : context.probe_pointers) line += " --probe-pointer " + word(pointer);
  for (const auto& header : context.headers) line += " -H " + word(header);
  return line + ' ' + word(context.target);
}

std::string sequence_curl(const TrialEvidence& evidence, const RunContext& context,
                          const contract::Contract& contract) {
  const auto& attempts = evidence.trial.attempts;
  if (evidence.bodies.size() != attempts.size()) return "";
  std::string lines;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    if (i > 0) lines += '\n';
    lines += printf_command(evidence.bodies[i]) + " | " +
             curl_command(attempts[i].type, context, contract, i + 1);
    const bool goes_on = i + 1 < attempts.size() && attempts[i + 1].together;
    if (goes_on || attempts[i].together) lines += " &";
    if (attempts[i].together && !goes_on) lines += "\nwait";
  }
  return lines;
}

/// A byte that means itself inside a single-quoted format of printf.
bool is_plain(std::string_view sequence) {
  return sequence != "'" && sequence != "%" && sequence != "\\" && record::shows(sequence);
}

}  // namespace

std::string shell_quote(std::string_view text) {
  constexpr std::string_view safe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+=";
  if (!text.empty() && text.find_first_not_of(safe) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string printf_command(std::string_view bytes) {
  const auto sequence_at = [bytes](std::size_t i) {
    return bytes.substr(i, std::max<std::size_t>(record::utf8_length(bytes.substr(i)), 1));
  };
  bool all_show = true;
  for (std::size_t i = 0; all_show && i < bytes.size(); i += sequence_at(i).size()) {
    all_show = record::shows(sequence_at(i));
  }
  // An argument of %s is taken as it is.
  if (all_show && !bytes.empty()) {
    std::string quoted = shell_quote(bytes);
    return "printf '%s' " + quoted;
  }
  std::string format = "printf '";
  for (std::size_t i = 0; i < bytes.size();) {
    const auto sequence = sequence_at(i);
    i += sequence.size();
    if (is_plain(sequence) && !(sequence == "-" && format.ends_with("printf '"))) {
      format += sequence;
      continue;
    }
    // Three digits each, so that a digit behind is not taken for a fourth.
    for (const char c : sequence) {
      format += fmt::format("\\{:03o}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return format + "'";
}

Reproduction reproduce(const Evidence& evidence, const RunContext& context,
                       const contract::Contract& contract) {
  Reproduction lines;
  if (evidence.trial) {
    lines.replay = sequence_replay(*evidence.trial, context);
    lines.curl = sequence_curl(*evidence.trial, context, contract);
    return lines;
  }
  lines.replay = replay_line(evidence, context);
  const std::string body = body_command(evidence, context);
  if (body.empty()) return lines;
  if (evidence.preceding) {
    // The bytes of the case before are not at hand, but the plan's.
    if (!is_planned(evidence.preceding->key.kind)) return lines;
    lines.curl = generate_command(evidence.preceding->key, context) + " | " +
                 curl_command(evidence.preceding->type, context, contract, 1) + "; ";
  }
  lines.curl += body + " | " +
                curl_command(evidence.what.type, context, contract, evidence.preceding ? 2 : 0);
  return lines;
}

}  // namespace hookworthy::check
