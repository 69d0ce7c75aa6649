#include "tests/support/deliveries.hpp"
#include "verifier/record/fanout.hpp"
#include "verifier/record/record_reader.hpp"
#include "verifier/record/record_writer.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hookworthy::record {
namespace {

using test::Sent;
using Kind = RecordError::Kind;

/// A path of this test's own, removed at the end.
class RecordFileTest : public testing::Test {
 protected:
  ~RecordFileTest() override { std::filesystem::remove(path_); }

  [[nodiscard]] std::string content() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const std::string path_ = testing::TempDir() + "record-" + std::to_string(::getpid()) + "-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() +
                            ".ndjson";
};

Header fire_header() {
  Header header;
  header.command = "fire";
  return header;
}

Delivery numbered(Sent& sent, std::uint64_t sequence) {
  return sent.sequence(sequence).get();
}

/// A small sound record with three deliveries, one of each of three outcomes.
std::string small_record() {
  std::string text;
  append_header(text, fire_header());
  Sent sent;
  append_delivery(text, numbered(sent, 0), true);
  sent.failed(Phase::read, Cause::closed);
  append_delivery(text, numbered(sent, 1), true);
  sent.ended(Outcome::unsent);
  append_delivery(text, numbered(sent, 2), true);
  append_trailer(text, Trailer{{5, 1, 1, 0, 3, 0}, 10, nlohmann::json::object()});
  return text;
}

struct ReadBack {
  std::size_t deliveries = 0;
  std::optional<RecordError> error;
  bool has_trailer = false;
};

ReadBack read_all(const std::string& text) {
  std::istringstream in(text);
  auto reader = RecordReader::open(in);
  ReadBack result;
  if (!reader) {
    result.error = reader.error();
    return result;
  }
  for (;;) {
    const auto next = reader->next();
    if (!next) {
      result.error = next.error();
      EXPECT_FALSE(reader->next()) << "it stays at the error";
      break;
    }
    if (*next == nullptr) {
      EXPECT_EQ(*reader->next(), nullptr) << "it stays at the end";
      break;
    }
    ++result.deliveries;
  }
  result.has_trailer = reader->trailer().has_value();
  return result;
}

TEST(RecordReader, ReadsASoundRecord) {
  const auto read = read_all(small_record());
  EXPECT_FALSE(read.error);
  EXPECT_EQ(read.deliveries, 3U);
  EXPECT_TRUE(read.has_trailer);
}

TEST(RecordReader, SeesThatARecordIsTornWhereverItIsCut) {
  const std::string whole = small_record();
  const std::size_t header = whole.find('\n') + 1;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read = read_all(whole.substr(0, size));
    ASSERT_TRUE(read.error) << size;
    EXPECT_EQ(read.error->kind, Kind::torn) << size << ": " << read.error->message;
    EXPECT_FALSE(read.has_trailer);
    if (size >= header) {
      const auto lines = static_cast<std::size_t>(
          std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
      EXPECT_EQ(read.deliveries, std::min<std::size_t>(lines - 1, 3)) << "what is whole is read";
    }
  }
}

TEST(RecordReader, SeesThatARecordWasAltered) {
  const std::string whole = small_record();
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    if (whole[i] == '\n') starts.push_back(i + 1);
  }
  ASSERT_EQ(starts.size(), 5U);
  std::string missing = whole;
  missing.erase(starts[1], starts[2] - starts[1]);
  EXPECT_EQ(read_all(missing).error->kind, Kind::altered);
  std::string doubled = whole;
  doubled.insert(starts[2], whole.substr(starts[1], starts[2] - starts[1]));
  EXPECT_EQ(read_all(doubled).error->kind, Kind::altered);
  EXPECT_EQ(read_all(whole + "\n").error->kind, Kind::altered);
  EXPECT_EQ(read_all(whole + whole).error->kind, Kind::altered);
}

TEST(RecordReader, NamesTheLineThatIsWrong) {
  std::string text = small_record();
  text.replace(text.find("\"kind\""), 6, "\"kint\"");
  const auto read = read_all(text);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->kind, Kind::malformed);
  EXPECT_EQ(read.error->line, 2U);
  EXPECT_TRUE(read.error->message.starts_with("line 2: ")) << read.error->message;
}

TEST(RecordReader, RefusesOtherFiles) {
  EXPECT_EQ(read_all("#!/bin/sh\necho\n").error->kind, Kind::malformed);
  EXPECT_EQ(read_all("\n").error->kind, Kind::malformed);
  EXPECT_EQ(read_all("").error->kind, Kind::torn);
}

/// An endless line of one letter, behind a header.
class EndlessLine : public std::streambuf {
 public:
  EndlessLine() { append_header(header_, fire_header()); }
  [[nodiscard]] std::size_t read() const { return read_; }

 private:
  int_type underflow() override {
    current_ = read_ < header_.size() ? header_[read_] : 'x';
    setg(&current_, &current_, &current_ + 1);
    ++read_;
    return traits_type::to_int_type(current_);
  }
  std::string header_;
  std::size_t read_ = 0;
  char current_ = 0;
};

