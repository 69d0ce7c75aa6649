// Counts what the program asks of the heap, for `hookworthy bench parse`: one addition each time.
// Part of the program alone, so that libraries and tests keep the allocator that they have.
// AddressSanitizer brings all forms of the operators and checks that they fit each other: there
// nobody counts, and the figure is missing.

#include "cli/parser_bench.hpp"

#include <cstdint>
#include <cstdlib>
#include <new>

#ifndef __SANITIZE_ADDRESS__

namespace {

thread_local std::uint64_t allocations = 0;

[[maybe_unused]] const bool counting = [] {
  hookworthy::cli::count_allocations = [] { return allocations; };
  return true;
}();

}  // namespace

// Not inlined, or the compiler sees malloc meet delete and free meet new, and objects.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  for (;;) {
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    const auto handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

#endif
