#pragma once

#include <string>

#include <boost/system/result.hpp>

namespace hookworthy {

namespace detail {
struct ErrorText {
  std::string message;
};
}  // namespace detail

/// An expected failure, said in one line for a person: what is wrong and what to do about it. Made
/// as `Error{"..."}`. The text sits in a base so that Error(text) does not compile: C++20 would
/// else take a string for an error as readily as for a value, and Result<std::string> could hold
/// neither.
struct Error : detail::ErrorText {};

/// A value or the reason why there is none. Check with has_value() or operator bool before `*`.
template <class T, class E = Error>
using Result = boost::system::result<T, E>;

}  // namespace hookworthy
