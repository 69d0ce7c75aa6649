#include "generator/plan/protocol_fault.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

// Bodies that are not JSON (RFC 8259), or just so.

namespace hookworthy::plan {

namespace {

constexpr std::size_t depth = 100'000;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

/// A body that does not depend on the callback.
Fault whole(std::string label, std::string body, Expect expect = Expect::reject) {
  return {.label = "json:" + std::move(label),
          .expect = expect,
          .make = [body = std::move(body)](const FaultInput& input) {
            return make_request(input, body);
          }};
}

/// The callback, with something around it.
Fault around(std::string label, std::string before, std::string after,
             Expect expect = Expect::reject) {
  return {.label = "json:" + std::move(label),
          .expect = expect,
          .make = [before = std::move(before), after = std::move(after)](const FaultInput& input) {
            return make_request(input, before + std::string(input.callback) + after);
          }};
}

/// The callback, with a member more that no receiver needs: so a parser that skips it, or takes
/// more than JSON, shows.
Fault member(std::string label, std::string value, Expect expect = Expect::reject) {
  return {.label = "json:" + std::move(label),
          .expect = expect,
          .make = [value = std::move(value)](const FaultInput& input) {
            return make_request(input, with_member(input.callback, value));
          }};
}

/// The callback, changed by a function of its text.
Fault changed(std::string label, std::string (*change)(std::string_view),
              Expect expect = Expect::reject) {
  return {.label = "json:" + std::move(label),
          .expect = expect,
          .make = [change](const FaultInput& input) {
            return make_request(input, change(input.callback));
          }};
}

std::string replace_first(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const auto at = out.find(from);
  if (at == std::string::npos) return out + std::string(to);
  return out.replace(at, from.size(), to);
}

std::string as_utf_16(std::string_view text) {
  std::string out;
  for (const char c : text) {
    // Bytes beyond ASCII become what they are in Latin-1: it need not make sense, only not be
    // UTF-8.
    out += c;
    out += '\0';
  }
  return out;
}

void add_truncations(std::string_view callback, std::vector<Fault>& faults) {
  const std::size_t tokens = token_ends(callback).size();
  for (std::size_t n = 0; n < tokens; ++n) {
    faults.push_back({.label = "json:truncated-after-token-" + std::to_string(n + 1),
                      .make = [n](const FaultInput& input) {
                        const auto ends = token_ends(input.callback);
                        const std::size_t end =
                            ends.empty() ? 0 : ends[std::min(n, ends.size() - 1)];
                        return make_request(input, input.callback.substr(0, end));
                      }});
  }
}

void add_texts(std::vector<Fault>& faults) {
  faults.push_back(member("bad-escape", R"("\x41")"));
  faults.push_back(member("short-unicode-escape", R"("\u12")"));
  faults.push_back(member("unicode-escape-not-hex", R"("\u12G4")"));
  faults.push_back(member("unterminated-string", R"("open)"));
  faults.push_back(member("raw-line-feed-in-string", "\"a\nb\""));
  faults.push_back(member("raw-nul-in-string", std::string("\"a\0b\"", 5)));
  faults.push_back(member("raw-escape-character-in-string",
                          "\"a\x1b"
                          "b\""));
  faults.push_back(member("utf-8-stray-byte", "\"\xff\""));
  faults.push_back(member("utf-8-lone-continuation", "\"\x80\""));
  faults.push_back(member("utf-8-overlong", "\"\xc0\xaf\""));
  faults.push_back(member("utf-8-surrogate", "\"\xed\xa0\x80\""));
  faults.push_back(member("utf-8-beyond-unicode", "\"\xf5\x80\x80\x80\""));
  faults.push_back(member("utf-8-cut", "\"\xe2\x82\""));
  faults.push_back(member("latin-1", "\"caf\xe9\""));
  // RFC 8259, 8.1 forbids it, but some parsers find out by themselves and lose nothing.
  faults.push_back(changed("utf-16", as_utf_16, Expect::either));
  faults.push_back(around("byte-order-mark", "\xef\xbb\xbf", "", Expect::either));
}

void add_numbers(std::vector<Fault>& faults) {
  using Row = std::pair<const char*, const char*>;
  constexpr std::array<Row, 14> rows{Row{"nan", "NaN"},
                                     {"infinity", "Infinity"},
                                     {"minus-infinity", "-Infinity"},
                                     {"hexadecimal-number", "0x1F"},
                                     {"leading-zero", "012"},
                                     {"plus-sign", "+1"},
                                     {"leading-point", ".5"},
                                     {"trailing-point", "5."},
                                     {"empty-exponent", "1e"},
                                     {"lone-minus", "-"},
                                     {"digit-groups", "1_000"},
                                     {"undefined", "undefined"},
                                     {"upper-case-literal", "TRUE"},
                                     {"bare-word", "hello"}};
  for (const auto& [label, value] : rows) {
    faults.push_back(member(label, value));
  }
  faults.push_back(member("huge-integer", "1" + std::string(400, '0'), Expect::either));
  faults.push_back(member("huge-exponent", "1e999999999", Expect::either));
  faults.push_back(member("tiny-exponent", "1e-999999999", Expect::either));
  faults.push_back(member("long-number", std::string(100'000, '7'), Expect::either));
  faults.push_back(member("long-fraction", "0." + std::string(100'000, '3'), Expect::either));
}

void add_structures(std::vector<Fault>& faults) {
  faults.push_back(member("single-quotes", "'text'"));
  faults.push_back(member("line-comment", "1 // comment\n"));
  faults.push_back(member("block-comment", "/* comment */ 1"));
  faults.push_back(member("hash-comment", "1 # comment\n"));
  faults.push_back(member("missing-value", ""));
  faults.push_back(member("trailing-comma", "1,"));
  faults.push_back(member("trailing-comma-in-array", "[1,]"));
  faults.push_back(member("lone-comma-in-array", "[,]"));
  faults.push_back(member("unquoted-key", "{key: 1}"));
  faults.push_back(member("number-as-key", "{1: 1}"));
  faults.push_back(member("missing-comma", "[1 2]"));
  faults.push_back(member("wrong-bracket", "[1}"));
  faults.push_back(member("unclosed-array", "[1"));
  faults.push_back(changed("missing-colon",
                           [](std::string_view text) { return replace_first(text, ":", " "); }));
  faults.push_back(changed("single-quotes-throughout", [](std::string_view text) {
    std::string out(text);
    std::replace(out.begin(), out.end(), '"', '\'');
    return out;
  }));
  faults.push_back(around("trailing-garbage", "", "x"));
  faults.push_back(around("trailing-brace", "", "}"));
  faults.push_back(around("trailing-nul", "", std::string(1, '\0')));
  faults.push_back(around("leading-garbage", ")]}',\n", ""));
  faults.push_back(around("leading-comma", ",", ""));
  faults.push_back(around("form-feed-around", "\f", "\f"));
  faults.push_back({.label = "json:two-values", .make = [](const FaultInput& input) {
                      return make_request(
                          input, std::string(input.callback) + "\n" + std::string(input.other));
                    }});
}

void add_wholes(std::vector<Fault>& faults) {
  faults.push_back(whole("empty", ""));
  faults.push_back(whole("white-space", " \r\n\t "));
  faults.push_back(whole("lone-comma", ","));
  faults.push_back(whole("lone-brace", "{"));
  faults.push_back(whole("lone-quote", "\""));
  faults.push_back(whole("nul", std::string(1, '\0')));
  faults.push_back(whole("plain-text", "hello"));
  faults.push_back(whole("form", "callback=new&id=1"));
  faults.push_back(whole("xml", "<?xml version=\"1.0\"?><callback/>"));
  faults.push_back(whole("binary", "\x1f\x8b\x08\xff\xfe\x80\x81"));
}

}  // namespace

void add_json_faults(std::string_view callback, std::vector<Fault>& faults) {
  add_wholes(faults);
  add_texts(faults);
  add_numbers(faults);
  add_structures(faults);
  add_truncations(callback, faults);
}

void add_json_depth_faults(std::vector<Fault>& faults) {
  const auto add = [&](Fault fault) {
    fault.alone = true;
    faults.push_back(std::move(fault));
  };
  // The whole texts are made when they are sent: a catalogue should be small.
  add({.label = "json:deep-arrays", .expect = Expect::either, .make = [](const FaultInput& input) {
         return make_request(input,
                             with_member(input.callback, repeat("[", depth) + repeat("]", depth)));
       }});
  add({.label = "json:deep-objects", .expect = Expect::either, .make = [](const FaultInput& input) {
         return make_request(input, with_member(input.callback, repeat("{\"a\":", depth) + "1" +
                                                                    repeat("}", depth)));
       }});
  add({.label = "json:deep-unclosed",
       .make = [](const FaultInput& input) { return make_request(input, repeat("[", depth)); }});
  add({.label = "json:deep-unclosed-objects", .make = [](const FaultInput& input) {
         return make_request(input, repeat("{\"a\":", depth));
       }});
  add({.label = "json:deep-root", .expect = Expect::either, .make = [](const FaultInput& input) {
         return make_request(input, repeat("[", depth) + repeat("]", depth));
       }});
}

}  // namespace hookworthy::plan
