#include "generator/plan/repertoire.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace hookworthy::plan {
namespace {

using contract::Format;
using contract::Type;

Typical of_kin(Kin kin) {
  Typical typical;
  typical.kin = kin;
  return typical;
}

double lower_bound(const Shape& shape, double none) {
  double low = none;
  if (shape.minimum) low = shape.minimum->get<double>();
  if (shape.exclusive_minimum) low = std::max(low, shape.exclusive_minimum->get<double>());
  return low;
}

double upper_bound(const Shape& shape, double none) {
  double high = none;
  if (shape.maximum) high = shape.maximum->get<double>();
  if (shape.exclusive_maximum) high = std::min(high, shape.exclusive_maximum->get<double>());
  return high;
}

// Bounds in units of `unit`, inclusive, at most a million apart. The ends are left out where they
// are exclusive.
void set_range(const Shape& shape, double unit, Typical& typical) {
  const bool has_low = shape.minimum || shape.exclusive_minimum;
  const bool has_high = shape.maximum || shape.exclusive_maximum;
  const double high = has_high ? upper_bound(shape, HUGE_VAL) : HUGE_VAL;
  const double low = has_low ? lower_bound(shape, -HUGE_VAL) : std::min(0.0, high - 1000 * unit);
  double from = std::ceil(low / unit);
  double to = std::min(std::floor(high / unit), from + 999'999);
  if (shape.exclusive_minimum && from * unit <= shape.exclusive_minimum->get<double>()) ++from;
  if (shape.exclusive_maximum && to * unit >= shape.exclusive_maximum->get<double>()) --to;
  constexpr double safe = 9e18;
  typical.low = static_cast<std::int64_t>(std::clamp(from, -safe, safe));
  typical.high = static_cast<std::int64_t>(std::clamp(std::max(from, to), -safe, safe));
}

Typical integer_of(const Shape& shape) {
  Typical typical = of_kin(Kin::integer);
  if (!shape.multiples.empty()) {
    const double step = shape.multiples.front().get<double>();
    if (step >= 1 && step < 1e9 && step == std::floor(step)) {
      typical.step = static_cast<std::int64_t>(step);
    }
  }
  set_range(shape, static_cast<double>(typical.step), typical);
  return typical;
}

Typical decimal_of(const Shape& shape) {
  Typical typical = of_kin(Kin::decimal);
  typical.places = 2;
  double step = shape.multiples.empty() ? 0.01 : shape.multiples.front().get<double>();
  for (typical.places = 0; typical.places < 6; ++typical.places) {
    const double units = step * std::pow(10, typical.places);
    if (std::abs(units - std::round(units)) < 1e-9) break;
  }
  typical.step = std::max<std::int64_t>(1, std::llround(step * std::pow(10, typical.places)));
  set_range(shape, step, typical);
  return typical;
}

// A link of the same form as the example: only the last token of its path or query differs.
Typical uri_of(const FieldContext& field, Pool& pool) {
  Typical typical = of_kin(Kin::uri);
  std::string text = "https://" + std::string(field.host) + "/";
  if (field.canonical.is_string()) text = field.canonical.get<std::string>();
  const auto authority = text.find("://");
  const auto path = text.find('/', authority == std::string::npos ? 0 : authority + 3);
  if (path == std::string::npos) text += '/';
  // The token that tells things apart is the one that looks least like a word: the last part of
  // the path that has a digit, else the last one.
  const auto end = std::min(text.find_first_of("?#"), text.size());
  std::size_t from = text.rfind('/', end - 1) + 1;
  std::size_t to = end;
  for (std::size_t begin = from, stop = end; begin > path + 1;) {
    const std::string_view part = std::string_view(text).substr(begin, stop - begin);
    if (part.find_first_of("0123456789") != std::string_view::npos) {
      from = begin;
      to = stop;
      break;
    }
    stop = begin - 1;
    begin = text.rfind('/', stop - 1) + 1;
    if (begin <= path) break;
  }
  if (const auto dot = text.find('.', from); dot < to) to = dot;  // keep the suffix of a file
  typical.head = pool.keep(text.substr(0, from));
  typical.tail = pool.keep(text.substr(to));
  return typical;
}

Typical of_format(const FieldContext& field, Pool& pool) {
  Typical typical;
  typical.head = pool.keep(field.host);
  switch (field.shape.format) {
    case Format::uri:
    case Format::uri_reference:
      return uri_of(field, pool);
    case Format::date_time:
      typical.kin = Kin::date_time;
      break;
    case Format::date:
      typical.kin = Kin::date;
      break;
    case Format::time:
      typical.kin = Kin::time;
      break;
    case Format::email:
      typical.kin = Kin::email;
      break;
    case Format::uuid:
      typical.kin = Kin::uuid;
      break;
    case Format::hostname:
      typical.kin = Kin::hostname;
      break;
    case Format::ipv4:
      typical.kin = Kin::ipv4;
      break;
    case Format::ipv6:
      typical.kin = Kin::ipv6;
      break;
    case Format::iana_time_zone:
      for (const auto zone : contract::iana_time_zones()) {
        typical.values.push_back(pool.keep(quote(zone)));
      }
      break;
    case Format::none:
      break;
  }
  return typical;
}

void add_texts(const FieldContext& field, std::string_view name, Pool& pool,
               std::vector<Typical>& out) {
  const Shape& shape = field.shape;
  if (shape.format != Format::none) {
    out.push_back(of_format(field, pool));
    return;
  }
  if (const Kin kin = kin_of_name(name); kin != Kin::text) {
    out.push_back(of_kin(kin));
    out.back().head = pool.keep(field.host);
  }
  out.push_back(of_kin(Kin::text));
  Typical sized = of_kin(Kin::sized_text);
  constexpr std::uint64_t longest = 1u << 16;
  sized.min_length = static_cast<std::uint32_t>(std::min(shape.min_length.value_or(0), longest));
  const auto most = std::min<std::uint64_t>(shape.max_length.value_or(longest), longest);
  sized.max_length = std::max(sized.min_length, static_cast<std::uint32_t>(most));
  out.push_back(sized);
  if (shape.patterns.empty()) return;
  Typical sampled = of_kin(Kin::pattern);
  sampled.pattern = Pattern::parse(shape.patterns.front());
  if (sampled.pattern) out.push_back(std::move(sampled));
}

}  // namespace

Kin kin_of_name(std::string_view name) {
  struct Hint {
    std::string_view part;
    Kin kin;
  };
  constexpr auto hints = std::to_array<Hint>({{"first_name", Kin::first_name},
                                              {"firstname", Kin::first_name},
                                              {"given", Kin::first_name},
                                              {"last_name", Kin::last_name},
                                              {"lastname", Kin::last_name},
                                              {"surname", Kin::last_name},
                                              {"family", Kin::last_name},
                                              {"full_name", Kin::full_name},
                                              {"fullname", Kin::full_name},
                                              {"username", Kin::label},
                                              {"name", Kin::company},
                                              {"company", Kin::company},
                                              {"phone", Kin::phone},
                                              {"mobile", Kin::phone},
                                              {"email", Kin::email},
                                              {"title", Kin::title},
                                              {"subject", Kin::title},
                                              {"domain", Kin::label},
                                              {"slug", Kin::label},
                                              {"uuid", Kin::uuid},
                                              {"host", Kin::hostname}});
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const Hint& hint : hints) {
    if (lower.find(hint.part) != std::string::npos) return hint.kin;
  }
  return Kin::text;
}

