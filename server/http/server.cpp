#include "server/http/server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "server/http/connection_start.hpp"
#include "server/http/serving.hpp"
#include "server/http/tls_context.hpp"

namespace provost::http {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Strand>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Strand>;
template <class T>
using Awaitable = asio::awaitable<T, Strand>;

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable_t<Strand>{});
constexpr std::chrono::milliseconds shutdown_interval{20};
constexpr std::chrono::milliseconds retry_interval{100};

/// Often enough that no time-out comes late by more than a quarter.
Clock::duration check_interval(const ServerOptions& options) {
  const auto shortest =
      std::min({options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
  return std::clamp<Clock::duration>(std::chrono::duration_cast<Clock::duration>(shortest) / 4,
                                     std::chrono::milliseconds(10), std::chrono::milliseconds(500));
}

std::string address_text(asio::ip::address address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address.to_string();
}

[[noreturn]] void throw_cannot_listen(const ServerOptions& options, const error_code& error) {
  const auto place = options.address + " port " + std::to_string(options.port);
  if (error == asio::error::address_in_use) {
    throw std::runtime_error("Another program already listens on " + place + ".");
  }
  if (error == asio::error::access_denied) {
    throw std::runtime_error("This account may not listen on " + place + "; ports below 1024 need a privilege.");
  }
  if (error == boost::system::errc::address_not_available) {
    throw std::runtime_error("This machine does not have the address " + options.address + ".");
  }
  throw std::runtime_error("Cannot listen on " + place + ": " + error.message() + ".");
}

}  // namespace

class Server::Implementation {
 public:
  Implementation(ServerOptions options, Application& application, ServerLog log)
      : strand_(asio::make_strand(io_)),
        acceptor_(strand_),
        slot_free_(strand_),
        check_(strand_),
        serving_(std::move(options), application, std::move(log), [this] { wake(slot_free_); }) {}

  void start() {
    if (!threads_.empty()) throw std::logic_error("the server was started before");
    const auto& options = serving_.options;
    if (options.workers == 0) throw std::runtime_error("The server needs at least one worker.");
    prepare_spool_folder(options.spool_folder);
    if (options.tls) tls_ = std::make_unique<asio::ssl::context>(make_tls_context(*options.tls));
    listen();
    spawn(accept());
    spawn(watch());
    // One thread more than handlers can block.
    for (std::size_t count = 0; count <= options.workers; ++count) {
      threads_.emplace_back([this] { run(); });
    }
  }

  std::uint16_t port() const { return port_; }

  void stop() {
    if (serving_.stopping.exchange(true)) return;
    asio::post(strand_, [this] {
      error_code ignored;
      acceptor_.close(ignored);
      slot_free_.cancel();
      check_.cancel();
    });
  }

  void report(const char* problem) noexcept {
    try {
      serving_.report(std::string("The server could not end as it should: ") + problem);
    } catch (...) {
      // Without memory for the sentence there is nothing left to do but end.
    }
  }

  void wait() {
    const std::lock_guard lock(joining_);
    for (auto& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  void listen() {
    const auto& options = serving_.options;
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) throw std::runtime_error("\"" + options.address + "\" is not an IP address.");
    const asio::ip::tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && address.is_v6()) acceptor_.set_option(asio::ip::v6_only(false), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      error_code ignored;
      acceptor_.close(ignored);
      throw_cannot_listen(options, error);
    }
  }

  void spawn(Awaitable<void> task) {
    auto completion = [this](const std::exception_ptr& problem) {
      if (problem) serving_.report("The server met an unexpected problem while it waited for connections.");
    };
    asio::co_spawn(strand_, std::move(task), std::move(completion));
  }

  void run() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& problem) {
        serving_.report(std::string("An unexpected problem: ") + problem.what());
      }
    }
  }

  void wake(Timer& timer) {
    asio::post(strand_, [&timer] { timer.cancel(); });
  }

  Awaitable<void> accept() {
    while (!serving_.stopping) {
      if (serving_.connections.size() >= serving_.options.connection_limit) {
        serving_.connections.finish_one_idle();
        slot_free_.expires_after(retry_interval);
        co_await slot_free_.async_wait(as_tuple);
        continue;
      }
      const auto executor = asio::make_strand(io_);
      auto [error, socket] = co_await acceptor_.async_accept(executor, as_tuple);
      if (error && !serving_.stopping) {
        // A client that left again is nothing; no free descriptors is, and trying at once would not help.
        if (error != asio::error::connection_aborted) {
          serving_.report("A connection could not be accepted: " + error.message());
          slot_free_.expires_after(retry_interval);
          co_await slot_free_.async_wait(as_tuple);
        }
        continue;
      }
      if (!error) serve(std::move(socket));
    }
  }

  void serve(Socket socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    // An answer is written at once and whole: waiting for more would only delay it.
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    Origin origin{address_text(peer.address()), false};
    if (tls_) {
      serve_tls(std::move(socket), *tls_, serving_, std::move(origin));
    } else {
      serve_plain(std::move(socket), serving_, std::move(origin));
    }
  }

  /// Keeps the time of all connections, and ends them once the server stops.
  Awaitable<void> watch() {
    const auto interval = check_interval(serving_.options);
    while (!serving_.stopping) {
      check_.expires_after(interval);
      co_await check_.async_wait(as_tuple);
      check_deadlines();
    }
    const auto last = Clock::now() + serving_.options.shutdown_timeout;
    serving_.connections.for_each([](ConnectionControl& connection) { connection.finish(); });
    while (serving_.connections.size() > 0) {
      if (Clock::now() >= last) {
        serving_.gate.close();
        serving_.connections.for_each([](ConnectionControl& connection) { connection.abort(); });
      }
      check_.expires_after(shutdown_interval);
      co_await check_.async_wait(as_tuple);
      check_deadlines();
    }
  }

  void check_deadlines() {
    const auto now = Clock::now();
    serving_.connections.for_each([now](ConnectionControl& connection) { connection.check_deadline(now); });
  }

  asio::io_context io_;
  Strand strand_;
  std::unique_ptr<asio::ssl::context> tls_;
  Acceptor acceptor_;
  Timer slot_free_;
  Timer check_;
  Serving serving_;
  std::uint16_t port_ = 0;
  std::mutex joining_;
  std::vector<std::thread> threads_;
};

Server::Server(ServerOptions options, Application& application, ServerLog log)
    : implementation_(std::make_unique<Implementation>(std::move(options), application, std::move(log))) {}

Server::~Server() {
  try {
    stop();
    wait();
  } catch (const std::exception& problem) {
    implementation_->report(problem.what());
  }
}

void Server::start() {
  implementation_->start();
}

std::uint16_t Server::port() const {
  return implementation_->port();
}

void Server::stop() {
  implementation_->stop();
}

void Server::wait() {
  implementation_->wait();
}

}  // namespace provost::http
