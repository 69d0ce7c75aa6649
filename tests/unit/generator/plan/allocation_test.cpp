#include "tests/unit/generator/plan/contracts.hpp"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

// Counts every allocation of this program's threads.
namespace {
thread_local std::uint64_t allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace hookworthy::plan {
namespace {

TEST(Allocation, is_counted) {
  const std::uint64_t before = allocations;
  const std::string text(1000, 'x');
  EXPECT_EQ(allocations, before + 1) << text.size();
}

TEST(Allocation, a_warm_thread_makes_callbacks_without_any) {
  const Plan& plan = testing::embedded_plan();
  std::string body;
  for (const Kind kind : {Kind::canonical, Kind::random, Kind::chain}) {
    const std::uint64_t count = std::min<std::uint64_t>(plan.count(kind), 3000);
    for (std::uint64_t i = 0; i < count; ++i) plan.at(kind, i, body);
    const std::uint64_t before = allocations;
    for (std::uint64_t i = 0; i < count; ++i) plan.at(kind, i, body);
    EXPECT_EQ(allocations, before) << to_string(kind);
  }
}

}  // namespace
}  // namespace hookworthy::plan
