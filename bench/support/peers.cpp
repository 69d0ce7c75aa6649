#include "bench/support/peers.hpp"

#include "bench/support/doms.hpp"
#include "bench/support/walk.hpp"
#include "verifier/contract/fast_parser.hpp"

#include <cstring>
#include <memory>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>
#include <rapidjson/reader.h>

namespace hookworthy::bench {
namespace {

using contract::FastParser;
using contract::Validator;

const Validator& validator() {
  static const Validator instance(embedded());
  return instance;
}

const contract::fast::Plan& walk_plan() {
  static const contract::fast::Plan plan = contract::fast::compile_plan(*embedded(), validator());
  return plan;
}

Subject ours(const char* name, FastParser::Instructions instructions) {
  const auto parser = std::make_shared<FastParser>(embedded(), instructions);
  return {name, true, [parser](const CallbackSet& set) -> Reader {
            return [parser, &set](std::size_t i) {
              contract::Extract extract;
              const bool valid = parser->parse(set.bodies[i], extract).valid;
              benchmark::DoNotOptimize(extract.entity);
              return valid;
            };
          }};
}

/// A subject that needs nothing but the body.
template <class Read>
Subject plain(const char* name, bool validates, Read read) {
  return {name, validates, [read](const CallbackSet& set) -> Reader {
            return [read, &set](std::size_t i) mutable { return read(set.bodies[i]); };
          }};
}

struct NoEvents : nlohmann::json_sax<nlohmann::json> {
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }
};

void add_nlohmann(std::vector<Subject>& list) {
  list.push_back(plain("nlohmann accept", false,
                       [](const std::string& body) { return nlohmann::json::accept(body); }));
  list.push_back(plain("nlohmann SAX", false, [](const std::string& body) {
    NoEvents events;
    return nlohmann::json::sax_parse(body, &events);
  }));
  list.push_back(plain("nlohmann DOM", false, [](const std::string& body) {
    return !nlohmann::json::parse(body, nullptr, false).is_discarded();
  }));
  list.push_back(plain("nlohmann DOM + validation", true,
                       [](const std::string& body) { return validator().judge(body).valid; }));
}

std::vector<simdjson::padded_string> padded(const CallbackSet& set) {
  std::vector<simdjson::padded_string> bodies;
  for (const std::string& body : set.bodies) bodies.emplace_back(body);
  return bodies;
}

bool visit(simdjson::ondemand::value value) {
  switch (value.type().value_unsafe()) {
    case simdjson::ondemand::json_type::object:
      for (auto member : value.get_object()) {
        std::string_view name;
        simdjson::ondemand::value inner;
        if (member.unescaped_key().get(name) || member.value().get(inner) || !visit(inner)) {
          return false;
        }
      }
      return true;
    case simdjson::ondemand::json_type::array:
      for (auto item : value.get_array()) {
        simdjson::ondemand::value inner;
        if (std::move(item).get(inner) || !visit(inner)) return false;
      }
      return true;
    case simdjson::ondemand::json_type::string:
      return value.get_string().error() == simdjson::SUCCESS;
    case simdjson::ondemand::json_type::number:
      return value.get_number().error() == simdjson::SUCCESS;
    case simdjson::ondemand::json_type::boolean:
      return value.get_bool().error() == simdjson::SUCCESS;
    default:
      return value.is_null();
  }
}

void add_simdjson(std::vector<Subject>& list) {
  const auto dom = [](bool validates) {
    return [validates](const CallbackSet& set) -> Reader {
      const auto parser = std::make_shared<simdjson::dom::parser>();
      const auto bodies = std::make_shared<std::vector<simdjson::padded_string>>(padded(set));
      return [parser, bodies, validates](std::size_t i) {
        simdjson::dom::element callback;
        if (parser->parse((*bodies)[i]).get(callback)) return false;
        return !validates || Walk<SimdjsonDom>(*embedded(), walk_plan()).judge(callback);
      };
    };
  };
  list.push_back({"simdjson DOM", false, dom(false)});
  list.push_back({"simdjson DOM + validation", true, dom(true)});
  list.push_back({"simdjson on-demand", false, [](const CallbackSet& set) -> Reader {
                    const auto parser = std::make_shared<simdjson::ondemand::parser>();
                    const auto bodies =
                        std::make_shared<std::vector<simdjson::padded_string>>(padded(set));
                    return [parser, bodies](std::size_t i) {
                      simdjson::ondemand::document document;
                      simdjson::ondemand::value root;
                      return !parser->iterate((*bodies)[i]).get(document) &&
                             !document.get_value().get(root) && visit(root);
                    };
                  }});
}

constexpr unsigned strict =
    rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag;

bool parse_rapid(const std::string& body, bool in_situ, bool validates) {
  static std::vector<char> memory(std::size_t{4} << 20), copy(std::size_t{1} << 20);
  rapidjson::MemoryPoolAllocator<> pool(memory.data(), memory.size());
  rapidjson::Document document(&pool);
  if (in_situ) {
    if (body.size() >= copy.size()) return false;
    std::memcpy(copy.data(), body.c_str(), body.size() + 1);
    document.ParseInsitu<strict | rapidjson::kParseInsituFlag>(copy.data());
  } else {
    document.Parse<strict>(body.data(), body.size());
  }
  if (document.HasParseError()) return false;
  return !validates || Walk<RapidDom>(*embedded(), walk_plan()).judge(&document);
}

bool parse_boost(const std::string& body, bool validates) {
  static std::vector<unsigned char> memory(std::size_t{4} << 20);
  static boost::json::parser parser;
  boost::json::static_resource arena(memory.data(), memory.size());
  boost::json::error_code error;
  parser.reset(&arena);
  parser.write(body.data(), body.size(), error);
  if (error) return false;
  const boost::json::value callback = parser.release();
  return !validates || Walk<BoostDom>(*embedded(), walk_plan()).judge(&callback);
}

void add_others(std::vector<Subject>& list) {
  for (const bool validates : {false, true}) {
    const std::string tail = validates ? " + validation" : "";
    const auto add = [&](const std::string& name, auto parse) {
      list.push_back(plain((name + tail).c_str(), validates, parse));
    };
    add("RapidJSON in situ",
        [validates](const std::string& body) { return parse_rapid(body, true, validates); });
    add("RapidJSON",
        [validates](const std::string& body) { return parse_rapid(body, false, validates); });
    add("Boost.JSON arena",
        [validates](const std::string& body) { return parse_boost(body, validates); });
  }
}

}  // namespace

std::vector<Subject> subjects() {
  using Instructions = FastParser::Instructions;
  std::vector<Subject> list;
  list.push_back(ours("hookworthy", Instructions::best));
  list.push_back(ours("hookworthy SSE2", Instructions::sse2));
  list.push_back(ours("hookworthy portable", Instructions::portable));
  list.push_back(plain("memcpy", false, [](const std::string& body) {
    static std::vector<char> copy(std::size_t{1} << 20);
    std::memcpy(copy.data(), body.data(), std::min(body.size(), copy.size()));
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
    return true;
  }));
  add_simdjson(list);
  add_others(list);
  add_nlohmann(list);
  return list;
}

}  // namespace hookworthy::bench
