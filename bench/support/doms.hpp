#pragma once

#include "verifier/contract/schema.hpp"

#include <cmath>
#include <cstdint>
#include <string_view>

#include <boost/json.hpp>
#include <rapidjson/document.h>
#include <simdjson.h>

// How Walk looks at the values of other JSON libraries.

namespace hookworthy::bench {

inline contract::Type type_of_double(double value) {
  return std::trunc(value) == value ? contract::Type::integer : contract::Type::number;
}

struct SimdjsonDom {
  using Value = simdjson::dom::element;

  static contract::Type type(Value value) {
    using enum simdjson::dom::element_type;
    switch (value.type()) {
      case ARRAY:
        return contract::Type::array;
      case OBJECT:
        return contract::Type::object;
      case INT64:
      case UINT64:
        return contract::Type::integer;
      case DOUBLE:
        return type_of_double(number(value));
      case STRING:
        return contract::Type::string;
      case BOOL:
        return contract::Type::boolean;
      default:
        return contract::Type::null;
    }
  }
  static std::string_view text(Value value) { return value.get_string().value_unsafe(); }
  static double number(Value value) { return value.get_double().value_unsafe(); }
  static std::int64_t integer(Value value) {
    std::int64_t result = 0;
    if (value.get_int64().get(result) == simdjson::SUCCESS) return result;
    return static_cast<std::int64_t>(number(value));
  }
  static simdjson::dom::object object_of(Value value) {
    simdjson::dom::object object;
    const bool is_object = value.get(object) == simdjson::SUCCESS;
    return is_object ? object : simdjson::dom::object();
  }
  template <class F>
  static bool members(Value value, F f) {
    const simdjson::dom::object object = object_of(value);
    for (const auto member : object) {
      if (!f(member.key, member.value)) return false;
    }
    return true;
  }
  template <class F>
  static bool items(Value value, F f) {
    simdjson::dom::array array;
    if (value.get(array) != simdjson::SUCCESS) return false;
    for (const Value item : array) {
      if (!f(item)) return false;
    }
    return true;
  }
  static bool equal(Value a, Value b) {
    const contract::Type kind = type(a);
    if (kind != type(b)) return false;
    if (kind == contract::Type::string) return text(a) == text(b);
    if (kind == contract::Type::integer) return integer(a) == integer(b);
    if (kind == contract::Type::number) return number(a) == number(b);
    if (kind == contract::Type::boolean) {
      return a.get_bool().value_unsafe() == b.get_bool().value_unsafe();
    }
    if (kind != contract::Type::object) return true;
    const simdjson::dom::object other = object_of(b);
    if (other.size() != object_of(a).size()) return false;
    return members(a, [&](std::string_view name, Value member) {
      Value same;
      return other.at_key(name).get(same) == simdjson::SUCCESS && equal(member, same);
    });
  }
};

struct RapidDom {
  using Value = const rapidjson::Value*;

  static contract::Type type(Value value) {
    if (value->IsString()) return contract::Type::string;
    if (value->IsObject()) return contract::Type::object;
    if (value->IsInt64() || value->IsUint64()) return contract::Type::integer;
    if (value->IsNumber()) return type_of_double(value->GetDouble());
    if (value->IsBool()) return contract::Type::boolean;
    return value->IsArray() ? contract::Type::array : contract::Type::null;
  }
  static std::string_view text(Value value) {
    return {value->GetString(), value->GetStringLength()};
  }
  static double number(Value value) { return value->GetDouble(); }
  static std::int64_t integer(Value value) {
    return value->IsInt64() ? value->GetInt64() : static_cast<std::int64_t>(value->GetDouble());
  }
  template <class F>
  static bool members(Value value, F f) {
    for (auto member = value->MemberBegin(); member != value->MemberEnd(); ++member) {
      if (!f(text(&member->name), &member->value)) return false;
    }
    return true;
  }
  template <class F>
  static bool items(Value value, F f) {
    for (auto item = value->Begin(); item != value->End(); ++item) {
      if (!f(&*item)) return false;
    }
    return true;
  }
  static bool equal(Value a, Value b) { return *a == *b; }
};

struct BoostDom {
  using Value = const boost::json::value*;

  static contract::Type type(Value value) {
    switch (value->kind()) {
      case boost::json::kind::string:
        return contract::Type::string;
      case boost::json::kind::object:
        return contract::Type::object;
      case boost::json::kind::int64:
      case boost::json::kind::uint64:
        return contract::Type::integer;
      case boost::json::kind::double_:
        return type_of_double(value->get_double());
      case boost::json::kind::bool_:
        return contract::Type::boolean;
      case boost::json::kind::array:
        return contract::Type::array;
      default:
        return contract::Type::null;
    }
  }
  static std::string_view text(Value value) {
    return {value->get_string().data(), value->get_string().size()};
  }
  static double number(Value value) { return value->to_number<double>(); }
  static std::int64_t integer(Value value) {
    return value->is_int64() ? value->get_int64() : static_cast<std::int64_t>(number(value));
  }
  template <class F>
  static bool members(Value value, F f) {
    for (const auto& member : value->get_object()) {
      if (!f({member.key().data(), member.key().size()}, &member.value())) return false;
    }
    return true;
  }
  template <class F>
  static bool items(Value value, F f) {
    for (const auto& item : value->get_array()) {
      if (!f(&item)) return false;
    }
    return true;
  }
  static bool equal(Value a, Value b) { return *a == *b; }
};

}  // namespace hookworthy::bench
