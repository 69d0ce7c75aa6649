#include "generator/plan/protocol_fault.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

// Requests that are no HTTP, that stop half-way, or that are too large.

namespace hookworthy::plan {

namespace {

constexpr std::size_t filler_bytes = 65536;
constexpr std::size_t long_bytes = 256 * 1024;

/// What is broken HTTP is answered, closed, or waited upon: whoever waits is left.
Script impatient(Script script) {
  script.patience_ns = fault_patience_ns;
  return script;
}

Fault framed(std::string label, Expect expect, HeadOptions options) {
  return {.label = "frame:" + std::move(label),
          .expect = expect,
          .make = [options = std::move(options)](const FaultInput& input) {
            return impatient(make_request(input, input.callback, options));
          }};
}

/// A request of which `change` changes the bytes.
Fault changed(std::string label, Expect expect, std::string (*change)(std::string)) {
  return {.label = "frame:" + std::move(label),
          .expect = expect,
          .make = [change](const FaultInput& input) {
            Script script = make_request(input, input.callback);
            script.acts.front().bytes = change(std::move(script.acts.front().bytes));
            return impatient(std::move(script));
          }};
}

Fault bytes(std::string label, Expect expect, std::string text) {
  return {.label = "frame:" + std::move(label),
          .expect = expect,
          .make = [text = std::move(text)](const FaultInput&) {
            Script script;
            script.acts = {send_act(text)};
            return impatient(std::move(script));
          }};
}

std::string length_line(std::size_t length) {
  return "Content-Length: " + std::to_string(length) + "\r\n";
}

Fault with_length(std::string label, std::size_t (*length)(std::size_t)) {
  return {.label = std::move(label), .make = [length](const FaultInput& input) {
            HeadOptions options;
            options.no_length = length_line(length(input.callback.size()));
            return impatient(make_request(input, input.callback, options));
          }};
}

Script chunks_that_say(const FaultInput& input, const std::string& chunks, std::string more = {}) {
  HeadOptions options;
  options.no_length = "Transfer-Encoding: chunked\r\n";
  options.more = std::move(more);
  Script script;
  script.acts = {send_act(make_head(input, input.callback, options) + chunks)};
  script.body = input.callback;
  return impatient(std::move(script));
}

void add_lengths(std::vector<Fault>& faults) {
  faults.push_back(with_length("frame:content-length-too-small", [](std::size_t size) {
    return size - std::min<std::size_t>(size, 10);
  }));
  faults.push_back(
      {.label = "frame:content-length-too-large-half-closed", .make = [](const FaultInput& input) {
         HeadOptions options;
         options.no_length = length_line(input.callback.size() + 10);
         Script script = make_request(input, input.callback, options);
         script.acts.push_back(simple_act(Act::Kind::half_close));
         return impatient(std::move(script));
       }});
  faults.push_back({.label = "frame:two-content-lengths", .make = [](const FaultInput& input) {
                      HeadOptions options;  // RFC 9112, 6.3, rule 5
                      options.more = length_line(input.callback.size() + 1);
                      return impatient(make_request(input, input.callback, options));
                    }});
  faults.push_back(framed("content-length-not-a-number", Expect::reject,
                          {.no_length = "Content-Length: ten\r\n"}));
  faults.push_back(
      framed("content-length-negative", Expect::reject, {.no_length = "Content-Length: -1\r\n"}));
  faults.push_back(framed("content-length-overflows", Expect::reject,
                          {.no_length = "Content-Length: 99999999999999999999999\r\n"}));
  faults.push_back({.label = "frame:content-length-and-chunked",
                    .expect = Expect::either,
                    .make = [](const FaultInput& input) {  // RFC 9112, 6.1: request smuggling
                      const std::string chunks = chunked(input.callback, input.callback.size());
                      return chunks_that_say(input, chunks, length_line(chunks.size()));
                    }});
}

void add_chunks(std::vector<Fault>& faults) {
  faults.push_back({.label = "frame:chunk-size-not-a-number", .make = [](const FaultInput& input) {
                      return chunks_that_say(
                          input, "xyz\r\n" + std::string(input.callback) + "\r\n0\r\n\r\n");
                    }});
  faults.push_back({.label = "frame:chunk-size-overflows", .make = [](const FaultInput& input) {
                      return chunks_that_say(input, "fffffffffffffffffffff\r\n" +
                                                        std::string(input.callback) + "\r\n");
                    }});
  faults.push_back(
      {.label = "frame:chunk-longer-than-it-says", .make = [](const FaultInput& input) {
         return chunks_that_say(input, "1\r\n" + std::string(input.callback) + "\r\n0\r\n\r\n");
       }});
  faults.push_back({.label = "frame:transfer-coding-unknown", .make = [](const FaultInput& input) {
                      HeadOptions options;
                      options.no_length = "Transfer-Encoding: x-none\r\n";
                      return impatient(make_request(input, input.callback, options));
                    }});
}

void add_heads(std::vector<Fault>& faults) {
  faults.push_back(framed("no-host", Expect::either, {.host = ""}));
  faults.push_back(framed("two-hosts", Expect::either, {.more = "Host: other.example\r\n"}));
  faults.push_back(framed("space-before-colon", Expect::reject, {.length = "Content-Length : "}));
  faults.push_back(framed("no-colon", Expect::reject, {.more = "X-Nothing\r\n"}));
  faults.push_back(framed("empty-header-name", Expect::reject, {.more = ": value\r\n"}));
  faults.push_back(
      framed("nul-in-header", Expect::reject, {.more = std::string("X-Nul: a\0b\r\n", 12)}));
  faults.push_back(framed("version-2.0", Expect::either, {.version = "HTTP/2.0"}));
  faults.push_back(framed("version-missing", Expect::reject, {.version = ""}));
  faults.push_back(framed("version-not-http", Expect::reject, {.version = "HTPP/1.1"}));
  faults.push_back(framed("space-in-target", Expect::reject, {.target = "/a b"}));
  faults.push_back(framed("target-not-a-path", Expect::reject, {.target = "hook"}));
  // RFC 9112, 2.2 wants it to be ignored, but only as a SHOULD.
  faults.push_back(changed("leading-empty-line", Expect::either,
                           [](std::string text) { return "\r\n" + std::move(text); }));
  faults.push_back(changed("bare-line-feeds", Expect::either, [](std::string text) {
    const auto end = text.find("\r\n\r\n");
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i < end + 4 && text[i] == '\r') continue;
      out += text[i];
    }
    return out;
  }));
}

}  // namespace

