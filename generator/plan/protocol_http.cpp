#include "generator/plan/protocol_fault.hpp"

#include <string>
#include <string_view>
#include <utility>

// Requests that are right but unusual, and those with a wrong method or media type.

namespace hookworthy::plan {

namespace {

constexpr std::int64_t microsecond = 1'000;
constexpr std::int64_t millisecond = 1'000'000;

/// The callback in a request that differs in its head.
Fault headed(std::string label, Expect expect, HeadOptions options) {
  return {.label = std::move(label),
          .expect = expect,
          .make = [options = std::move(options)](const FaultInput& input) {
            return make_request(input, input.callback, options);
          }};
}

/// The callback in chunks, `write` cutting its body.
Fault in_chunks(std::string label, Expect expect, std::string (*write)(std::string_view),
                std::string more = {}) {
  return {
      .label = std::move(label),
      .expect = expect,
      .make = [write, more = std::move(more)](const FaultInput& input) {
        HeadOptions options;
        options.no_length = "Transfer-Encoding: chunked\r\n";
        options.more = more;
        Script script;
        script.acts = {send_act(make_head(input, input.callback, options) + write(input.callback))};
        script.body = input.callback;
        return script;
      }};
}

/// An ordinary request, written in pieces of `size` bytes.
Fault dripped(std::string label, std::size_t pieces, std::int64_t pause_ns) {
  return {.label = std::move(label),
          .expect = Expect::accept,
          .make = [pieces, pause_ns](const FaultInput& input) {
            Script script = make_request(input, input.callback);
            Act& act = script.acts.front();
            act.kind = Act::Kind::drip;
            act.count = pieces == 0 ? 1 : act.bytes.size() / pieces + 1;
            act.pause_ns = pause_ns;
            return script;
          }};
}

std::string with_extensions(std::string_view body) {
  std::string text = chunked(body, body.size());
  return text.insert(text.find("\r\n"), ";note=\"a b\"");
}

std::string with_trailer(std::string_view body) {
  std::string text = chunked(body, body.size());
  return text.insert(text.size() - 2, "X-Checked: no\r\n");
}

void add_chunked(std::vector<Fault>& faults) {
  faults.push_back(in_chunks("http:chunked", Expect::accept,
                             [](std::string_view body) { return chunked(body, body.size()); }));
  faults.push_back(in_chunks("http:chunked-small", Expect::accept,
                             [](std::string_view body) { return chunked(body, 7); }));
  faults.push_back(in_chunks("http:chunk-extension", Expect::either, with_extensions));
  faults.push_back(
      in_chunks("http:chunk-trailer", Expect::either, with_trailer, "Trailer: X-Checked\r\n"));
}

Script continued(const FaultInput& input) {
  HeadOptions options;
  options.more = "Expect: 100-continue\r\n";
  Script script;
  script.acts = {send_act(make_head(input, input.callback, options)),
                 // RFC 9110, 10.1.1: the client need not wait for ever.
                 simple_act(Act::Kind::await_continue, 1'000 * millisecond),
                 send_act(std::string(input.callback))};
  script.body = input.callback;
  return script;
}

Script pipelined(const FaultInput& input) {
  Script script = make_request(input, input.callback);
  script.acts.front().bytes += make_head(input, input.other).append(input.other);
  script.answers = 2;
  return script;
}

Script split_at_head(const FaultInput& input) {
  Script script;
  script.acts = {send_act(make_head(input, input.callback)),
                 simple_act(Act::Kind::pause, 50 * millisecond),
                 send_act(std::string(input.callback))};
  script.body = input.callback;
  return script;
}

void add_headers(std::vector<Fault>& faults) {
  faults.push_back(
      headed("http:header-lower-case", Expect::accept,
             {.host = "host: ", .type = "content-type: ", .length = "content-length: "}));
  faults.push_back(
      headed("http:header-upper-case", Expect::accept,
             {.host = "HOST: ", .type = "CONTENT-TYPE: ", .length = "CONTENT-LENGTH: "}));
  faults.push_back(headed("http:header-no-space", Expect::accept,
                          {.host = "Host:", .type = "Content-Type:", .length = "Content-Length:"}));
  faults.push_back(headed("http:header-white-space", Expect::accept,
                          {.type = "Content-Type: \t  ",
                           .length = "Content-Length:  \t",
                           .more = "X-Blank:  \t \r\nX-Padded: \t a b \t\r\n"}));
  faults.push_back(headed("http:header-folded", Expect::either,
                          {.more = "X-Folded: first\r\n second\r\n\tthird\r\n"}));
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X-Many-" + std::to_string(i) + ": value\r\n";
  faults.push_back(headed("http:header-many", Expect::either, {.more = many}));
  faults.push_back(headed("http:header-latin-1", Expect::either, {.more = "X-Name: caf\xe9\r\n"}));
}

}  // namespace

void add_http_faults(std::vector<Fault>& faults) {
  add_chunked(faults);
  faults.push_back(dripped("http:single-bytes", 0, 20 * microsecond));
  faults.push_back(dripped("http:slow", 8, 100 * millisecond));
  faults.push_back(
      {.label = "http:split-at-head", .expect = Expect::accept, .make = split_at_head});
  faults.push_back(
      {.label = "http:expect-100-continue", .expect = Expect::accept, .make = continued});
  faults.push_back(headed("http:version-1.0", Expect::accept, {.version = "HTTP/1.0"}));
  faults.push_back(headed("http:version-1.0-keep-alive", Expect::accept,
                          {.version = "HTTP/1.0", .more = "Connection: keep-alive\r\n"}));
  faults.push_back(
      headed("http:connection-close", Expect::accept, {.more = "Connection: close\r\n"}));
  faults.push_back({.label = "http:pipelined", .expect = Expect::accept, .make = pipelined});
  add_headers(faults);
  faults.push_back({.label = "http:charset-utf-8",
                    .expect = Expect::accept,
                    .make = [](const FaultInput& input) {
                      return make_request(
                          input, input.callback,
                          {.media_type = std::string(input.wire.media_type) + "; charset=utf-8"});
                    }});
  faults.push_back({.label = "http:charset-quoted",
                    .expect = Expect::accept,
                    .make = [](const FaultInput& input) {
                      return make_request(input, input.callback,
                                          {.media_type = std::string(input.wire.media_type) +
                                                         ";charset=\"UTF-8\""});
                    }});
  faults.push_back({.label = "http:media-type-upper-case",
                    .expect = Expect::accept,
                    .make = [](const FaultInput& input) {
                      std::string type(input.wire.media_type);
                      for (char& c : type) {
                        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
                      }
                      return make_request(input, input.callback, {.media_type = type});
                    }});
  faults.push_back({.label = "http:absolute-target",
                    .expect = Expect::either,
                    .make = [](const FaultInput& input) {
                      const Wire& wire = input.wire;
                      return make_request(
                          input, input.callback,
                          {.target = "http://" + std::string(wire.host) + std::string(wire.path)});
                    }});
}

void add_type_faults(std::vector<Fault>& faults) {
  const auto add = [&](std::string_view name, Expect expect, HeadOptions options) {
    faults.push_back(headed("type:" + std::string(name), expect, std::move(options)));
  };
  add("missing", Expect::either, {.has_type = false});
  add("empty", Expect::either, {.no_type = "Content-Type:\r\n"});
  add("twice", Expect::either,
      {.no_type = "Content-Type: application/json\r\nContent-Type: text/plain\r\n"});
  add("no-slash", Expect::reject, {.media_type = "json"});
  add("text-plain", Expect::reject, {.media_type = "text/plain"});
  add("form", Expect::reject, {.media_type = "application/x-www-form-urlencoded"});
  add("multipart", Expect::reject, {.media_type = "multipart/form-data; boundary=b"});
  add("multipart-without-boundary", Expect::reject, {.media_type = "multipart/form-data"});
  add("xml", Expect::reject, {.media_type = "application/xml"});
  add("octets", Expect::reject, {.media_type = "application/octet-stream"});
  add("json-suffix", Expect::either, {.media_type = "application/vnd.example+json"});
  add("text-json", Expect::either, {.media_type = "text/json"});
  add("charset-latin-1", Expect::either, {.media_type = "application/json; charset=iso-8859-1"});
  add("charset-unknown", Expect::either, {.media_type = "application/json; charset=x-none"});
  add("gzip-that-is-none", Expect::reject, {.more = "Content-Encoding: gzip\r\n"});
  add("encoding-unknown", Expect::reject, {.more = "Content-Encoding: x-none\r\n"});
}

void add_method_faults(std::string_view method, std::vector<Fault>& faults) {
  const auto add = [&](std::string_view name, std::string_view own, Expect expect) {
    if (own == method) return;
    HeadOptions options;
    options.method = own;
    faults.push_back(headed("method:" + std::string(name), expect, std::move(options)));
  };
  const auto add_bare = [&](std::string_view name, std::string_view own) {
    HeadOptions options;
    options.method = own;
    options.has_type = false;
    options.no_length = "Cache-Control: no-cache\r\n";
    faults.push_back({.label = "method:" + std::string(name),
                      .expect = Expect::either,
                      .make = [options](const FaultInput& input) {
                        Script script = make_request(input, "", options);
                        script.answers_to_head = options.method == "HEAD";
                        return script;
                      }});
  };
  add("put", "PUT", Expect::reject);
  add("patch", "PATCH", Expect::reject);
  add("delete", "DELETE", Expect::reject);
  add("post", "POST", Expect::reject);
  add("get-with-callback", "GET", Expect::reject);
  add("unknown", "HOOK", Expect::reject);
  add("lower-case", "post", Expect::either);
  add_bare("get", "GET");
  add_bare("head", "HEAD");
  add_bare("options", "OPTIONS");
}

}  // namespace hookworthy::plan
