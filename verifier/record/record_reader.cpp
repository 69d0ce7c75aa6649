#include "verifier/record/record_reader.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::record {
namespace {

/// Whether the trailer's numbers are those of the lines. Deliveries that never came near a
/// connection need no line of their own.
bool agree(const Counts& lines, const Counts& trailer) {
  return trailer.answered == lines.answered && trailer.failed == lines.failed &&
         trailer.timed_out == lines.timed_out && trailer.unfinished == lines.unfinished &&
         trailer.unsent >= lines.unsent;
}

}  // namespace

Result<RecordReader, RecordError> RecordReader::open(std::istream& in) {
  using Opened = Result<RecordReader, RecordError>;
  RecordReader reader(in);
  switch (reader.read_line()) {
    case Line::whole:
      break;
    case Line::end:
      return reader.fail(RecordError::Kind::torn, "the file is empty");
    case Line::cut:
      return reader.fail(RecordError::Kind::torn, "the header is cut");
    case Line::too_long:
      return reader.fail(RecordError::Kind::malformed, "the line is too long");
  }
  auto header = parse_header(reader.line_);
  if (!header) return reader.fail(RecordError::Kind::malformed, header.error().message);
  reader.header_ = std::move(*header);
  return Opened(boost::system::in_place_value, std::move(reader));
}

RecordReader::Line RecordReader::read_line() {
  line_.clear();
  ++line_number_;
  std::streambuf& buffer = *in_->rdbuf();
  constexpr int end = std::char_traits<char>::eof();
  for (int c = buffer.sbumpc(); c != end; c = buffer.sbumpc()) {
    if (c == '\n') return Line::whole;
    if (line_.size() == max_line_bytes) return Line::too_long;
    line_ += static_cast<char>(c);
  }
  return line_.empty() ? Line::end : Line::cut;
}

RecordError RecordReader::fail(RecordError::Kind kind, std::string_view what) {
  failure_ = RecordError{kind, line_number_, fmt::format("line {}: {}", line_number_, what)};
  return *failure_;
}

Result<const Delivery*, RecordError> RecordReader::next() {
  if (failure_) return *failure_;
  if (trailer_) return nullptr;
  for (;;) {
    switch (read_line()) {
      case Line::whole:
        break;
      case Line::end:
        return fail(RecordError::Kind::torn, "the record ends without its trailer");
      case Line::cut:
        return fail(RecordError::Kind::torn, "the record ends in the middle of a line");
      case Line::too_long:
        return fail(RecordError::Kind::malformed, "the line is too long");
    }
    if (is_trailer(line_)) return finish();
    if (!is_trial(line_)) break;
    if (const auto read = read_trial(); !read) return read.error();
  }
  const auto delivery = parser_.parse(line_);
  if (!delivery) return fail(RecordError::Kind::malformed, delivery.error().message);
  delivery_ = *delivery;
  ++counts_.planned;
  counts_.add(delivery_.outcome);
  return &delivery_;
}

Result<void, RecordError> RecordReader::read_trial() {
  const auto trial = parse_trial(line_);
  if (!trial) return fail(RecordError::Kind::malformed, trial.error().message);
  if (trials_ != nullptr) trials_->take_trial(*trial);
  return {};
}

Result<const Delivery*, RecordError> RecordReader::finish() {
  auto trailer = parse_trailer(line_);
  if (!trailer) return fail(RecordError::Kind::malformed, trailer.error().message);
  if (!agree(counts_, trailer->counts)) {
    return fail(RecordError::Kind::altered,
                "the trailer counts other deliveries than the lines before it");
  }
  if (read_line() != Line::end) {
    return fail(RecordError::Kind::altered, "something follows the trailer");
  }
  trailer_ = std::move(*trailer);
  return nullptr;
}

}  // namespace hookworthy::record