void add_frame_faults(std::vector<Fault>& faults) {
  add_lengths(faults);
  add_chunks(faults);
  add_heads(faults);
  faults.push_back(bytes("garbage", Expect::reject, "\x01\x02\x03 what?\r\n\r\n"));
  faults.push_back(
      bytes("response", Expect::reject, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  // The start of a ClientHello (RFC 8446, 4.1.2), as a client sends that takes the port for HTTPS.
  faults.push_back(bytes("tls-hello", Expect::reject,
                         std::string("\x16\x03\x01\x00\x2e\x01\x00\x00\x2a\x03\x03", 11) +
                             std::string(32, '\x42') + "\r\n\r\n"));
  faults.push_back(bytes("http-2-preface", Expect::either,
                         "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string(3, '\0') +
                             std::string("\x04\0\0\0\0\0", 6)));
}

void add_stall_faults(std::vector<Fault>& faults) {
  faults.push_back(
      with_length("stall:content-length-too-large", [](std::size_t size) { return size + 10; }));
  faults.push_back({.label = "stall:chunks-without-end", .make = [](const FaultInput& input) {
                      std::string chunks = chunked(input.callback, input.callback.size());
                      chunks.resize(chunks.size() - 5);
                      return chunks_that_say(input, chunks);
                    }});
  faults.push_back({.label = "stall:head-without-end", .make = [](const FaultInput& input) {
                      Script script = make_request(input, "");
                      auto& text = script.acts.front().bytes;
                      text.resize(text.size() - 2);
                      return impatient(std::move(script));
                    }});
}

void add_abort_faults(std::vector<Fault>& faults) {
  // `part`: how much of the head and of the body is sent, in halves.
  const auto add = [&](std::string_view name, int head_halves, int body_halves, Act::Kind how) {
    faults.push_back(
        {.label = "abort:" + std::string(name),
         .expect = Expect::either,
         .make = [=](const FaultInput& input) {
           const std::string head = make_head(input, input.callback);
           const auto half = [](std::string_view text, int halves) {
             return text.substr(0, text.size() * static_cast<std::size_t>(halves) / 2);
           };
           Script script;
           if (head_halves > 0) {
             script.acts.push_back(send_act(
                 std::string(half(head, head_halves)).append(half(input.callback, body_halves))));
           }
           script.acts.push_back(simple_act(how));
           script.body = half(input.callback, body_halves);
           return script;
         }});
  };
  add("after-connecting", 0, 0, Act::Kind::leave);
  add("in-head", 1, 0, Act::Kind::leave);
  add("in-head-by-reset", 1, 0, Act::Kind::reset);
  add("before-body", 2, 0, Act::Kind::leave);
  add("in-body", 2, 1, Act::Kind::leave);
  add("in-body-by-reset", 2, 1, Act::Kind::reset);
  add("before-answer", 2, 2, Act::Kind::leave);
  add("before-answer-by-reset", 2, 2, Act::Kind::reset);
  faults.push_back(
      {.label = "abort:in-chunk", .expect = Expect::either, .make = [](const FaultInput& input) {
         const std::string chunks = chunked(input.callback, input.callback.size());
         Script script = chunks_that_say(input, chunks.substr(0, chunks.size() / 2));
         script.acts.push_back(simple_act(Act::Kind::leave));
         return script;
       }});
}

void add_limit_faults(std::vector<Fault>& faults) {
  const auto add = [&](std::string_view name, Expect expect, HeadOptions options) {
    faults.push_back({.label = "limit:" + std::string(name),
                      .expect = expect,
                      .make =
                          [options = std::move(options)](const FaultInput& input) {
                            return make_request(input, input.callback, options);
                          },
                      .alone = true});
  };
  add("header-line", Expect::either, {.more = "X-Long: " + std::string(long_bytes, 'x') + "\r\n"});
  std::string many;
  for (int i = 0; i < 5'000; ++i) many += "X-Many-" + std::to_string(i) + ": value\r\n";
  add("header-lines", Expect::either, {.more = many});
  add("target", Expect::either, {.target = "/" + std::string(long_bytes, 'x')});
  add("method", Expect::reject, {.method = std::string(long_bytes, 'M')});
  // White space and then the callback: valid JSON, so only its size can be held against it.
  faults.push_back({.label = "limit:body-announced",
                    .make =
                        [](const FaultInput& input) {
                          const std::uint64_t blocks = input.oversize_bytes / filler_bytes + 1;
                          HeadOptions options;
                          options.no_length =
                              length_line(blocks * filler_bytes + input.callback.size());
                          Script script;
                          script.acts = {send_act(make_head(input, input.callback, options)),
                                         send_act(std::string(filler_bytes, ' '), blocks),
                                         send_act(std::string(input.callback))};
                          script.body = input.callback;
                          return script;
                        },
                    .alone = true});
  faults.push_back({.label = "limit:body-chunked",
                    .make =
                        [](const FaultInput& input) {
                          HeadOptions options;
                          options.no_length = "Transfer-Encoding: chunked\r\n";
                          Script script;
                          script.acts = {
                              send_act(make_head(input, input.callback, options)),
                              send_act("10000\r\n" + std::string(filler_bytes, ' ') + "\r\n",
                                       input.oversize_bytes / filler_bytes + 1),
                              send_act(chunked(input.callback, input.callback.size()))};
                          script.body = input.callback;
                          return script;
                        },
                    .alone = true});
}

}  // namespace hookworthy::plan
