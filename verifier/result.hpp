#pragma once

#include <string>

#include <boost/system/result.hpp>

namespace hookworthy {

/// An expected failure, said in one line for a person: what is wrong and what to do about it.
struct Error {
  std::string message;
};

/// A value or the reason why there is none. Check with has_value() or operator bool before `*`.
template <class T, class E = Error>
using Result = boost::system::result<T, E>;

}  // namespace hookworthy
