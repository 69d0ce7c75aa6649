#include "cli/dashboard/dashboard.hpp"

#include "cli/dashboard/address.hpp"
#include "cli/dashboard/metrics.hpp"
#include "verifier/report/page.hpp"

#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace hookworthy::cli {
namespace {

using boost::asio::ip::tcp;

constexpr std::chrono::milliseconds last_patience{1000};

std::string url_of(const tcp::endpoint& address, const char* path) {
  const std::string host = address.address().to_string();
  return address.address().is_v6() ? fmt::format("http://[{}]:{}{}", host, address.port(), path)
                                   : fmt::format("http://{}:{}{}", host, address.port(), path);
}

}  // namespace

Dashboard::Dashboard(Look look) : look_(std::move(look)) {}

Dashboard::~Dashboard() {
  close();
}

Result<std::unique_ptr<Dashboard>> Dashboard::open(const WatchAddresses& addresses, Look look) {
  std::unique_ptr<Dashboard> own(new Dashboard(std::move(look)));
  Dashboard& self = *own;
  self.server_ = std::make_unique<Server>(
      Server::Content{.page =
                          [&self] {
                            std::ostringstream page;
                            report::write_page(page, self.data(), report::PageKind::dashboard);
                            return page.str();
                          },
                      .news = [&self] { return self.data(); },
                      .metrics = [&self] { return metrics_text(*self.view()); },
                      .page_policy = report::page_policy(report::PageKind::dashboard)});
  const bool together = addresses.dashboard == addresses.metrics;
  const auto listen = [&](const char* option, const std::string& text, Role role) -> Result<void> {
    if (text.empty()) return {};
    const auto address = parse_address(text);
    if (!address) return Error{fmt::format("{}: {}", option, address.error().message)};
    const auto real = self.server_->listen(*address, role);
    if (!real) return Error{fmt::format("{}: {}", option, real.error().message)};
    if (role.page) self.lines_.push_back("Dashboard: " + url_of(*real, "/"));
    if (role.metrics) self.lines_.push_back("Metrics: " + url_of(*real, "/metrics"));
    return {};
  };
  if (const auto done = listen("--dashboard", addresses.dashboard, {true, together}); !done) {
    return done.error();
  }
  if (!together) {
    if (const auto done = listen("--metrics", addresses.metrics, {false, true}); !done) {
      return done.error();
    }
  }
  self.server_->start();
  return own;
}

std::shared_ptr<const View> Dashboard::view() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!held_ && (!view_ || now - looked_at_ >= max_age)) {
    view_ = std::make_shared<const View>(look_());
    looked_at_ = now;
  }
  return view_;
}

std::string Dashboard::data() {
  const auto now = view();
  return report::page_data(now->summary,
                           {.live = true, .running = now->running, .in_flight = now->in_flight});
}

void Dashboard::hold() {
  const std::lock_guard lock(mutex_);
  if (!held_) view_ = std::make_shared<const View>(look_());
  held_ = true;
}

void Dashboard::finish(report::Summary summary) {
  auto last = std::make_shared<const View>(
      View{.summary = std::move(summary), .running = false, .in_flight = 0});
  {
    const std::lock_guard lock(mutex_);
    view_ = std::move(last);
    held_ = true;
  }
  server_->tell();
}

void Dashboard::close() {
  if (!server_) return;
  server_->stop(last_patience);
  server_.reset();
}

}  // namespace hookworthy::cli
