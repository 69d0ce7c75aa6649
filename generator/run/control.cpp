#include "generator/run/control.hpp"

namespace hookworthy::run {

Snapshot Control::snapshot() const {
  Snapshot snapshot;
  snapshot.planned = planned_.load(std::memory_order_relaxed);
  for (const WorkerProgress& worker : workers_) {
    snapshot.sent += worker.sent.load(std::memory_order_relaxed);
    snapshot.done += worker.done.load(std::memory_order_relaxed);
    snapshot.failed += worker.failed.load(std::memory_order_relaxed);
  }
  return snapshot;
}

}  // namespace hookworthy::run
