#pragma once

#include "generator/plan/line_file.hpp"
#include "generator/plan/source.hpp"
#include "verifier/contract/fast_parser.hpp"
#include "verifier/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hookworthy::plan {

/// A file of the user's callbacks, one JSON text per line: plain ones, or objects as `generate
/// --labels` writes them. Blank lines do not count.
class Input {
 public:
  /// Reads the whole file once, line by line. The Error names file, line and what is wrong: not a
  /// regular file, no callback in it, a line that is not JSON or too long, a label that is unknown.
  static Result<Input> open(const std::string& path,
                            std::shared_ptr<const contract::Contract> contract);

  /// Callbacks in the file, at least 1.
  std::uint64_t count() const { return count_; }

 private:
  friend class InputSource;
  Input(std::string path, std::shared_ptr<const contract::Contract> contract);
  Result<void> scan();

  std::string path_;
  std::shared_ptr<const contract::Contract> contract_;
  std::unique_ptr<const contract::FastParser> parser_;
  std::uint64_t count_ = 0;
};

/// The callbacks of a file in its order, once or over and over. A case's index is its line's number
/// minus one. Labelled ones have the type and expectation of their label; plain ones the type that
/// the contract finds in them, and are to be accepted if they keep it (else: either).
///
/// Streams the file again from its beginning, so memory does not depend on its size. A file that
/// has become shorter or bad since Input::open ends the run where that shows.
class InputSource final : public Source {
 public:
  /// `input` outlives this.
  InputSource(const Input& input, bool loops) : input_(input), loops_(loops), file_(input.path_) {}

  std::optional<Case> at(std::uint64_t n, std::string& body) override;

 private:
  bool seek(std::uint64_t callback);

  const Input& input_;
  bool loops_;
  LineFile file_;
  std::uint64_t read_ = 0;  ///< callbacks read since the beginning of the file
  contract::Extract extract_;
};

}  // namespace hookworthy::plan
