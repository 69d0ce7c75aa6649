#include "verifier/record/text.hpp"
#include "verifier/report/page.hpp"
#include "verifier/report/page_parts.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace hookworthy::report {
namespace {

constexpr std::string_view no_field = "*";  ///< is no JSON pointer
constexpr std::size_t max_label_bytes = 120;

struct Part {
  std::optional<std::uint64_t> of;
  std::uint64_t tried = 0;  ///< labels
  std::uint64_t sent = 0;
  std::uint64_t violated = 0;
};

struct Cell {
  Part edge, violation, other;
  std::vector<std::pair<const check::Coverage::Key*, check::Coverage::Counter>> labels;
};

Part& part_of(Cell& cell, Kind kind) {
  return kind == Kind::edge ? cell.edge : kind == Kind::violation ? cell.violation : cell.other;
}

/// Rows, columns and cells, keyed by their numbers.
class Matrix {
 public:
  explicit Matrix(const Summary& summary) {
    for (const auto& type : summary.types) number(types_, types_by_name_, type);
    // Rows in the plan's order; what has no field comes last.
    for (const auto& goal : summary.goal.by_field) {
      Cell& cell = at(goal.type, goal.field);
      cell.edge.of = goal.edges;
      cell.violation.of = goal.violations;
    }
    // Entries come in no order, pages should.
    std::vector<const Entry*> entries;
    for (const auto& entry : summary.coverage.entries()) entries.push_back(&entry);
    std::ranges::sort(entries, [](const Entry* a, const Entry* b) {
      const auto key = [](const Entry* e) {
        return std::tie(e->first.field, e->first.type, e->first.kind, e->first.label);
      };
      return key(a) < key(b);
    });
    for (const bool with_field : {true, false}) {
      for (const Entry* entry : entries) {
        if (entry->first.has_field == with_field) add(*entry);
      }
    }
  }

  [[nodiscard]] PageJson write() const;

 private:
  using Entry = std::pair<const check::Coverage::Key, check::Coverage::Counter>;
  using Names = std::vector<std::string>;
  using Index = std::map<std::string, std::size_t, std::less<>>;

  static std::size_t number(Names& names, Index& index, std::string_view name) {
    const auto [it, added] = index.try_emplace(std::string(name), names.size());
    if (added) names.emplace_back(name);
    return it->second;
  }
  Cell& at(std::string_view type, std::string_view field) {
    return cells_[{number(fields_, fields_by_name_, field), number(types_, types_by_name_, type)}];
  }
  void add(const Entry& entry) {
    const auto& [key, counter] = entry;
    Cell& cell = at(key.type, key.has_field ? std::string_view(key.field) : no_field);
    Part& part = part_of(cell, key.kind);
    ++part.tried;
    part.sent += counter.tried;
    part.violated += counter.violated;
    cell.labels.emplace_back(&key, counter);
  }

  Names types_, fields_;
  Index types_by_name_, fields_by_name_;
  std::map<std::pair<std::size_t, std::size_t>, Cell> cells_;  ///< by (field, type)
};

PageJson part_json(const Part& part) {
  if (!part.of && part.tried == 0) return nullptr;
  return {{"of", part.of ? PageJson(*part.of) : PageJson(nullptr)},
          {"tried", part.tried},
          {"sent", part.sent},
          {"violated", part.violated}};
}

/// The labels of a cell, those that broke a clause first; adds them to `json`.
void add_labels(PageJson& json, const Cell& cell, Room& room) {
  auto sorted = cell.labels;
  std::ranges::stable_sort(sorted, std::greater{},
                           [](const auto& label) { return label.second.violated > 0; });
  PageJson labels = PageJson::array();
  for (const auto& [key, counter] : sorted) {
    PageJson line{static_cast<unsigned>(key->kind), record::printable(key->label, max_label_bytes),
                  counter.tried, counter.violated};
    if (labels.size() == PageBounds::labels || !room.take(line)) break;
    labels.push_back(std::move(line));
  }
  json["unlisted"] = sorted.size() - labels.size();
  json["labels"] = std::move(labels);
}

PageJson Matrix::write() const {
  PageJson fields = PageJson::array();
  PageJson types = PageJson::array();
  PageJson cells = PageJson::array();
  Room room(PageBounds::matrix_bytes);
  const auto add_name = [&](PageJson& to, const std::string& name) {
    PageJson text = record::printable(name, max_label_bytes);
    if (!room.take(text)) return false;
    to.push_back(std::move(text));
    return true;
  };
  while (types.size() < std::min(types_.size(), PageBounds::lines) &&
         add_name(types, types_[types.size()])) {
  }
  std::uint64_t unlisted = 0;
  std::vector<const Cell*> shown;
  for (const auto& [where, cell] : cells_) {
    const auto [field, type] = where;
    while (fields.size() <= field && add_name(fields, fields_[fields.size()])) {
    }
    PageJson json{{"t", type},
                  {"f", field},
                  {"edge", part_json(cell.edge)},
                  {"violation", part_json(cell.violation)},
                  {"other", part_json(cell.other)}};
    if (type >= types.size() || field >= fields.size() || !room.take(json)) {
      ++unlisted;
      continue;
    }
    cells.push_back(std::move(json));
    shown.push_back(&cell);
  }
  Room label_room(PageBounds::label_bytes);
  for (std::size_t i = 0; i < shown.size(); ++i) add_labels(cells[i], *shown[i], label_room);
  return {{"types", std::move(types)},
          {"fields", std::move(fields)},
          {"cells", std::move(cells)},
          {"unlisted", unlisted}};
}

}  // namespace

PageJson coverage_json(const Summary& summary) {
  const auto totals = summary.coverage.totals();
  const auto tried_of = [](std::uint64_t tried, const std::optional<std::uint64_t>& of) {
    return PageJson{tried, of ? PageJson(*of) : PageJson(nullptr)};
  };
  const auto of_kind = [&](Kind kind) { return totals.cases[static_cast<std::size_t>(kind)]; };
  PageJson json{{"totals",
                 {{"types", tried_of(totals.types, summary.goal.types)},
                  {"fields", tried_of(totals.fields, summary.goal.fields)},
                  {"edges", tried_of(of_kind(Kind::edge), summary.goal.edges)},
                  {"violations", tried_of(of_kind(Kind::violation), summary.goal.violations)}}},
                {"kinds", detail::kind_names}};
  json["explored"] = PageJson::array();
  for (const check::Explored& each : summary.explored) {
    if (json["explored"].size() == PageBounds::labels) break;
    json["explored"].push_back({{"what", record::printable(each.what, max_label_bytes)},
                                {"tried", each.tried},
                                {"of", each.of ? PageJson(*each.of) : PageJson(nullptr)}});
  }
  json.update(Matrix(summary).write());
  return json;
}

}  // namespace hookworthy::report
