#include "tests/server/http/raw_client.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace provost::http::tests {

RawClient::RawClient(std::uint16_t port, std::optional<int> receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (receive_buffer) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &*receive_buffer, sizeof *receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const auto problem = errno;
    ::close(socket_);
    throw std::system_error(problem, std::generic_category(), "connect");
  }
}

RawClient::~RawClient() {
  leave();
}

void RawClient::leave() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool RawClient::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawClient::send(std::string_view bytes) {
  if (!try_send(bytes)) throw std::system_error(errno, std::generic_category(), "send");
}

bool RawClient::read_more() {
  std::array<char, 64 * 1024> piece{};
  const auto count = ::recv(socket_, piece.data(), piece.size(), 0);
  if (count < 0 && errno == EAGAIN) throw std::runtime_error("the server did not answer in time");
  if (count <= 0) return false;
  received_.append(piece.data(), static_cast<std::size_t>(count));
  return true;
}

RawResponse RawClient::receive(bool bodyless) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) throw std::runtime_error("the server closed without an answer: " + received_);
  }
  RawResponse response;
  response.head = received_.substr(0, end + 2);
  received_.erase(0, end + 4);
  response.status = std::stoi(response.head.substr(9, 3));
  auto start = response.head.find("\r\n") + 2;
  while (start < response.head.size()) {
    const auto line = response.head.substr(start, response.head.find("\r\n", start) - start);
    start += line.size() + 2;
    const auto colon = line.find(": ");
    response.fields.append(line.substr(0, colon), line.substr(colon + 2));
  }
  const auto length = response.fields.get("Content-Length");
  if (bodyless || !length) return response;
  const auto size = static_cast<std::size_t>(std::stoull(std::string(*length)));
  while (received_.size() < size) {
    if (!read_more()) throw std::runtime_error("the server closed within an answer");
  }
  response.body = received_.substr(0, size);
  received_.erase(0, size);
  return response;
}

std::string RawClient::receive_until_closed() {
  while (read_more()) {
  }
  return std::exchange(received_, {});
}

std::string get(std::string_view target, std::string_view more_fields) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: example.org\r\n" + std::string(more_fields) + "\r\n";
}

}  // namespace provost::http::tests
