#pragma once

#include "fixtures/receiver/receiver.hpp"
#include "generator/plan/signer.hpp"
#include "verifier/result.hpp"

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hookworthy::cli {

/// How callbacks are signed: --secret, or --hmac-header, --hmac-secret and --hmac-prefix. Secrets
/// are for signing and nothing else: they are never printed, recorded or reported.
struct SigningOptions {
  std::string secret;  ///< of Standard Webhooks, `whsec_...`; empty: none
  std::string hmac_header;
  std::string hmac_secret;
  std::string hmac_prefix;

  [[nodiscard]] bool given() const { return !secret.empty() || !hmac_header.empty(); }
};
void add_signing_options(CLI::App& command, SigningOptions& options);

/// nullopt when no secret was given. The Error never quotes a secret.
Result<std::optional<plan::Signer>> make_signer(const SigningOptions& options);

/// RunContext::signing: the flags without the secret.
std::vector<std::string> words_of(const SigningOptions& options);

/// The same for the reference receiver.
receiver::SignatureSettings receiver_signature(const SigningOptions& options);

}  // namespace hookworthy::cli
