#include "generator/plan/candidates.hpp"

#include <cmath>
#include <limits>

namespace hookworthy::plan {
namespace {

using contract::Type;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

void add(Candidates& out, std::string label, std::string text) {
  out.push_back({std::move(label), std::move(text)});
}

void add_broken(Candidates& out, std::string label, std::string text) {
  out.push_back({std::move(label), std::move(text), Expect::reject});
}

bool is_small_integer(const Json& bound) {
  return bound.is_number_integer() && std::abs(bound.get<double>()) < 9e18;
}

// `bound` plus `steps` of the smallest step that the shape knows; rough for fractions.
std::string beside(const Json& bound, int steps, bool whole) {
  if (is_small_integer(bound)) {
    if (whole) return std::to_string(bound.get<std::int64_t>() + steps);
    const auto value = bound.get<double>() + steps * 0.01;
    if (std::abs(value) < 1e9) return Json(std::round(value * 100) / 100).dump();
  }
  const auto value = bound.get<double>();
  if (whole) return Json(std::floor(value) + (steps > 0 ? 1 : 0)).dump();
  const double step = std::max(std::abs(value) * 1e-6, 1e-6);
  return Json(value + steps * step).dump();
}

void add_bound_edges(const Shape& shape, bool whole, Candidates& out) {
  if (shape.minimum) {
    add(out, "minimum", shape.minimum->dump());
    add(out, "minimum-plus", beside(*shape.minimum, 1, whole));
  }
  if (shape.maximum) {
    add(out, "maximum", shape.maximum->dump());
    add(out, "maximum-minus", beside(*shape.maximum, -1, whole));
  }
  if (shape.exclusive_minimum) {
    add(out, "above-exclusive-minimum", beside(*shape.exclusive_minimum, 1, whole));
  }
  if (shape.exclusive_maximum) {
    add(out, "below-exclusive-maximum", beside(*shape.exclusive_maximum, -1, whole));
  }
}

void add_integer_edges(Candidates& out) {
  add(out, "0", "0");
  add(out, "1", "1");
  add(out, "2^31-1", "2147483647");
  add(out, "2^31", "2147483648");
  add(out, "2^32", "4294967296");
  add(out, "2^53-1", "9007199254740991");
  add(out, "2^53+1", "9007199254740993");
  add(out, "2^63-1", std::to_string(largest));
  add(out, "minus-1", "-1");
  add(out, "minus-2^31", "-2147483648");
  add(out, "minus-2^63", "-9223372036854775808");
  // JSON Schema calls these integers, most integer parsers do not.
  const auto spelled = [&](std::string label, std::string text) {
    out.push_back({std::move(label), std::move(text), Expect::either, {}, true, false});
  };
  spelled("1.0", "1.0");
  spelled("1e0", "1e0");
}

void add_fraction_edges(Candidates& out) {
  add(out, "0", "0");
  add(out, "0.01", "0.01");
  add(out, "0.1-plus-0.2", "0.30000000000000004");
  add(out, "integer", "7");
  add(out, "1e15", "1000000000000000");
  add(out, "exponent", "1e15");
  add(out, "exponent-upper-plus", "1.5E+3");
  add(out, "exponent-minus", "15e-1");
  add(out, "trailing-zeros", "10.500");
  add(out, "all-zeros", "0.00");
  add(out, "minus-0", "-0");
  add(out, "2^53+1", "9007199254740993");
  add(out, "many-digits", "3.14159265358979323846264338327950288");
  add(out, "tiny", "1e-300");
  add(out, "huge", "1e300");
  add(out, "minus-1.5", "-1.5");
}

}  // namespace

void add_number_edges(const FieldContext& field, Candidates& out) {
  const Shape& shape = field.shape;
  if (shape.enumeration) return;
  const bool fractions = shape.types.has(Type::number);
  if (!fractions && !shape.types.has(Type::integer)) return;
  if (fractions) {
    add_fraction_edges(out);
  } else {
    add_integer_edges(out);
  }
  add_bound_edges(shape, !fractions, out);
}

void add_number_violations(const FieldContext& field, Candidates& out) {
  const Shape& shape = field.shape;
  const bool fractions = shape.types.has(Type::number);
  if (shape.enumeration || (!fractions && !shape.types.has(Type::integer))) return;
  const bool whole = !fractions;
  if (shape.minimum) {
    add_broken(out, "below-minimum", beside(*shape.minimum, -1, whole));
    if (*shape.minimum >= 0) add_broken(out, "negative", "-1000000");
  }
  if (shape.maximum) {
    add_broken(out, "above-maximum", beside(*shape.maximum, 1, whole));
    add_broken(out, "far-above-maximum", std::to_string(largest));
  }
  if (shape.exclusive_minimum) {
    add_broken(out, "at-exclusive-minimum", shape.exclusive_minimum->dump());
  }
  if (shape.exclusive_maximum) {
    add_broken(out, "at-exclusive-maximum", shape.exclusive_maximum->dump());
  }
  if (!shape.multiples.empty() && field.canonical.is_number()) {
    const Json& step = shape.multiples.front();
    // Beside a multiple; which side is free of the bounds is not known, so try both.
    for (const double part : {0.5, -0.5}) {
      const double value = field.canonical.get<double>() + part * step.get<double>();
      add_broken(out, "not-multiple", Json(value).dump());
    }
    add_broken(out, "not-multiple", beside(field.canonical, 1, whole));
  }
}

void add_type_violations(const FieldContext& field, Candidates& out) {
  const Json& known = field.canonical;
  // Look-alikes of the right value tell more than arbitrary ones.
  const std::string text = known.is_string()      ? quote("text")
                           : known.is_primitive() ? quote(known.dump())
                                                  : quote(known.is_array() ? "[]" : "{}");
  add_broken(out, "type:string", text);
  add_broken(out, "type:integer", known.is_boolean() ? "1" : "7");
  add_broken(out, "type:number", "1.5");
  add_broken(out, "type:boolean", "true");
  add_broken(out, "type:array",
             known.is_object() || known.is_array() ? "[]" : "[" + known.dump() + "]");
  add_broken(out, "type:object", "{}");
}

}  // namespace hookworthy::plan
