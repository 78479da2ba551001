#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace provost::tests {

using Socket = boost::asio::ip::tcp::socket;

/// A server on 127.0.0.1 that lets a function do as it likes with each connection, one after the other, on its thread.
/// What the function throws ends the connection. The end of the object ends it.
class StubServer {
 public:
  using Behaviour = std::function<void(Socket&)>;

  explicit StubServer(Behaviour behaviour);
  ~StubServer();

  std::uint16_t port() const { return port_; }
  /// "127.0.0.1:port"
  std::string place() const;
  /// How many connections were accepted so far.
  int connections() const;

 private:
  void serve();

  Behaviour behaviour_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  mutable std::mutex mutex_;
  int connections_ = 0;
  std::thread thread_;
};

/// Reads a request's head and body, by Content-Length.
struct Received {
  std::string head;
  std::string body;
};

template <class Stream>
Received receive(Stream& stream);

/// A behaviour: reads the request into `received` (not nullptr: filled before the answer is sent), writes `answer`.
StubServer::Behaviour answering(std::string answer, Received* received = nullptr);

/// Waits until the client closes the connection, at most `milliseconds` (-1: without end). Returns whether it did.
bool client_is_gone(Socket& socket, int milliseconds);

/// A port of 127.0.0.1 on which nobody listens.
std::uint16_t closed_port();

}  // namespace provost::tests
