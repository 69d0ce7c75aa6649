#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace hookworthy::send {

/// Room for the one pending asynchronous operation of a kind, so that starting it allocates
/// nothing. What does not fit, or comes while the room is taken, goes to the heap.
class HandlerMemory {
 public:
  HandlerMemory() = default;
  HandlerMemory(const HandlerMemory&) = delete;
  HandlerMemory& operator=(const HandlerMemory&) = delete;

  void* allocate(std::size_t size) {
    if (taken_ || size > room_.size()) return ::operator new(size);
    taken_ = true;
    return room_.data();
  }
  void release(void* pointer) {
    if (pointer == room_.data()) {
      taken_ = false;
    } else {
      ::operator delete(pointer);
    }
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 512> room_;
  bool taken_ = false;
};

/// The same as an allocator, which is how Asio asks for memory.
template <class T>
class HandlerAllocator {
 public:
  using value_type = T;

  explicit HandlerAllocator(HandlerMemory& memory) : memory_(&memory) {}
  template <class U>
  HandlerAllocator(const HandlerAllocator<U>& other) : memory_(other.memory_) {}

  T* allocate(std::size_t count) { return static_cast<T*>(memory_->allocate(count * sizeof(T))); }
  void deallocate(T* pointer, std::size_t) { memory_->release(pointer); }
  bool operator==(const HandlerAllocator& other) const = default;

 private:
  template <class>
  friend class HandlerAllocator;
  HandlerMemory* memory_;
};

}  // namespace hookworthy::send
