#include "verifier/record/record_writer.hpp"

#include "verifier/assert.hpp"

#include <cerrno>
#include <cstring>
#include <new>

namespace hookworthy::record {
namespace {

/// errno, or EIO where a library call failed without saying why.
int last_error() {
  return errno != 0 ? errno : EIO;
}

Error file_error(const std::string& path, int error_number) {
  return Error{"cannot write the record " + path + ": " + std::strerror(error_number)};
}

}  // namespace

Result<std::unique_ptr<RecordFile>> RecordFile::create(const std::string& path,
                                                       const Header& header) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), "wbe");
  if (file == nullptr) return file_error(path, last_error());
  std::setvbuf(file, nullptr, _IONBF, 0);  // the writers have buffers of their own
  std::unique_ptr<RecordFile> record(new RecordFile(file, path));
  std::string line;
  append_header(line, header);
  if (line.size() > max_line_bytes) return Error{"the record's settings are too long"};
  record->write(line);
  // What cannot be begun need not be tried for a whole run.
  if (record->failed()) return file_error(path, record->error_number_);
  return record;
}

RecordFile::~RecordFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void RecordFile::write(std::string_view lines) {
  const std::scoped_lock lock(mutex_);
  write_locked(lines);
}

void RecordFile::write_locked(std::string_view lines) {
  if (error_number_ != 0 || lines.empty()) return;
  HOOKWORTHY_ASSERT(file_ != nullptr);
  errno = 0;
  if (std::fwrite(lines.data(), 1, lines.size(), file_) != lines.size()) remember(last_error());
}

void RecordFile::remember(int error_number) {
  if (error_number_ == 0) error_number_ = error_number;
}

bool RecordFile::failed() const {
  const std::scoped_lock lock(mutex_);
  return error_number_ != 0;
}

Result<void> RecordFile::close(const Trailer& trailer) {
  std::string line;
  append_trailer(line, trailer);
  const std::scoped_lock lock(mutex_);
  HOOKWORTHY_ASSERT(file_ != nullptr);
  write_locked(line);
  errno = 0;
  // Some file systems say only now that the disk is full.
  if (std::fclose(file_) != 0) remember(last_error());
  file_ = nullptr;
  if (error_number_ != 0) return file_error(path_, error_number_);
  return {};
}

RecordWriter::RecordWriter(RecordFile& file, Options options) : file_(file), options_(options) {
  buffer_.reserve(buffer_bytes);
}

RecordWriter::~RecordWriter() {
  flush();
}

void RecordWriter::take(const Delivery& delivery) {
  // Flushed with room to spare, so that a line of ordinary length does not make the buffer grow.
  constexpr std::size_t full = buffer_bytes / 4 * 3;
  append_delivery(buffer_, delivery, options_.request_bodies);
  if (buffer_.size() >= full) flush();
}

void RecordWriter::take_trial(const Trial& trial) {
  append_trial(buffer_, trial);
  flush();
}

void RecordWriter::flush() {
  file_.write(buffer_);
  buffer_.clear();
}

}  // namespace hookworthy::record
