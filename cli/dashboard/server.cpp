#include "cli/dashboard/server.hpp"

#include "cli/dashboard/session.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace hookworthy::cli {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

namespace {

constexpr auto accept_pause = std::chrono::milliseconds(200);
constexpr int onlooker_nice = 10;

}  // namespace

Server::Server(Content content) : content_(std::move(content)) {}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

Result<tcp::endpoint> Server::listen(const tcp::endpoint& address, Role role) {
  const auto said = [&](const error_code& error) {
    return Error{fmt::format("cannot listen on {}:{}: {}", address.address().to_string(),
                             address.port(), error.message())};
  };
  tcp::acceptor acceptor(context_);
  error_code error;
  if (acceptor.open(address.protocol(), error)) return said(error);
  if (acceptor.set_option(net::socket_base::reuse_address(true), error)) return said(error);
  if (acceptor.bind(address, error)) return said(error);
  if (acceptor.listen(net::socket_base::max_listen_connections, error)) return said(error);
  const auto real = acceptor.local_endpoint(error);
  if (error) return said(error);
  doors_.push_back(
      std::make_unique<Door>(Door{std::move(acceptor), role, address.address().is_loopback()}));
  return real;
}

void Server::start() {
  for (auto& door : doors_) accept(*door);
  wait_for_news();
  thread_ = std::thread([this] {
    // Linux keeps priorities per thread; failing is no harm.
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), onlooker_nice));
    context_.run();
  });
}

void Server::accept(Door& door) {
  door.acceptor.async_accept([this, &door](const error_code& error, tcp::socket socket) {
    if (error == net::error::operation_aborted) return;
    if (error) {
      // Out of descriptors, say: the load has the first claim on them.
      auto pause = std::make_shared<net::steady_timer>(context_, accept_pause);
      pause->async_wait([this, &door, pause](const error_code& ended) {
        if (!ended) accept(door);
      });
      return;
    }
    if (sessions_.size() < max_clients) {
      auto session =
          std::make_shared<ServerSession>(std::move(socket), *this, door.role, door.loopback);
      sessions_.insert(session.get());
      session->start();
    }
    accept(door);
  });
}

void Server::wait_for_news() {
  timer_.expires_after(news_interval);
  timer_.async_wait([this](const error_code& error) {
    if (error) return;
    tell_now();
    wait_for_news();
  });
}

void Server::tell_now() {
  std::shared_ptr<const std::string> event;  // made only if anybody listens
  for (ServerSession* session : sessions_) {
    if (!session->listens()) continue;
    if (!event) event = std::make_shared<const std::string>(event_of(content_.news()));
    session->tell(event);
  }
}

void Server::tell() {
  net::post(context_, [this] { tell_now(); });
}

void Server::left(ServerSession* session) {
  sessions_.erase(session);
}

void Server::stop(std::chrono::milliseconds patience) {
  if (!thread_.joinable()) return;
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    std::atomic<bool> asked{false};
    net::post(context_, [this, &asked] {
      busy_ = std::ranges::any_of(sessions_, [](auto* session) { return session->writing(); });
      asked = true;
      asked.notify_one();
    });
    asked.wait(false);
    if (!busy_ || std::chrono::steady_clock::now() >= until) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  context_.stop();
  thread_.join();
}

}  // namespace hookworthy::cli
