#pragma once

#include "generator/send/request.hpp"
#include "generator/send/target.hpp"
#include "verifier/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookworthy::run {

/// Where and how the callbacks of one type are sent.
struct Route {
  std::string type;
  std::size_t destination = 0;          ///< 0: the run's own; k: other_destinations[k - 1]
  std::string method = "POST";          ///< a token
  std::vector<send::Header> headers{};  ///< under those of the run, which take their place
};

/// The request heads of a run, made once and read by all its threads.
class Routes {
 public:
  struct Way {
    std::size_t destination = 0;
    send::RequestHead head;
  };

  /// `destinations`: the run's own, then the others. Types without a route are sent to the first
  /// with POST. The Error names a method or header that cannot be sent.
  static Result<Routes> make(std::span<const send::Destination* const> destinations,
                             std::span<const Route> routes, std::span<const send::Header> headers);

  /// Of a callback type; compares a few short names, allocates nothing.
  const Way& of(std::string_view type) const {
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (types_[i] == type) return ways_[i + 1];
    }
    return ways_.front();
  }

 private:
  std::vector<std::string> types_;  ///< that do not go the usual way
  std::vector<Way> ways_;           ///< the usual way, then that of each type
};

}  // namespace hookworthy::run
