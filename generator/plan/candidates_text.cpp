#include "generator/plan/candidates.hpp"
#include "generator/plan/pattern.hpp"

#include <algorithm>

namespace hookworthy::plan {
namespace {

constexpr std::uint64_t longest_text = 64u << 10;

std::string repeated(std::string_view unit, std::uint64_t count) {
  if (unit.size() == 1) return std::string(count, unit.front());
  std::string text;
  text.reserve(unit.size() * count);
  for (std::uint64_t i = 0; i < count; ++i) text += unit;
  return text;
}

void add_text(Candidates& out, std::string label, std::string_view utf8, bool random = true) {
  out.push_back({std::move(label), quote(utf8), Expect::accept, {}, false, random});
}

void add_length_edges(const Shape& shape, Candidates& out) {
  const std::uint64_t least = shape.min_length.value_or(0);
  if (least > 0 && least <= longest_text) {
    add_text(out, "min-length", repeated("x", least));
    add_text(out, "min-length-plus-1", repeated("x", least + 1));
  }
  if (!shape.max_length || *shape.max_length > longest_text) return;
  const std::uint64_t most = *shape.max_length;
  const bool small = most <= 256;
  if (most > 0) add_text(out, "max-length-minus-1", repeated("x", most - 1), small);
  add_text(out, "max-length", repeated("x", most), small);
  // Limits count code points (JSON Schema 2020-12, 6.3.1), receivers often count something else.
  add_text(out, "max-length-astral", repeated("\U0001F600", most), false);
}

void add_sampled_edges(const Shape& shape, Candidates& out) {
  const auto pattern = Pattern::parse(shape.patterns.front());
  if (!pattern) return;
  const auto sample = [&](std::string label, Pattern::Size size, std::uint32_t most) {
    std::string text;
    Writer writer(text);
    writer.put('"');
    pattern->sample(1, size, most, writer);
    writer.put('"');
    writer.finish();
    const bool small = text.size() <= 256;
    out.push_back({std::move(label), std::move(text), Expect::accept, {}, false, small});
  };
  sample("shortest", Pattern::Size::shortest, 0);
  const auto most = std::min<std::uint64_t>(shape.max_length.value_or(longest_text), longest_text);
  // Which repetition has to stop short to keep within the limit is not known: try a few.
  for (std::uint64_t less = 0; less < 16 && less <= most; ++less) {
    sample("longest", Pattern::Size::longest, static_cast<std::uint32_t>(most - less));
  }
}

void add_either(Candidates& out, std::string label, std::string text, std::string_view stand_in,
                bool exact) {
  out.push_back({std::move(label), std::move(text), Expect::either, quote(stand_in), exact, false});
}

void add_unicode_edges(Candidates& out) {
  add_text(out, "astral", "Meet \U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467 \U00020BB7");
  add_text(out, "combining", "Zo\u0065\u0308 A\u030Angstro\u0308m q\u0307\u0323");
  add_text(out, "right-to-left", "\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD abc");
  add_text(out, "line-separator", "one\u2028two\u2029three");
  add_text(out, "zero-width", "a\u200Bb\u200Dc\uFEFFd");
  add_text(out, "non-character", "a\uFFFFb\uFFFDc");
  out.push_back({"surrogate-pair-escape", R"("\ud83d\ude00 \uD834\uDD1E")"});
  out.push_back({"all-escapes", R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u001f")"});
  add_either(out, "nul-escape", R"("a\u0000b")", std::string_view("a\0b", 3), false);
  add_either(out, "lone-high-surrogate", R"("a\ud83db")", "a\uFFFDb", true);
  add_either(out, "lone-low-surrogate", R"("a\ude00b")", "a\uFFFDb", true);
}

void add_look_alike_edges(Candidates& out) {
  add_text(out, "text-null", "null");
  add_text(out, "text-true", "true");
  add_text(out, "text-number", "0123");
  add_text(out, "text-object", R"({"id": 1})");
  add_text(out, "html", "<script>alert(1)</script> &amp; <b>");
  add_text(out, "sql-quote", "Robert'); DROP TABLE bookings;--");
  add_text(out, "template", "{{7*7}} ${7*7} %s %n");
}

}  // namespace

std::string quote(std::string_view utf8) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto stands_for_itself = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  };
  std::string text;
  text.reserve(utf8.size() + 2);
  text += '"';
  for (auto at = utf8.begin(); at != utf8.end();) {
    const auto run = at;
    at = std::find_if_not(at, utf8.end(), stands_for_itself);
    text.append(run, at);
    if (at == utf8.end()) break;
    const auto byte = static_cast<unsigned char>(*at++);
    if (byte >= 0x20) {
      text += '\\';
      text += static_cast<char>(byte);
    } else {
      text += "\\u00";
      text += hex[byte >> 4];
      text += hex[byte & 15];
    }
  }
  return text += '"';
}

