#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace provost::integrations {

/// A TCP connection whose operations each take part in one deadline. For one thread.
class Wire {
 public:
  using Clock = std::chrono::steady_clock;

  /// `until`: when every wait() ends at the latest.
  explicit Wire(Clock::time_point until) : until_(until) {}

  /// Connects to the first of `addresses` (not empty) that answers, each with its share of the time until
  /// `connected_until`, so that one that swallows everything leaves time for the next. `place` names the host in
  /// messages. Throws Unreachable (no_connection, timed_out).
  void connect(const std::vector<boost::asio::ip::address>& addresses, std::uint16_t port, const std::string& place,
               Clock::time_point connected_until);

  boost::asio::ip::tcp::socket& socket() { return socket_; }

  /// What wait() waits for at most.
  Clock::time_point until() const { return until_; }

  /// The address connect() has reached; for messages.
  const std::string& address() const { return address_; }

  /// Runs one asynchronous operation: `start` gets the handler for it. Returns its error, or timed_out when it was not
  /// done by `until`: then the socket is closed. The deadline holds for operations that make progress for ever as well,
  /// which timers of a stream, set anew or overtaken by the next byte, do not promise.
  template <class Start>
  boost::system::error_code wait(const Start& start, Clock::time_point until) {
    std::optional<boost::system::error_code> result;
    io_.restart();
    start([&result](const boost::system::error_code& error, auto&&...) { result = error; });
    io_.run_until(until);
    if (result) return *result;
    boost::system::error_code ignored;
    socket_.close(ignored);
    io_.run();  // lets the operation see that, since it still refers to what the caller owns
    return boost::asio::error::timed_out;
  }

  template <class Start>
  boost::system::error_code wait(const Start& start) {
    return wait(start, until_);
  }

 private:
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::socket socket_{io_};
  Clock::time_point until_;
  std::string address_;
};

}  // namespace provost::integrations
