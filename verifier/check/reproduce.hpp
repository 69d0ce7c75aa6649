#pragma once

#include "verifier/check/evidence.hpp"
#include "verifier/contract/contract.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::check {

/// How the run was made, as far as a command line has to say it again.
struct RunContext {
  std::string target;  ///< URL
  std::uint64_t seed = 1;
  std::string contract_file;         ///< empty: the embedded one
  std::string record_file;           ///< empty: no record was kept
  std::vector<std::string> headers;  ///< "Name: value", as given by the user. Leave secrets out
  std::string probe;                 ///< URL template of the state probe; empty: none
  std::vector<std::string> probe_pointers;
  /// How the receiver was reached, flags and values as given: --cacert, --cert, --key, --insecure,
  /// --unix-socket, --connect-to. What comes from the first other word on is left out.
  std::vector<std::string> transport{};
  /// How callbacks were signed, without the secret: {"--secret"}, or {"--hmac-header", NAME}, or
  /// {"--hmac-header", NAME, "--hmac-prefix", TEXT}. Empty, or anything else: they were not.
  std::vector<std::string> signing{};
};

/// Lines to paste into a POSIX shell; empty where there is no way.
struct Reproduction {
  std::string replay;  ///< `hookworthy replay ...`
  std::string curl;    ///< `printf ... | curl ...`, or `hookworthy generate ... | curl ...`; one
                       ///< line per delivery of a trial
};

/// Bodies up to this size stand in the curl line itself.
inline constexpr std::size_t max_inline_body_bytes = 8192;

/// Law 7. A health probe's lines send the case before it, then the probe. Cases that a plan makes
/// can be made again from the seed, so can cases of the protocol and of signatures, and trials from
/// their notation; others (input) need a record to be replayed. Of a run that was signed, the
/// replay lines need `$SECRET`, and the curl lines send `$SIGNATURE` (and `$ID` and `$TIMESTAMP` of
/// Standard Webhooks; of the N-th line of several `$SIGNATURE_N` ...), to be set before. The curl
/// lines of a trial begin in the background what is to be in flight at once, and have to meet a
/// receiver that has not heard of its entities.
[[nodiscard]] Reproduction reproduce(const Evidence& evidence, const RunContext& context,
                                     const contract::Contract& contract);

/// One word of a POSIX shell that stands for `text`, which must not hold NUL.
[[nodiscard]] std::string shell_quote(std::string_view text);

/// A shell command that prints exactly `bytes`, any bytes, and shows nothing but plain text itself.
[[nodiscard]] std::string printf_command(std::string_view bytes);

}  // namespace hookworthy::check
