#pragma once

#include "tests/support/process.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

/// The built program, as a user runs it. For test programs that are told where it is
/// (HOOKWORTHY_BINARY).
namespace hookworthy::test {

using Arguments = std::vector<std::string>;

inline Arguments command_line(Arguments arguments) {
  arguments.insert(arguments.begin(), HOOKWORTHY_BINARY);
  return arguments;
}

/// Runs the program to its end.
inline Ended hookworthy(Arguments arguments, std::string_view input = {}) {
  return Process(command_line(std::move(arguments)), input).finish();
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// One line on stderr that begins with the program's name, nothing on stdout.
inline void expect_refusal(const Ended& ended, int exit_code, std::string_view says = {}) {
  EXPECT_EQ(ended.exit_code, exit_code) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
  EXPECT_TRUE(ended.err.starts_with("hookworthy: ")) << ended.err;
  EXPECT_NE(ended.err.find(says), std::string::npos) << ended.err;
}

/// The one document on stdout; an exception, which fails the test, if it is none.
inline nlohmann::json json_of(const Ended& ended) {
  auto document = nlohmann::json::parse(ended.out, nullptr, false);
  if (document.is_discarded()) throw std::runtime_error("no JSON: " + ended.out + ended.err);
  return document;
}

/// `hookworthy receive` on a free port.
class ReceiveCommand {
 public:
  explicit ReceiveCommand(Arguments arguments = {}) {
    arguments.insert(arguments.begin(), {"receive", "--port", "0"});
    process_ = std::make_unique<Process>(command_line(arguments));
    if (!process_->wait_for_out("\n", std::chrono::seconds(30))) {
      throw std::runtime_error("receive did not start: " + process_->finish().err);
    }
    const std::string line = lines_of(process_->out()).front();
    const std::string_view before = "listening on http://127.0.0.1:";
    if (!line.starts_with(before)) throw std::runtime_error("receive said: " + line);
    port_ = static_cast<std::uint16_t>(std::stoul(line.substr(before.size())));
  }

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hooks"; }
  /// Asks it to end, and waits for that.
  Ended stop(int signal = SIGTERM) {
    process_->signal(signal);
    return process_->finish(std::chrono::seconds(30));
  }

 private:
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

/// A directory of its own for each object, removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "hookworthy-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string file(std::string_view name) const { return (path_ / name).string(); }
  std::string write(std::string_view name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return file(name);
  }
  std::string read(std::string_view name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace hookworthy::test
