#pragma once

#include "cli/dashboard/server.hpp"
#include "cli/dashboard/view.hpp"
#include "verifier/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hookworthy::cli {

/// Where a run can be watched; empty: nowhere.
struct WatchAddresses {
  std::string dashboard;  ///< as of parse_address
  std::string metrics;    ///< may be the same
};

/// A run's dashboard and metrics: looks at the run when somebody asks, at most twice a second, on
/// the server's thread.
class Dashboard {
 public:
  /// Says how the run stands; called on the server's thread until finish().
  using Look = std::function<View()>;

  /// Listens on the addresses and begins to serve. The Error says which address is wrong or taken.
  static Result<std::unique_ptr<Dashboard>> open(const WatchAddresses& addresses, Look look);
  ~Dashboard();

  /// One line for each address: what is where.
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  /// Looks a last time: `look` is not called any more when this returns.
  void hold();
  /// The run has ended: from now on this is what is served.
  void finish(report::Summary summary);
  /// Ends serving; what is being sent has a second. The destructor does it otherwise.
  void close();

 private:
  explicit Dashboard(Look look);
  std::shared_ptr<const View> view();
  std::string data();

  static constexpr std::chrono::milliseconds max_age{500};

  std::mutex mutex_;  ///< guards what follows
  Look look_;
  std::shared_ptr<const View> view_;
  std::chrono::steady_clock::time_point looked_at_{};
  bool held_ = false;

  std::vector<std::string> lines_;
  std::unique_ptr<Server> server_;
};

}  // namespace hookworthy::cli