TEST(RecordReader, BoundsTheLengthOfALine) {
  EndlessLine endless;
  std::istream in(&endless);
  auto reader = RecordReader::open(in);
  ASSERT_TRUE(reader);
  const auto next = reader->next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().kind, Kind::malformed);
  EXPECT_LT(endless.read(), 2 * max_line_bytes);
}

TEST_F(RecordFileTest, WorkersShareAFileAndLinesStayWhole) {
  constexpr std::uint64_t each = 2000;
  constexpr std::uint64_t workers = 4;
  {
    auto file = RecordFile::create(path_, fire_header());
    ASSERT_TRUE(file) << file.error().message;
    std::vector<std::thread> threads;
    for (std::uint64_t k = 0; k < workers; ++k) {
      threads.emplace_back([&file, k] {
        RecordWriter writer(**file);
        Sent sent;
        sent.request.assign(500, static_cast<char>('a' + k));
        for (std::uint64_t i = 0; i < each; ++i) writer.take(numbered(sent, i * workers + k));
      });
    }
    for (auto& thread : threads) thread.join();
    Trailer trailer;
    trailer.counts.planned = trailer.counts.answered = each * workers;
    ASSERT_TRUE((*file)->close(trailer));
  }
  std::ifstream in(path_, std::ios::binary);
  auto reader = RecordReader::open(in);
  ASSERT_TRUE(reader);
  std::vector<bool> seen(each * workers);
  for (auto next = reader->next();; next = reader->next()) {
    ASSERT_TRUE(next) << next.error().message;
    if (*next == nullptr) break;
    const Delivery& delivery = **next;
    EXPECT_FALSE(seen.at(delivery.sequence));
    seen.at(delivery.sequence) = true;
    const char letter = static_cast<char>('a' + delivery.sequence % workers);
    EXPECT_EQ(delivery.request_body, std::string(500, letter));
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), static_cast<long>(each * workers));
}

TEST_F(RecordFileTest, BodiesCanBeLeftOut) {
  auto file = RecordFile::create(path_, fire_header());
  ASSERT_TRUE(file);
  {
    RecordWriter writer(**file, {.request_bodies = false});
    Sent sent;
    writer.take(sent.get());
  }
  Trailer trailer;
  trailer.counts.planned = trailer.counts.answered = 1;
  ASSERT_TRUE((*file)->close(trailer));
  EXPECT_EQ(content().find("\"request\""), std::string::npos);
  EXPECT_FALSE(read_all(content()).error);
}

TEST_F(RecordFileTest, WithoutACloseTheRecordIsTorn) {
  {
    auto file = RecordFile::create(path_, fire_header());
    ASSERT_TRUE(file);
    RecordWriter writer(**file);
    Sent sent;
    writer.take(sent.get());
  }
  const auto read = read_all(content());
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->kind, Kind::torn);
  EXPECT_EQ(read.deliveries, 1U);
}

TEST(RecordFile, SaysWhereItCannotWrite) {
  const auto file = RecordFile::create("/no/such/directory/record", Header{});
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message.find("/no/such/directory/record"), std::string::npos);
}

TEST(RecordFile, TellsAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const auto file = RecordFile::create("/dev/full", Header{});
  ASSERT_FALSE(file) << "the header does not fit already";
  EXPECT_NE(file.error().message.find("No space left"), std::string::npos) << file.error().message;
}

TEST_F(RecordFileTest, RemembersAnErrorInMidRun) {
  // A pipe whose reader goes away after the header.
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const auto old = std::signal(SIGPIPE, SIG_IGN);
  auto file = RecordFile::create("/dev/fd/" + std::to_string(ends[1]), fire_header());
  ASSERT_TRUE(file) << file.error().message;
  ::close(ends[0]);
  {
    RecordWriter writer(**file);
    Sent sent;
    writer.take(sent.get());
    writer.flush();
    EXPECT_TRUE((*file)->failed());
    writer.take(sent.get());
  }
  const auto closed = (*file)->close(Trailer{});
  ASSERT_FALSE(closed);
  EXPECT_NE(closed.error().message.find("Broken pipe"), std::string::npos);
  ::close(ends[1]);
  std::signal(SIGPIPE, old);
}

TEST(Fanout, HandsOnToAll) {
  struct Count final : Sink {
    void take(const Delivery&) override { ++taken; }
    int taken = 0;
  };
  Count a;
  Count b;
  Fanout fanout({&a, &b});
  fanout.take(Delivery{});
  fanout.take(Delivery{});
  EXPECT_EQ(a.taken, 2);
  EXPECT_EQ(b.taken, 2);
}

TEST(Names, AreReadBack) {
  for (int i = 0; i <= static_cast<int>(Outcome::unfinished); ++i) {
    EXPECT_EQ(parse_outcome(to_string(static_cast<Outcome>(i))), static_cast<Outcome>(i));
  }
  for (int i = 0; i <= static_cast<int>(Phase::read); ++i) {
    EXPECT_EQ(parse_phase(to_string(static_cast<Phase>(i))), static_cast<Phase>(i));
  }
  for (int i = 0; i <= static_cast<int>(Cause::other); ++i) {
    EXPECT_EQ(parse_cause(to_string(static_cast<Cause>(i))), static_cast<Cause>(i));
  }
  EXPECT_FALSE(parse_cause("nonsense"));
}

}  // namespace
}  // namespace hookworthy::record
