#include "generator/plan/line_file.hpp"

#include <algorithm>
#include <cstring>

namespace hookworthy::plan {

namespace {

constexpr std::size_t first_capacity = std::size_t{256} << 10;

}  // namespace

LineFile::LineFile(const std::string& path)
    : file_(std::fopen(path.c_str(), "rbe"), std::fclose), buffer_(first_capacity) {
  if (file_ != nullptr) std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // we have our own buffer
}

bool LineFile::fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    buffer_.resize(std::min(buffer_.size() * 2, max_line_bytes + first_capacity));
  }
  const std::size_t size = std::fread(buffer_.data() + end_, 1, buffer_.size() - end_, file_.get());
  end_ += size;
  at_end_ = size == 0;
  return size > 0;
}

LineFile::Read LineFile::next() {
  std::size_t looked = 0;
  while (true) {
    const char* const start = buffer_.data() + begin_;
    const std::size_t size = end_ - begin_;
    const void* const feed = std::memchr(start + looked, '\n', size - looked);
    const bool last = feed == nullptr && at_end_;
    if (feed != nullptr || last) {
      if (last && std::ferror(file_.get()) != 0) return Read::failed;
      if (last && size == 0) return Read::end;
      const std::size_t length =
          last ? size : static_cast<std::size_t>(static_cast<const char*>(feed) - start);
      ++number_;
      if (length > max_line_bytes) return Read::too_long;
      line_ = {start, length};
      begin_ += length + (last ? 0 : 1);
      return Read::line;
    }
    if (size > max_line_bytes) {
      ++number_;
      return Read::too_long;
    }
    looked = size;
    fill();
  }
}

void LineFile::rewind() {
  std::rewind(file_.get());
  begin_ = end_ = 0;
  at_end_ = false;
  number_ = 0;
}

}  // namespace hookworthy::plan
