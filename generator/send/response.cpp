#include "generator/send/response.hpp"

#include "generator/send/failure.hpp"

#include <algorithm>
#include <cstring>

namespace hookworthy::send {

namespace {

namespace http = boost::beast::http;

/// Answers to webhooks are short: one read takes a whole one.
constexpr std::size_t usual_buffer_bytes = 4096;

}  // namespace

std::size_t ResponseParser::on_body_impl(text body, error_code& ec) {
  if (kept_bytes_ > 0) {
    kept_.append(body.data(), std::min(body.size(), kept_bytes_ - kept_.size()));
  }
  const std::size_t kept = std::min(body.size(), excerpt_.size() - excerpt_size_);
  std::memcpy(excerpt_.data() + excerpt_size_, body.data(), kept);
  excerpt_size_ += kept;
  body_bytes_ += body.size();
  ec = {};
  return body.size();
}

ResponseReader::ResponseReader(const Limits& limits)
    : limits_(limits), buffer_(usual_buffer_bytes) {
  begin_response();
}

void ResponseReader::begin_response() {
  parser_.emplace();
  parser_->eager(true);
  parser_->skip(to_head_);
  parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  parser_->body_limit(limits_.body_bytes);
  if (limits_.kept_body_bytes > Limits::excerpt_bytes) parser_->keep(limits_.kept_body_bytes);
  head_bytes_ = 0;
}

void ResponseReader::reset(bool to_head) {
  if (to_head != to_head_) last_bytes_ = 0;
  to_head_ = to_head;
  untouched_ = true;
  begin_ = end_ = 0;
  interim_ = 0;
  cause_ = record::Cause::none;
  if (buffer_.size() > usual_buffer_bytes) {
    std::vector<char>(usual_buffer_bytes).swap(buffer_);
  }
}

ResponseReader::State ResponseReader::next() {
  interim_ = 0;
  last_bytes_ = 0;
  begin_response();
  return parse();
}

boost::asio::mutable_buffer ResponseReader::space() {
  return {buffer_.data() + end_, buffer_.size() - end_};
}

ResponseReader::State ResponseReader::commit(std::size_t size) {
  end_ += size;
  return untouched_ ? commit_first() : parse();
}

/// A receiver's answers differ in their date and little else. Equal bytes parse equally, so the
/// parser already says all of a response that repeats the last one.
ResponseReader::State ResponseReader::commit_first() {
  untouched_ = false;
  if (end_ == last_bytes_ && std::memcmp(buffer_.data(), last_.data(), end_) == 0) {
    begin_ = end_;
    return State::done;
  }
  last_bytes_ = 0;
  begin_response();
  const std::size_t size = end_;
  const State state = parse();
  if (state == State::done && begin_ == size && interim_ == 0 && size <= last_.size()) {
    std::memcpy(last_.data(), buffer_.data(), size);
    last_bytes_ = size;
  }
  return state;
}

ResponseReader::State ResponseReader::parse() {
  while (begin_ < end_ && !too_little_for_a_chunk()) {
    boost::beast::error_code error;
    const bool in_head = !parser_->is_header_done();
    const std::size_t used =
        parser_->put(boost::asio::const_buffer(buffer_.data() + begin_, end_ - begin_), error);
    begin_ += used;
    if (error && error != http::error::need_more) return fail(cause_of(error));
    if (in_head && !parser_->is_header_done()) {
      // Beast consumes whole lines of a head and bounds only what is left: count the lines too,
      // or a peer that sends line by line could go on for ever.
      head_bytes_ += used;
      if (head_bytes_ + (end_ - begin_) > limits_.header_bytes) {
        return fail(record::Cause::header_limit);
      }
    }
    if (parser_->is_done()) {
      const int status = parser_->status();
      const bool interim = status >= 100 && status < 200 && status != 101;
      if (!interim) return State::done;
      if (++interim_ > limits_.interim_responses) return fail(record::Cause::malformed);
      begin_response();
    } else if (error == http::error::need_more) {
      break;
    }
  }
  // Only heads, chunk headers and trailers are left unconsumed: all of them count as heads.
  return make_space() ? State::more : fail(record::Cause::header_limit);
}

/// Beast 1.81 asserts that it sees a last chunk's five bytes ("0", CRLF, CRLF) at once when it
/// looks at them for the second time. Whatever a chunked body still lacks, it is never less than
/// that, so fewer bytes may wait for the next ones.
bool ResponseReader::too_little_for_a_chunk() const {
  return parser_->is_header_done() && parser_->chunked() && end_ - begin_ < 5;
}

bool ResponseReader::make_space() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (begin_ > 0 && end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ < buffer_.size()) return true;
  const std::size_t most = std::max(limits_.header_bytes + 4, usual_buffer_bytes);
  if (buffer_.size() >= most) return false;
  buffer_.resize(std::min(most, buffer_.size() * 2));
  return true;
}

ResponseReader::State ResponseReader::end_of_stream() {
  if (untouched_) return fail(record::Cause::closed);
  if (!parser_->got_some()) return fail(record::Cause::closed);
  boost::beast::error_code error;
  parser_->put_eof(error);
  if (error) return fail(cause_of(error));
  return State::done;
}

ResponseReader::State ResponseReader::fail(record::Cause cause) {
  cause_ = cause;
  return State::failed;
}

bool ResponseReader::keeps_connection() const {
  return parser_->keep_alive() && status() != 101;
}

bool ResponseReader::reusable() const {
  return begin_ == end_ && keeps_connection();
}

}  // namespace hookworthy::send
