// Callbacks that one pass admits cost no memory. Not built under AddressSanitizer, which has an
// allocator of its own.

#ifndef __SANITIZE_ADDRESS__

#include "fixtures/contracts/embedded_contract.hpp"
#include "generator/plan/plan.hpp"
#include "tests/support/must.hpp"
#include "verifier/contract/fast_parser.hpp"

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include <gtest/gtest.h>

namespace {

// Every allocation of this program is counted.
std::atomic<std::size_t> allocations = 0;

}  // namespace

// Not inlined, or the compiler sees malloc meet delete and free meet new, and objects.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace hookworthy::contract {
namespace {

TEST(FastParserAllocation, none_for_a_valid_callback) {
  const auto contract =
      std::make_shared<const Contract>(test::must(Contract::load(embedded_contract())));
  const auto plan = test::must(plan::Plan::make(contract, {}));
  const FastParser parser(contract);
  std::string body;
  const auto check = [&](Kind kind, std::uint64_t index) {
    plan.at(kind, index, body);
    Extract extract;
    const std::size_t before = allocations;
    const bool valid = parser.parse(body, extract).valid;
    const std::size_t after = allocations;
    ASSERT_TRUE(valid) << body;
    EXPECT_EQ(after, before) << body;
  };
  for (std::uint64_t i = 0; i < plan.count(Kind::canonical); ++i) check(Kind::canonical, i);
  for (std::uint64_t i = 0; i < 2'000; ++i) check(Kind::random, i);
  for (std::uint64_t i = 0; i < 300; ++i) check(Kind::chain, i);
  EXPECT_GT(allocations, 0u);
}

}  // namespace
}  // namespace hookworthy::contract

#endif