std::vector<Typical> typical_candidates(const FieldContext& field, std::string_view name,
                                        Pool& pool) {
  const Shape& shape = field.shape;
  std::vector<Typical> out;
  Typical listed;
  if (shape.enumeration) {
    for (const Json& value : *shape.enumeration) {
      if (!value.is_null()) listed.values.push_back(pool.keep(value.dump()));
    }
  } else {
    for (const auto& value : shape.open_enum) listed.values.push_back(pool.keep(quote(value)));
  }
  if (!listed.values.empty()) out.push_back(std::move(listed));
  if (field.canonical.is_boolean()) out.push_back(of_kin(Kin::boolean));
  if (field.canonical.is_number()) {
    const bool whole = !shape.types.has(Type::number);
    out.push_back(whole ? integer_of(shape) : decimal_of(shape));
  }
  if (field.canonical.is_string()) add_texts(field, name, pool, out);
  return out;
}

std::vector<Json> canonical_candidates(const Shape& shape) {
  std::vector<Json> out;
  for (const Json& value : shape.examples) out.push_back(value);
  if (shape.enumeration) {
    out.insert(out.end(), shape.enumeration->begin(), shape.enumeration->end());
    return out;
  }
  for (const auto& value : shape.open_enum) out.emplace_back(value);
  if (shape.types.has(Type::string)) {
    if (const auto sample = sample_of(shape.format); !sample.empty()) out.emplace_back(sample);
    for (const std::string& source : shape.patterns) {
      const auto pattern = Pattern::parse(source);
      for (std::uint64_t i = 0; pattern && i < 64; ++i) {
        std::string text;
        Writer writer(text);
        writer.put('"');
        pattern->sample(i, Pattern::Size::drawn, 4 + static_cast<std::uint32_t>(i), writer);
        writer.put('"');
        if (auto value = contract::parse_json(writer.view())) out.push_back(std::move(*value));
      }
    }
    out.emplace_back("text");
    const auto least = std::min<std::uint64_t>(shape.min_length.value_or(0), 1u << 16);
    out.emplace_back(std::string(least, 'x'));
  }
  if (shape.types.has(Type::integer) || shape.types.has(Type::number)) {
    for (const int plain : {1, 0, 10}) out.emplace_back(plain);
    Typical typical = shape.types.has(Type::number) && !shape.multiples.empty() ? decimal_of(shape)
                                                                                : integer_of(shape);
    for (std::uint64_t i = 0; i < 16; ++i) {
      std::string text;
      Writer writer(text);
      typical.write(i, writer);
      if (auto value = contract::parse_json(writer.view())) out.push_back(std::move(*value));
    }
    for (const auto* bound : {&shape.minimum, &shape.maximum}) {
      if (*bound) out.push_back(**bound);
    }
    const double low = lower_bound(shape, 0), high = upper_bound(shape, low + 2);
    out.emplace_back(low + (high - low) / 2);
  }
  if (shape.types.has(Type::boolean)) {
    out.emplace_back(false);
    out.emplace_back(true);
  }
  return out;
}

}  // namespace hookworthy::plan
