#include "verifier/check/coverage.hpp"

#include <bit>
#include <set>
#include <utility>

namespace hookworthy::check {

Coverage::View Coverage::view_of(const Key& key) {
  return View{key.kind, key.has_field, key.type, key.field, key.label};
}

std::size_t Coverage::place_of(const View& view) {
  std::size_t place = static_cast<std::size_t>(view.kind);
  for (const auto part : {view.type, view.field, view.label}) {
    place = (place ^ std::bit_cast<std::uintptr_t>(part.data())) * 0x9E3779B97F4A7C15U;
  }
  return place >> 40;
}

std::size_t Coverage::Hash::operator()(const View& view) const {
  const std::hash<std::string_view> hash;
  std::size_t seed = static_cast<std::size_t>(view.kind) * 2 + (view.has_field ? 1 : 0);
  for (const auto part : {view.type, view.field, view.label}) {
    seed = seed * 0x9E3779B97F4A7C15U + hash(part);
  }
  return seed;
}

Coverage::Coverage(const Coverage& other) : entries_(other.entries_), overflow_(other.overflow_) {}

Coverage& Coverage::operator=(const Coverage& other) {
  if (this == &other) return *this;
  recent_.clear();  // points into what is replaced now
  entries_ = other.entries_;
  overflow_ = other.overflow_;
  return *this;
}

Coverage::Entry* Coverage::find(const View& view) {
  recent_.resize(recent_entries);
  Entry*& recent = recent_[place_of(view) % recent_entries];
  // Addresses alone prove nothing: a record's reader uses its memory again.
  if (recent != nullptr && Equal()(recent->first, view)) return recent;
  const auto it = entries_.find(view);
  if (it != entries_.end()) return recent = &*it;
  if (entries_.size() >= max_entries) return nullptr;
  Key key{view.kind, view.has_field, std::string(view.type), std::string(view.field),
          std::string(view.label)};
  return recent = &*entries_.emplace(std::move(key), Counter{}).first;
}

void Coverage::add(const Case& what, bool violated) {
  const View view{what.kind, what.has_field, what.type, what.field, what.label};
  if (Entry* entry = find(view)) {
    ++entry->second.tried;
    entry->second.violated += violated ? 1 : 0;
  } else {
    ++overflow_;
  }
}

void Coverage::merge(const Coverage& other) {
  for (const auto& [key, counter] : other.entries_) {
    if (Entry* mine = find(view_of(key))) {
      mine->second.tried += counter.tried;
      mine->second.violated += counter.violated;
    } else {
      overflow_ += counter.tried;
    }
  }
  overflow_ += other.overflow_;
}

Coverage::Totals Coverage::totals() const {
  Totals totals;
  std::set<std::string_view> types;
  std::set<std::pair<std::string_view, std::string_view>> fields;
  for (const auto& [key, counter] : entries_) {
    ++totals.cases[static_cast<std::size_t>(key.kind)];
    if (!key.type.empty()) types.insert(key.type);
    if (key.has_field) fields.emplace(key.type, key.field);
  }
  totals.types = types.size();
  totals.fields = fields.size();
  return totals;
}

}  // namespace hookworthy::check
