#include "verifier/contract/loader_relation.hpp"

#include "verifier/contract/json_pointer.hpp"
#include "verifier/contract/loader_schema.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::contract {
namespace {

using Op = Condition::Op;
constexpr std::array<std::pair<std::string_view, Op>, 6> ops{{{"equals", Op::equals},
                                                              {"differs", Op::differs},
                                                              {"is_null", Op::is_null},
                                                              {"not_null", Op::not_null},
                                                              {"after", Op::after},
                                                              {"not_before", Op::not_before}}};

}  // namespace

std::vector<SchemaId> RelationLoader::closure(const std::vector<SchemaId>& ids) const {
  std::vector<SchemaId> all;
  std::unordered_set<SchemaId> seen;
  std::vector<SchemaId> pending = ids;
  while (!pending.empty()) {
    const SchemaId id = pending.back();
    pending.pop_back();
    if (!seen.insert(id).second) continue;
    all.push_back(id);
    const auto inner = schemas_in_place(schemas_[id], false);
    pending.insert(pending.end(), inner.begin(), inner.end());
  }
  return all;
}

std::vector<SchemaId> RelationLoader::follow(SchemaId base, const Pointer& pointer) const {
  std::vector<SchemaId> at = closure({base});
  for (const std::string& token : pointer) {
    std::vector<SchemaId> next;
    const auto index = parse_array_index(token);
    for (const SchemaId id : at) {
      const Schema& schema = schemas_[id];
      const auto named = std::find_if(schema.properties.begin(), schema.properties.end(),
                                      [&](const Property& p) { return p.name == token; });
      if (named != schema.properties.end()) {
        next.push_back(named->schema);
      } else if (schema.additional_properties && !schemas_[*schema.additional_properties].never) {
        next.push_back(*schema.additional_properties);
      }
      if (index && *index < schema.prefix_items.size()) {
        next.push_back(schema.prefix_items[*index]);
      } else if (index && schema.items && !schemas_[*schema.items].never) {
        next.push_back(*schema.items);
      }
    }
    at = closure(next);
  }
  return at;
}

std::optional<Pointer> RelationLoader::read_path(SchemaId base, const Node& node) {
  auto pointer = node.read_pointer();
  if (!pointer) return std::nullopt;
  if (follow(base, *pointer).empty()) {
    node.fail(fmt::format("'{}' leads to no property of {}", to_string(*pointer),
                          schemas_[base].pointer));
    return std::nullopt;
  }
  return pointer;
}

std::optional<Operand> RelationLoader::read_operand(SchemaId base, const Node& node) {
  if (!node.value().is_object()) {
    auto pointer = read_path(base, node);
    if (!pointer) return std::nullopt;
    return Operand{std::move(pointer), {}};
  }
  node.refuse_unknown_keys({"const"});
  const auto constant = node.need("const");
  if (!constant) return std::nullopt;
  return Operand{std::nullopt, Json(constant->value())};
}

void RelationLoader::need_date_time(SchemaId base, const Pointer& pointer, const Node& node) const {
  const auto ids = follow(base, pointer);
  if (std::none_of(ids.begin(), ids.end(),
                   [&](SchemaId id) { return schemas_[id].format == Format::date_time; })) {
    node.fail("must lead to a string of format date-time");
  }
}

std::optional<Condition> RelationLoader::read_condition(SchemaId base, const Node& node) {
  const auto members = node.read_members();
  const auto op =
      members.size() != 1 ? ops.end() : std::find_if(ops.begin(), ops.end(), [&](const auto& o) {
        return o.first == members[0].name;
      });
  if (op == ops.end()) {
    node.fail("must have one key: equals, differs, is_null, not_null, after or not_before");
    return std::nullopt;
  }
  const Node& operands = members[0].node;
  if (op->second == Op::is_null || op->second == Op::not_null) {
    auto left = read_path(base, operands);
    if (!left) return std::nullopt;
    return Condition{op->second, std::move(*left), {}};
  }
  const auto sides = operands.read_elements();
  if (sides.size() != 2) {
    operands.fail("must have two elements");
    return std::nullopt;
  }
  auto left = read_path(base, sides[0]);
  auto right = read_operand(base, sides[1]);
  if (!left || !right) return std::nullopt;
  if (op->second == Op::after || op->second == Op::not_before) {
    need_date_time(base, *left, sides[0]);
    if (right->at) {
      need_date_time(base, *right->at, sides[1]);
    } else {
      sides[1].fail("must be a JSON pointer");
    }
  }
  return Condition{op->second, std::move(*left), std::move(*right)};
}

void RelationLoader::read_rule(SchemaId owner, const Node& node, Relation& relation) {
  const auto always = node.member("assert");
  const auto premise = node.member("if"), conclusion = node.member("then");
  const auto both = node.member("iff");
  std::optional<Condition> result;
  if (always && !premise && !conclusion && !both) {
    result = read_condition(owner, *always);
  } else if (premise && conclusion && !always && !both) {
    relation.form = Relation::Form::implies;
    relation.premise = read_condition(owner, *premise);
    result = read_condition(owner, *conclusion);
  } else if (both && !always && !premise && !conclusion) {
    relation.form = Relation::Form::iff;
    const auto sides = both->read_elements();
    if (sides.size() != 2) return both->fail("must have two conditions, the dependent one first");
    result = read_condition(owner, sides[0]);
    relation.premise = read_condition(owner, sides[1]);
  } else {
    return node.fail("needs either 'assert', or 'if' and 'then', or 'iff'");
  }
  if (result) relation.conclusion = std::move(*result);
}

std::optional<Relation> RelationLoader::read_relation(SchemaId owner, const Node& node) {
  node.refuse_unknown_keys({"id", "summary", "x-provenance", "assert", "if", "then", "iff"});
  const auto id = node.need("id"), summary = node.need("summary");
  if (!id || !summary) return std::nullopt;
  Relation relation;
  relation.id = id->read_text().value_or("");
  relation.summary = summary->read_text().value_or("");
  relation.provenance = read_provenance(node);
  if (!ids_.insert(relation.id).second) id->fail("another relation has this id");
  read_rule(owner, node, relation);
  return relation;
}

void RelationLoader::read_relations(SchemaId owner, const Node& node) {
  for (const Node& element : node.read_elements()) {
    if (auto relation = read_relation(owner, element)) {
      schemas_[owner].relations.push_back(std::move(*relation));
    }
  }
}

}  // namespace hookworthy::contract
