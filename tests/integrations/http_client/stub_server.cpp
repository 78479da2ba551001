#include "tests/integrations/http_client/stub_server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace provost::tests {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

tcp::endpoint any_port() {
  return {asio::ip::address_v4::loopback(), 0};
}

}  // namespace

StubServer::StubServer(Behaviour behaviour)
    : behaviour_(std::move(behaviour)),
      acceptor_(io_, any_port()),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { serve(); }) {}

StubServer::~StubServer() {
  // Wakes the thread from accept(); closing alone would not, and would give the number of the descriptor away.
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  thread_.join();
}

std::string StubServer::place() const {
  return "127.0.0.1:" + std::to_string(port_);
}

int StubServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void StubServer::serve() {
  while (true) {
    Socket socket(io_);
    boost::system::error_code error;
    acceptor_.accept(socket, error);
    if (error) return;
    {
      const std::lock_guard lock(mutex_);
      ++connections_;
    }
    try {
      behaviour_(socket);
    } catch (const std::exception&) {
      // The client has gone: the tests look at what it says.
    }
  }
}

template <class Stream>
Received receive(Stream& stream) {
  Received received;
  std::string bytes;
  const auto head = asio::read_until(stream, asio::dynamic_buffer(bytes), "\r\n\r\n");
  received.head = bytes.substr(0, head);
  received.body = bytes.substr(head);
  const std::string field = "\r\nContent-Length: ";
  if (const auto length = received.head.find(field); length != std::string::npos) {
    const auto size = std::stoul(received.head.substr(length + field.size()));
    if (received.body.size() < size) {
      asio::read(stream, asio::dynamic_buffer(received.body), asio::transfer_exactly(size - received.body.size()));
    }
  }
  return received;
}

template Received receive(Socket&);
template Received receive(asio::ssl::stream<Socket&>&);

StubServer::Behaviour answering(std::string answer, Received* received) {
  return [answer = std::move(answer), received](Socket& socket) {
    const auto request = receive(socket);
    if (received) *received = request;
    asio::write(socket, asio::buffer(answer));
  };
}

bool client_is_gone(Socket& socket, int milliseconds) {
  pollfd descriptor{socket.native_handle(), POLLRDHUP, 0};
  return ::poll(&descriptor, 1, milliseconds) > 0;
}

std::uint16_t closed_port() {
  asio::io_context io;
  return tcp::acceptor(io, any_port()).local_endpoint().port();
}

}  // namespace provost::tests
