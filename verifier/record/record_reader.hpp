#pragma once

#include "verifier/record/codec.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/record/run.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <istream>
#include <optional>
#include <string>

namespace hookworthy::record {

/// Why a record cannot be read on.
struct RecordError {
  enum class Kind {
    torn,      ///< it ends too early: no trailer, or the last line is cut. What was read is sound
    altered,   ///< the trailer's counts are not those of the lines, or something follows it
    malformed  ///< a line is not what it should be, or too long
  };
  Kind kind = Kind::malformed;
  std::size_t line = 0;  ///< from 1
  std::string message;   ///< one line for a person, with the line number
};

/// Reads a record, one delivery at a time. Memory: one line (max_line_bytes) and what it decodes
/// to.
class RecordReader {
 public:
  /// Reads the header. `in` must outlive the reader. Errors: empty, not a record, another format.
  static Result<RecordReader, RecordError> open(std::istream& in);

  [[nodiscard]] const Header& header() const { return header_; }

  /// Who is told of the trials between the deliveries; null: nobody. Must outlive the reading.
  void tell_trials_to(Sink* sink) { trials_ = sink; }

  /// The next delivery, or nullptr when the trailer was read and agrees. The delivery and its views
  /// are valid until the next call. After an Error the reader stays at it.
  [[nodiscard]] Result<const Delivery*, RecordError> next();

  /// The trailer, once it was read.
  [[nodiscard]] const std::optional<Trailer>& trailer() const { return trailer_; }
  /// What the lines so far add up to; `planned` is the number of lines.
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  enum class Line { whole, cut, too_long, end };
  explicit RecordReader(std::istream& in) : in_(&in) {}
  Line read_line();
  RecordError fail(RecordError::Kind kind, std::string_view what);
  Result<void, RecordError> read_trial();
  Result<const Delivery*, RecordError> finish();

  std::istream* in_;
  Sink* trials_ = nullptr;
  Header header_;
  std::string line_;
  std::size_t line_number_ = 0;
  DeliveryParser parser_;
  Delivery delivery_;
  Counts counts_;
  std::optional<Trailer> trailer_;
  std::optional<RecordError> failure_;
};

}  // namespace hookworthy::record
