#include "integrations/virus_scanner/clamd.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <array>
#include <fstream>
#include <string_view>
#include <vector>

namespace provost::integrations {

namespace {

constexpr std::string_view command("zINSTREAM\0", 10);
constexpr std::string_view answer_prefix = "stream: ";
constexpr std::string_view found_suffix = " FOUND";
constexpr std::size_t piece_size = std::size_t{256} * 1024;
constexpr std::size_t longest_answer = 4096;

Poco::Net::SocketAddress address_of(const std::string& text) {
  constexpr std::string_view local = "unix:";
  if (text.starts_with(local)) {
    return {Poco::Net::SocketAddress::UNIX_LOCAL, text.substr(local.size())};
  }
  return Poco::Net::SocketAddress(text);
}

void send_all(Poco::Net::StreamSocket& socket, const char* bytes, std::size_t size) {
  std::size_t sent = 0;
  while (sent < size) {
    const int done = socket.sendBytes(bytes + sent, static_cast<int>(size - sent));
    if (done <= 0) throw Poco::IOException("nothing sent");
    sent += static_cast<std::size_t>(done);
  }
}

void send_piece(Poco::Net::StreamSocket& socket, const char* bytes, std::size_t size) {
  const auto length = static_cast<std::uint32_t>(size);
  const std::array<char, 4> header{static_cast<char>(length >> 24U), static_cast<char>(length >> 16U),
                                   static_cast<char>(length >> 8U), static_cast<char>(length)};
  send_all(socket, header.data(), header.size());
  if (size > 0) send_all(socket, bytes, size);
}

void send_file(Poco::Net::StreamSocket& socket, const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) throw ScannerUnavailable("The file cannot be read.");
  std::vector<char> buffer(piece_size);
  while (input.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || input.gcount() > 0) {
    send_piece(socket, buffer.data(), static_cast<std::size_t>(input.gcount()));
  }
  send_piece(socket, nullptr, 0);
}

std::string read_answer(Poco::Net::StreamSocket& socket) {
  std::string answer;
  std::array<char, 512> buffer{};
  while (answer.size() < longest_answer && answer.find('\0') == std::string::npos) {
    const int got = socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
    if (got <= 0) break;
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return answer.substr(0, answer.find('\0'));
}

}  // namespace

Clamd::Clamd(std::string address, std::chrono::seconds patience) : address_(std::move(address)), patience_(patience) {}

std::optional<std::string> Clamd::infection(const std::filesystem::path& file) const {
  std::string answer;
  try {
    const Poco::Timespan patience(static_cast<long>(patience_.count()), 0);
    Poco::Net::StreamSocket socket;
    socket.connect(address_of(address_), patience);
    socket.setReceiveTimeout(patience);
    socket.setSendTimeout(patience);
    try {
      send_all(socket, command.data(), command.size());
      send_file(socket, file);
    } catch (const Poco::Exception&) {
      // It stops reading when a file is larger than it takes, and says so.
    }
    answer = read_answer(socket);
  } catch (const Poco::Exception&) {
    throw ScannerUnavailable("The virus scanner does not answer.");
  }
  if (answer == "stream: OK") return std::nullopt;
  if (answer.starts_with(answer_prefix) && answer.ends_with(found_suffix)) {
    return answer.substr(answer_prefix.size(), answer.size() - answer_prefix.size() - found_suffix.size());
  }
  if (answer.find("size limit exceeded") != std::string::npos) {
    throw ScannerUnavailable(
        "The file is larger than the virus scanner looks at. Your IT person can raise StreamMaxLength of clamd.");
  }
  throw ScannerUnavailable("The virus scanner could not look at the file.");
}

}  // namespace provost::integrations
