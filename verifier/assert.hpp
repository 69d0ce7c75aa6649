#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the process when a programmer's promise is broken; stays on in release builds.
/// Never for anything that a user, a file or a peer can cause: those are values of Result.
#define HOOKWORTHY_ASSERT(condition)                                                         \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
