#include "generator/plan/protocol_catalogue.hpp"

#include "generator/plan/protocol_fault.hpp"
#include "verifier/assert.hpp"

namespace hookworthy::plan {

// The order is part of case ids. What may bring a receiver down comes last, so that everything else
// is known by then.
ProtocolCatalogue::ProtocolCatalogue(std::string_view callback, std::string_view type,
                                     std::string_view method, Options options)
    : type_(type), options_(options) {
  add_http_faults(faults_);
  add_type_faults(faults_);
  add_method_faults(method, faults_);
  add_json_faults(callback, faults_);
  add_frame_faults(faults_);
  add_abort_faults(faults_);
  add_stall_faults(faults_);
  add_json_depth_faults(faults_);
  add_limit_faults(faults_);
}

Case ProtocolCatalogue::describe(std::uint64_t index) const {
  HOOKWORTHY_ASSERT(index < count());
  Case item;
  item.kind = Kind::protocol;
  item.expect = faults_[index].expect;
  item.index = index;
  item.type = type_;
  item.label = faults_[index].label;
  return item;
}

Script ProtocolCatalogue::script(std::uint64_t index, const Wire& wire, std::string_view callback,
                                 std::string_view other) const {
  HOOKWORTHY_ASSERT(index < count());
  return faults_[index].make({.wire = wire,
                              .callback = callback,
                              .other = other,
                              .oversize_bytes = options_.oversize_bytes});
}

Script ordinary_script(const Wire& wire, std::string_view body) {
  return make_request({.wire = wire, .callback = body, .other = {}, .oversize_bytes = 0}, body);
}

}  // namespace hookworthy::plan
