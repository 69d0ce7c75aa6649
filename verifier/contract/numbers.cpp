#include "verifier/contract/numbers.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace hookworthy::contract {
namespace {

using Order = std::strong_ordering;
__extension__ using Wide = unsigned __int128;

Order reverse(Order order) {
  return 0 <=> order;
}

Order order_of(bool less, bool equal) {
  return less ? Order::less : equal ? Order::equal : Order::greater;
}

// The casts are exact: the limits are powers of two, and truncation leaves a value in range.
template <class Integer>
Order compare_with_double(Integer a, double b) {
  constexpr double end = std::is_signed_v<Integer> ? 0x1p63 : 0x1p64;
  constexpr double begin = std::is_signed_v<Integer> ? -0x1p63 : 0.0;
  if (b >= end) return Order::less;
  if (b < begin) return Order::greater;
  const double whole = std::trunc(b);
  const auto floor_or_ceiling = static_cast<Integer>(whole);
  if (a != floor_or_ceiling) return a <=> floor_or_ceiling;
  return order_of(whole < b, whole == b);
}

Order compare_double_with(double a, const Json& b) {
  if (b.is_number_float()) {
    const double right = b.get<double>();
    return order_of(a < right, a == right);
  }
  if (b.is_number_unsigned()) return reverse(compare_with_double(b.get<std::uint64_t>(), a));
  return reverse(compare_with_double(b.get<std::int64_t>(), a));
}

// mantissa * 10^exponent
struct Decimal {
  std::uint64_t mantissa = 0;
  int exponent = 0;
};

Decimal decimal_of_double(double value) {
  std::array<char, 40> text{};
  const auto [end, error] =
      std::to_chars(text.begin(), text.end(), std::fabs(value), std::chars_format::scientific);
  HOOKWORTHY_ASSERT(error == std::errc());
  Decimal decimal;
  int fraction_digits = 0;
  bool in_fraction = false;
  const char* at = text.data();
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      in_fraction = true;
      continue;
    }
    decimal.mantissa = decimal.mantissa * 10 + static_cast<std::uint64_t>(*at - '0');
    fraction_digits += in_fraction ? 1 : 0;
  }
  if (at != end && ++at != end && *at == '+') ++at;
  std::from_chars(at, end, decimal.exponent);
  decimal.exponent -= fraction_digits;
  return decimal;
}

Decimal decimal_of(const Json& number) {
  if (number.is_number_float()) return decimal_of_double(number.get<double>());
  if (number.is_number_unsigned()) return {number.get<std::uint64_t>(), 0};
  const auto value = static_cast<std::uint64_t>(number.get<std::int64_t>());
  return {number.get<std::int64_t>() < 0 ? 0 - value : value, 0};
}

std::uint64_t multiply_modulo(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % modulus);
}

std::uint64_t power_of_ten_modulo(int exponent, std::uint64_t modulus) {
  std::uint64_t result = 1 % modulus;
  std::uint64_t base = 10 % modulus;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = multiply_modulo(result, base, modulus);
    base = multiply_modulo(base, base, modulus);
  }
  return result;
}

int rank(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return 0;
    case Json::value_t::boolean:
      return 1;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return 2;
    case Json::value_t::string:
      return 3;
    case Json::value_t::array:
      return 4;
    default:
      return 5;
  }
}

Order compare_arrays(const Json& a, const Json& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (const Order order = compare_values(a[i], b[i]); order != 0) return order;
  }
  return Order::equal;
}

Order compare_objects(const Json& a, const Json& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
    if (const int names = left.key().compare(right.key()); names != 0) return names <=> 0;
    if (const Order order = compare_values(*left, *right); order != 0) return order;
  }
  return Order::equal;
}

}  // namespace

std::strong_ordering compare_numbers(const Json& a, const Json& b) {
  HOOKWORTHY_ASSERT(a.is_number() && b.is_number());
  if (a.is_number_float()) return compare_double_with(a.get<double>(), b);
  if (b.is_number_float()) return reverse(compare_double_with(b.get<double>(), a));
  const auto negative = [](const Json& n) {
    return !n.is_number_unsigned() && n.get<std::int64_t>() < 0;
  };
  if (negative(a) || negative(b)) {
    if (negative(a) && negative(b)) return a.get<std::int64_t>() <=> b.get<std::int64_t>();
    return negative(a) ? Order::less : Order::greater;
  }
  return a.get<std::uint64_t>() <=> b.get<std::uint64_t>();
}

bool is_integral(const Json& number) {
  if (!number.is_number_float()) return number.is_number();
  const double value = number.get<double>();
  return std::trunc(value) == value;
}

bool is_multiple_of(const Json& value, const Json& divisor) {
  Decimal a = decimal_of(value);
  Decimal b = decimal_of(divisor);
  HOOKWORTHY_ASSERT(b.mantissa != 0);
  if (a.mantissa == 0) return true;
  // Only the difference of the exponents matters; a smaller one of the value's eats its zeros.
  while (a.exponent < b.exponent && a.mantissa % 10 == 0) {
    a.mantissa /= 10;
    ++a.exponent;
  }
  while (a.exponent < b.exponent && b.mantissa <= UINT64_MAX / 10) {
    b.mantissa *= 10;
    --b.exponent;
  }
  // The divisor's last digit stands at a place that no 64-bit mantissa of the value reaches.
  if (a.exponent < b.exponent) return false;
  const std::uint64_t scale = power_of_ten_modulo(a.exponent - b.exponent, b.mantissa);
  return multiply_modulo(a.mantissa % b.mantissa, scale, b.mantissa) == 0;
}

std::strong_ordering compare_values(const Json& a, const Json& b) {
  if (rank(a) != rank(b)) return rank(a) <=> rank(b);
  switch (rank(a)) {
    case 0:
      return Order::equal;
    case 1:
      return a.get<bool>() <=> b.get<bool>();
    case 2:
      return compare_numbers(a, b);
    case 3:
      return a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>()) <=> 0;
    case 4:
      return compare_arrays(a, b);
    default:
      return compare_objects(a, b);
  }
}

}  // namespace hookworthy::contract
