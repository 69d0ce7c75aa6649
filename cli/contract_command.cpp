// `hookworthy contract show|check`: prints a contract, or says whether a file is one.

#include "cli/options.hpp"
#include "fixtures/contracts/embedded_contract.hpp"
#include "verifier/contract/shape.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hookworthy::cli {
namespace {

using contract::Contract;
using contract::Shape;
using contract::Type;

struct ContractCommandOptions {
  ContractOptions contract;
  std::string format = "text";
};

constexpr int deepest_printed = 8;  // recursive schemas end somewhere

std::string type_names(const Shape& shape) {
  constexpr std::array<std::pair<Type, std::string_view>, 7> names{{{Type::object, "object"},
                                                                    {Type::array, "array"},
                                                                    {Type::string, "string"},
                                                                    {Type::integer, "integer"},
                                                                    {Type::number, "number"},
                                                                    {Type::boolean, "boolean"},
                                                                    {Type::null, "null"}}};
  if (shape.types == contract::TypeSet::all()) return "any";
  std::vector<std::string_view> found;
  for (const auto& [type, name] : names) {
    const bool implied = type == Type::integer && shape.types.has(Type::number);
    if (shape.types.has(type) && !implied) found.push_back(name);
  }
  return fmt::format("{}", fmt::join(found, "|"));
}

std::string_view format_name(contract::Format format) {
  using contract::Format;
  switch (format) {
    case Format::none:
      return "";
    case Format::date_time:
      return "date-time";
    case Format::date:
      return "date";
    case Format::time:
      return "time";
    case Format::uri:
      return "uri";
    case Format::uri_reference:
      return "uri-reference";
    case Format::email:
      return "email";
    case Format::uuid:
      return "uuid";
    case Format::hostname:
      return "hostname";
    case Format::ipv4:
      return "ipv4";
    case Format::ipv6:
      return "ipv6";
    case Format::iana_time_zone:
      return "iana-time-zone";
  }
  return "";
}

std::string_view provenance_name(contract::Provenance provenance) {
  using contract::Provenance;
  switch (provenance) {
    case Provenance::unstated:
      return "";
    case Provenance::documented:
      return "documented";
    case Provenance::described:
      return "described";
    case Provenance::inferred:
      return "inferred";
  }
  return "";
}

std::string describe_shape(const Shape& shape) {
  std::string text = type_names(shape);
  if (shape.format != contract::Format::none) text += fmt::format(" {}", format_name(shape.format));
  if (!shape.open_enum.empty()) {
    text += fmt::format(" open enum {{{}}}", fmt::join(shape.open_enum, ", "));
  }
  if (shape.enumeration) {
    std::vector<std::string> values;
    for (const auto& value : *shape.enumeration) values.push_back(value.dump());
    text += fmt::format(" {{{}}}", fmt::join(values, ", "));
  }
  return text;
}

void print_members(const Contract& contract, const Shape& shape, int depth) {
  if (depth > deepest_printed) return;
  for (const Shape::Member& member : shape.members) {
    const Shape inner = contract::shape_of(contract, member.schemas);
    const std::string name = std::string(static_cast<std::size_t>(depth) * 2, ' ') + member.name +
                             (member.required ? "" : "?");
    fmt::print("  {:<34} {:<48} {}\n", name, describe_shape(inner),
               provenance_name(inner.provenance));
    print_members(contract, inner, depth + 1);
  }
  for (const contract::Relation& relation : shape.relations) {
    fmt::print("  {}- {}: {}\n", std::string(static_cast<std::size_t>(depth) * 2, ' '), relation.id,
               relation.summary);
  }
}

void print_contract(const Contract& contract) {
  fmt::print("{} {}\nsha256 {}\n", contract.title(), contract.version(), contract.sha256());
  for (const contract::CallbackType& type : contract.types()) {
    const contract::SchemaId body[] = {type.body};
    fmt::print("\n{} ({} {}{}{})\n", type.name, type.method, type.media_type,
               type.endpoint_group.empty() ? "" : ", endpoint group ", type.endpoint_group);
    if (!type.summary.empty()) fmt::print("  {}\n", type.summary);
    print_members(contract, contract::shape_of(contract, body), 0);
  }
}

int show(const ContractCommandOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  if (options.format == "text") {
    print_contract(**contract);
  } else if (options.contract.contract_file.empty()) {
    const std::string_view document = embedded_contract();
    std::fwrite(document.data(), 1, document.size(), stdout);
  } else {
    const auto document = read_file(options.contract.contract_file, std::size_t{16} << 20);
    if (!document) return fail(document.error());
    std::fwrite(document->data(), 1, document->size(), stdout);
  }
  return std::fflush(stdout) == 0 ? exit_kept : fail({"cannot write to standard output"});
}

int check(const ContractCommandOptions& options) {
  const auto contract = load_contract(options.contract);
  if (!contract) return fail(contract.error());
  std::size_t relations = 0;
  for (const contract::Schema& schema : (*contract)->schemas())
    relations += schema.relations.size();
  fmt::print("{}: ok, {} callback types, {} relations, {} warnings\n",
             options.contract.contract_file, (*contract)->types().size(), relations,
             (*contract)->warnings().size());
  return exit_kept;
}

}  // namespace

void add_contract(CLI::App& root, Action& action) {
  auto options = std::make_shared<ContractCommandOptions>();
  CLI::App* command = root.add_subcommand("contract", "Print or check a contract");
  command->require_subcommand(1);

  CLI::App* show_command =
      command->add_subcommand("show", "Print types, fields, rules and their provenance");
  show_command->add_option("FILE", options->contract.contract_file,
                           "OpenAPI 3.1 document (default: the embedded contract)");
  add_contract_option(*show_command, options->contract);
  show_command
      ->add_option("--format", options->format,
                   "text, or json: the document itself, to correct it and pass it to --contract")
      ->check(CLI::IsMember({"text", "json"}));
  show_command->footer("Example: hookworthy contract show --format json > mine.json");
  show_command->callback([options, &action] { action = [options] { return show(*options); }; });

  CLI::App* check_command =
      command->add_subcommand("check", "Say whether FILE is a contract; exit code 2 if not");
  check_command->add_option("FILE", options->contract.contract_file, "OpenAPI 3.1 document")
      ->required();
  check_command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace hookworthy::cli
