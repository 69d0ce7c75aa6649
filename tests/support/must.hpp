#pragma once

#include "verifier/result.hpp"

#include <stdexcept>
#include <utility>

namespace hookworthy::test {

/// The value of a result that a test expects to have one; an exception, which fails the test with
/// the error's own words, if it has none.
template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message);
  }
  return *std::move(result);
}

}  // namespace hookworthy::test
