#include "generator/run/routes.hpp"

#include "verifier/assert.hpp"

#include <algorithm>
#include <array>

namespace hookworthy::run {

namespace {

/// The run's headers, and of the route's those that the run does not replace.
std::vector<send::Header> merge(std::span<const send::Header> own, const Route& route) {
  std::vector<send::Header> merged(own.begin(), own.end());
  for (const send::Header& header : route.headers) {
    if (!send::has_header(own, header.name)) merged.push_back(header);
  }
  return merged;
}

/// Is sent just as what has no route: nothing has to be looked up then.
bool is_usual(const Route& route) {
  return route.destination == 0 && route.method == "POST" &&
         std::all_of(route.headers.begin(), route.headers.end(), [](const send::Header& header) {
           return send::has_header(std::array{header}, "Content-Type") &&
                  header.value == "application/json";
         });
}

}  // namespace

Result<Routes> Routes::make(std::span<const send::Destination* const> destinations,
                            std::span<const Route> routes, std::span<const send::Header> headers) {
  HOOKWORTHY_ASSERT(!destinations.empty());
  Routes made;
  auto usual = send::RequestHead::make(destinations.front()->target, "POST", headers);
  if (!usual) return usual.error();
  made.ways_.push_back({.destination = 0, .head = std::move(*usual)});
  for (const Route& route : routes) {
    HOOKWORTHY_ASSERT(route.destination < destinations.size());
    if (is_usual(route)) continue;
    auto head = send::RequestHead::make(destinations[route.destination]->target, route.method,
                                        merge(headers, route));
    if (!head) return head.error();
    made.types_.push_back(route.type);
    made.ways_.push_back({.destination = route.destination, .head = std::move(*head)});
  }
  return made;
}

}  // namespace hookworthy::run
