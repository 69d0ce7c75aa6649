#include "generator/run/phase_wire.hpp"

#include "generator/run/coverage.hpp"
#include "generator/send/request.hpp"
#include "verifier/assert.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hookworthy::run {

namespace {

/// Headers that a script writes itself.
bool is_scripted(const send::Header& header) {
  return send::has_header(std::array{header}, "Host") ||
         send::has_header(std::array{header}, "Content-Type") ||
         send::has_header(std::array{header}, "Content-Length") ||
         send::has_header(std::array{header}, "Transfer-Encoding") ||
         send::has_header(std::array{header}, "User-Agent") ||
         send::has_header(std::array{header}, "Accept");
}

std::string value_of(std::span<const send::Header> headers, std::string_view name,
                     std::string_view otherwise) {
  for (const send::Header& header : headers) {
    if (send::has_header(std::array{header}, name)) return header.value;
  }
  return std::string(otherwise);
}

bool begins_a_life(const contract::Contract& contract, std::string_view type) {
  const auto& life = contract.lifecycle();
  return life && std::any_of(life->transitions.begin(), life->transitions.end(),
                             [&](const contract::Lifecycle::Transition& transition) {
                               return transition.callback == type &&
                                      std::count(transition.from.begin(), transition.from.end(),
                                                 life->initial) > 0;
                             });
}

}  // namespace

std::size_t entry_type(const contract::Contract& contract, std::span<const std::string> types) {
  const auto& all = contract.types();
  HOOKWORTHY_ASSERT(!all.empty());
  const auto wanted = [&](std::string_view name) {
    return types.empty() || std::find(types.begin(), types.end(), name) != types.end();
  };
  std::size_t first = all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!wanted(all[i].name)) continue;
    if (begins_a_life(contract, all[i].name)) return i;
    first = std::min(first, i);
  }
  HOOKWORTHY_ASSERT(first < all.size());
  return first;
}

PhaseWire::PhaseWire(const send::Destination& destination, const plan::Plan& plan, std::size_t type,
                     std::span<const send::Header> headers, const plan::Signer* signer,
                     WallClock clock)
    : host_(value_of(headers, "Host", destination.target.host_header)),
      media_type_(value_of(headers, "Content-Type", plan.contract().types()[type].media_type)) {
  const auto append = [&](const send::Header& header) {
    if (!is_scripted(header)) lines_.append(header.name + ": " + header.value + "\r\n");
  };
  for (const send::Header& header :
       contract_headers(plan.contract(), plan.contract().types()[type])) {
    if (!send::has_header(headers, header.name)) append(header);
  }
  std::for_each(headers.begin(), headers.end(), append);
  wire_.path = destination.target.path;
  wire_.host = host_;
  wire_.method = plan.contract().types()[type].method;
  wire_.media_type = media_type_;
  wire_.headers = [this, signer, clock = std::move(clock)](std::string_view body,
                                                           std::string& lines) {
    lines += lines_;
    if (signer != nullptr) signer->append(body, clock(), lines);
  };
}

std::uint64_t canonical_index(const contract::Contract& contract, std::size_t type,
                              CanonicalSpace space, std::uint64_t n) {
  const std::uint64_t round = (static_cast<std::uint64_t>(space) << 20) + n;
  return type + round * contract.types().size();
}

}  // namespace hookworthy::run