void add_value_edges(const FieldContext& field, Candidates& out) {
  const Shape& shape = field.shape;
  const auto name = [](const Json& value) {
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (text.size() > 64) text.resize(64);
    return text;
  };
  if (shape.enumeration) {
    if (shape.enumeration->size() < 2) return;
    for (const Json& value : *shape.enumeration) {
      if (!value.is_null()) out.push_back({"value:" + name(value), value.dump()});
    }
    return;
  }
  for (const std::string& value : shape.open_enum) {
    out.push_back({"value:" + value, quote(value)});
  }
  if (!shape.open_enum.empty()) {
    out.push_back({"unknown", quote("hookworthy_unknown"), Expect::either, {}, false, false});
  }
  if (shape.types.has(contract::Type::boolean)) {
    out.push_back({"true", "true"});
    out.push_back({"false", "false"});
  }
}

void add_string_edges(const FieldContext& field, Candidates& out) {
  const Shape& shape = field.shape;
  if (!shape.types.has(contract::Type::string) || shape.enumeration || !shape.open_enum.empty()) {
    return;
  }
  add_text(out, "empty", "");
  add_text(out, "one-char", "x");
  add_length_edges(shape, out);
  static const std::string long_text = quote(repeated("x", longest_text));
  out.push_back({"64-kib", long_text, Expect::accept, {}, false, false});
  add_text(out, "white-space", " \t\n ");
  add_text(out, "surrounding-space", "  x  ");
  add_unicode_edges(out);
  add_look_alike_edges(out);
  if (!shape.patterns.empty()) add_sampled_edges(shape, out);
}

void add_value_violations(const FieldContext& field, Candidates& out) {
  if (!field.shape.enumeration) return;
  const Json& known = field.canonical;
  const auto add_broken = [&](std::string label, std::string text) {
    out.push_back({std::move(label), std::move(text), Expect::reject});
  };
  if (known.is_string()) {
    add_broken("unknown", quote("hookworthy_unknown"));
    std::string upper = known.get<std::string>();
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    add_broken("upper-case", quote(upper));
  } else if (known.is_number()) {
    add_broken("unknown", "987654321");
  } else if (known.is_boolean()) {
    add_broken("unknown", known.get<bool>() ? "false" : "true");
  }
}

void add_string_violations(const FieldContext& field, Candidates& out) {
  const Shape& shape = field.shape;
  if (!shape.types.has(contract::Type::string) || shape.enumeration) return;
  const auto add_broken = [&](std::string label, std::string_view utf8) {
    out.push_back({std::move(label), quote(utf8), Expect::reject});
  };
  const std::string known =
      field.canonical.is_string() ? field.canonical.get<std::string>() : std::string("x");
  if (shape.min_length.value_or(0) > 0) {
    add_broken("too-short", repeated("x", std::min(*shape.min_length, longest_text) - 1));
    add_broken("empty", "");
  }
  if (shape.max_length && *shape.max_length < longest_text) {
    add_broken("too-long", repeated("x", *shape.max_length + 1));
    add_broken("far-too-long", repeated("x", longest_text));
  }
  if (shape.patterns.empty()) return;
  // The first of these that breaks the pattern stands for it.
  for (const std::string_view end : {"!", " ", "\u00e9", "\n", "{"}) {
    add_broken("pattern", known + std::string(end));
  }
  add_broken("pattern", " " + known);
  add_broken("pattern", "!");
  if (shape.min_length.value_or(0) == 0) add_broken("empty", "");
}

}  // namespace hookworthy::plan
