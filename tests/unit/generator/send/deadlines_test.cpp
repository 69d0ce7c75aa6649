#include "generator/send/deadlines.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace hookworthy::send {
namespace {

struct Entry : Deadlines::Entry {};

RC_GTEST_PROP(Deadlines, AreFoundInOrderOfTime, (const std::vector<std::uint8_t>& times)) {
  std::vector<Entry> entries(times.size());
  Deadlines deadlines;
  for (std::size_t i = 0; i < times.size(); ++i) deadlines.add(entries[i], times[i]);
  for (std::size_t i = 0; i < times.size(); i += 3) deadlines.remove(entries[i]);

  std::vector<std::uint8_t> expected;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (i % 3 != 0) expected.push_back(times[i]);
  }
  std::sort(expected.begin(), expected.end());
  for (const std::uint8_t time : expected) {
    RC_ASSERT(deadlines.overdue(time - 1) == nullptr);
    Deadlines::Entry* entry = deadlines.overdue(time);
    RC_ASSERT(entry != nullptr);
    RC_ASSERT(entry->deadline_ns() == time);
    deadlines.remove(*entry);
  }
  RC_ASSERT(deadlines.overdue(1000) == nullptr);
}

TEST(Deadlines, AnEntryCanComeBack) {
  Deadlines deadlines;
  Entry entry;
  deadlines.add(entry, 5);
  deadlines.remove(entry);
  deadlines.add(entry, 3);
  EXPECT_EQ(deadlines.overdue(3), &entry);
  deadlines.remove(entry);
}

}  // namespace
}  // namespace hookworthy::send
