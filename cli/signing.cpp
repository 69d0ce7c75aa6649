#include "cli/signing.hpp"

#include <utility>

namespace hookworthy::cli {

void add_signing_options(CLI::App& command, SigningOptions& options) {
  CLI::Option* secret =
      command
          .add_option("--secret", options.secret,
                      "callbacks are signed with this secret, as Standard Webhooks has it")
          ->type_name("whsec_...");
  CLI::Option* header =
      command
          .add_option("--hmac-header", options.hmac_header,
                      "callbacks are signed with a hex HMAC-SHA256 of the body in this header")
          ->type_name("NAME");
  CLI::Option* key =
      command.add_option("--hmac-secret", options.hmac_secret, "the key of --hmac-header")
          ->type_name("TEXT");
  CLI::Option* prefix =
      command
          .add_option("--hmac-prefix", options.hmac_prefix,
                      "stands before the digits, such as sha256= (default: nothing)")
          ->type_name("TEXT");
  header->needs(key)->excludes(secret);
  key->needs(header);
  prefix->needs(header);
}

Result<std::optional<plan::Signer>> make_signer(const SigningOptions& options) {
  using Made = Result<std::optional<plan::Signer>>;
  if (!options.secret.empty()) {
    auto key = contract::StandardWebhooks::make(options.secret);
    if (!key) return Error{"--secret: " + key.error().message};
    return Made(std::optional<plan::Signer>(std::in_place, std::move(*key)));
  }
  if (!options.hmac_header.empty()) {
    auto key =
        contract::HmacHeader::make(options.hmac_header, options.hmac_secret, options.hmac_prefix);
    if (!key) return Error{"--hmac-header: " + key.error().message};
    return Made(std::optional<plan::Signer>(std::in_place, std::move(*key)));
  }
  return Made(std::optional<plan::Signer>());
}

std::vector<std::string> words_of(const SigningOptions& options) {
  if (!options.secret.empty()) return {"--secret"};
  if (options.hmac_header.empty()) return {};
  std::vector<std::string> words{"--hmac-header", options.hmac_header};
  if (!options.hmac_prefix.empty())
    words.insert(words.end(), {"--hmac-prefix", options.hmac_prefix});
  return words;
}

receiver::SignatureSettings receiver_signature(const SigningOptions& options) {
  return {.secret = options.secret,
          .hmac_header = options.hmac_header,
          .hmac_secret = options.hmac_secret,
          .hmac_prefix = options.hmac_prefix};
}

}  // namespace hookworthy::cli
