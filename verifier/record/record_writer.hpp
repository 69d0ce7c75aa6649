#pragma once

#include "verifier/record/codec.hpp"
#include "verifier/record/delivery.hpp"
#include "verifier/record/run.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace hookworthy::record {

/// The file of one record, shared by the writers of all workers.
///
/// A write error (a full disk) does not end the run: it is remembered, later lines are dropped, and
/// close says it. A record whose close failed has no trailer, so its readers see that it is torn.
class RecordFile {
 public:
  /// Creates or empties the file at `path` and writes the header. The Error says why it cannot.
  static Result<std::unique_ptr<RecordFile>> create(const std::string& path, const Header& header);
  /// Closes the file. Without a close() before, the record has no trailer.
  ~RecordFile();
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  /// Appends whole lines. Any thread.
  void write(std::string_view lines);

  /// Appends the trailer and closes. To be called once, after all writers were flushed. The Error
  /// is the first write error of the record.
  [[nodiscard]] Result<void> close(const Trailer& trailer);

  /// True once a write has failed. Any thread.
  [[nodiscard]] bool failed() const;

 private:
  RecordFile(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
  void write_locked(std::string_view lines);
  void remember(int error_number);

  mutable std::mutex mutex_;
  std::FILE* file_;
  std::string path_;
  int error_number_ = 0;  ///< errno of the first failure; 0: none
};

/// One worker's way into a RecordFile. Lines gather in a buffer of its own and go to the file when
/// it is full, so workers meet at the file's lock once in hundreds of deliveries, and lines stay
/// whole. Memory: the buffer, plus one line at most.
class RecordWriter final : public Sink {
 public:
  static constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

  struct Options {
    bool request_bodies = true;  ///< whether lines carry the callback as sent
  };

  /// `file` must outlive the writer.
  explicit RecordWriter(RecordFile& file) : RecordWriter(file, Options{}) {}
  RecordWriter(RecordFile& file, Options options);
  /// Flushes.
  ~RecordWriter() override;

  void take(const Delivery& delivery) override;
  void take_trial(const Trial& trial) override;
  /// Hands the buffered lines to the file.
  void flush();

 private:
  RecordFile& file_;
  Options options_;
  std::string buffer_;
};

}  // namespace hookworthy::record
