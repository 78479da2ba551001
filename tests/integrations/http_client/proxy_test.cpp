#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "tests/integrations/http_client/certificates.hpp"
#include "tests/integrations/http_client/client_fixture.hpp"
#include "tests/integrations/http_client/stub_server.hpp"

namespace provost::tests {
namespace {

using boost::asio::ip::tcp;
using integrations::ClientSettings;
using integrations::HttpClient;
using integrations::HttpRequest;
using Kind = integrations::Unreachable::Kind;

/// Passes bytes on in both directions until one side ends.
void relay(Socket& one, Socket& other) {
  std::array<char, 16 * 1024> bytes{};
  std::array<pollfd, 2> sides{pollfd{one.native_handle(), POLLIN, 0}, pollfd{other.native_handle(), POLLIN, 0}};
  while (::poll(sides.data(), sides.size(), -1) > 0) {
    for (const bool first : {true, false}) {
      if (sides.at(first ? 0 : 1).revents == 0) continue;
      const auto size = (first ? one : other).read_some(boost::asio::buffer(bytes));
      boost::asio::write(first ? other : one, boost::asio::buffer(bytes, size));
    }
  }
}

/// A proxy that connects each CONNECT to `port` of 127.0.0.1, whatever name it is given.
StubServer::Behaviour connecting_to(std::uint16_t port, Received* received) {
  return [=](Socket& socket) {
    *received = receive(socket);
    Socket target(socket.get_executor());
    target.connect({boost::asio::ip::address_v4::loopback(), port});
    boost::asio::write(socket, boost::asio::buffer(std::string("HTTP/1.1 200 Connected\r\n\r\n")));
    relay(socket, target);
  };
}

ClientSettings through(const StubServer& proxy) {
  ClientSettings settings;
  settings.proxy = "http://" + proxy.place();
  return settings;
}

HttpRequest request_to(const std::string& address) {
  HttpRequest request;
  request.address = address;
  return request;
}

class AuthorityFile {
 public:
  explicit AuthorityFile(const Certificate& authority)
      : path(std::filesystem::temp_directory_path() / ("provost-proxy-" + std::to_string(::getpid()) + ".pem")) {
    std::ofstream(path) << authority.pem();
  }
  ~AuthorityFile() { std::filesystem::remove(path); }

  const std::filesystem::path path;
};

TEST(HttpProxy, EncryptedRequestsGoThroughATunnel) {
  const auto authority = make_authority("School authority");
  const AuthorityFile file(authority);
  std::string name;
  const StubServer server(
      answering_with_tls({issue(authority, "DNS:chat.example"), "HTTP/1.1 200 OK\r\n\r\nok", 0, true, &name}));
  Received received;
  const StubServer proxy(connecting_to(server.port(), &received));
  auto settings = through(proxy);
  settings.certificate_authorities = file.path;
  // A public address that nobody has to reach: only the proxy is connected to, though it has a private address.
  const HttpClient client(settings, names_with({"8.8.8.8"}));
  EXPECT_EQ(client.send(request_to("https://chat.example/secret")).body, "ok");
  EXPECT_EQ(name, "chat.example");
  EXPECT_TRUE(received.head.starts_with("CONNECT chat.example:443 HTTP/1.1\r\nHost: chat.example:443\r\n"))
      << received.head;
  EXPECT_EQ(received.head.find("secret"), std::string::npos);
}

TEST(HttpProxy, TheProxyCannotPassForTheTarget) {
  const auto authority = make_authority("School authority");
  const AuthorityFile file(authority);
  const StubServer server(answering_with_tls({issue(authority, "DNS:other.example"), "HTTP/1.1 200 OK\r\n\r\n"}));
  Received received;
  const StubServer proxy(connecting_to(server.port(), &received));
  auto settings = through(proxy);
  settings.certificate_authorities = file.path;
  const HttpClient client(settings, names_with({"8.8.8.8"}));
  EXPECT_EQ(failure_of(client, request_to("https://chat.example/secret")).kind, Kind::certificate);
}

TEST(HttpProxy, PlainRequestsNameTheWholeAddress) {
  Received received;
  const StubServer proxy(answering("HTTP/1.1 200 OK\r\n\r\n", &received));
  auto settings = through(proxy);
  settings.allowed = {"chat.school.test"};
  const HttpClient client(settings, names_with({"10.0.0.5"}));
  EXPECT_EQ(client.send(request_to("http://chat.school.test/a?b")).status, 200);
  EXPECT_TRUE(received.head.starts_with("POST http://chat.school.test/a?b HTTP/1.1\r\n")) << received.head;
  EXPECT_NE(received.head.find("\r\nHost: chat.school.test\r\n"), std::string::npos) << received.head;
}

TEST(HttpProxy, TheTargetIsCheckedHereAsWell) {
  const StubServer proxy(answering("HTTP/1.1 200 OK\r\n\r\n"));
  const HttpClient client(through(proxy), names_with({"10.0.0.5"}));
  EXPECT_EQ(failure_of(client, request_to("https://chat.school.test/secret")).kind, Kind::refused_address);
  EXPECT_EQ(failure_of(client, request_to("http://chat.school.test/secret")).kind, Kind::refused_address);
  // That the proxy may have this address does not allow it as a target.
  EXPECT_EQ(failure_of(client, request_to("https://" + proxy.place() + "/secret")).kind, Kind::refused_address);
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(HttpProxy, AProxyThatWillNotSaysWhy) {
  const std::vector<std::pair<std::string, std::string>> answers{
      {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nlogin", "password"},
      {"HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!!", "403"},
      {"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", "302"},
      {"", "closed"}};
  for (const auto& [answer, word] : answers) {
    const StubServer proxy(answering(answer));
    const auto failure =
        failure_of(HttpClient(through(proxy), names_with({"8.8.8.8"})), request_to("https://a.example/secret"));
    EXPECT_EQ(failure.kind, Kind::no_connection) << failure.sentence;
    EXPECT_NE(failure.sentence.find(word), std::string::npos) << failure.sentence;
    EXPECT_NE(failure.sentence.find(proxy.place()), std::string::npos) << failure.sentence;
  }
}

TEST(HttpProxy, BytesBeforeTheTunnelBeginsAreNotTaken) {
  const StubServer proxy(answering("HTTP/1.1 200 Connected\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"));
  const auto failure =
      failure_of(HttpClient(through(proxy), names_with({"8.8.8.8"})), request_to("https://a.example/secret"));
  EXPECT_EQ(failure.kind, Kind::bad_answer);
}

TEST(HttpProxy, AProxyThatIsNotThere) {
  ClientSettings settings;
  settings.proxy = "http://127.0.0.1:" + std::to_string(closed_port());
  const auto failure =
      failure_of(HttpClient(settings, names_with({"8.8.8.8"})), request_to("https://a.example/secret"));
  EXPECT_EQ(failure.kind, Kind::no_connection);
  EXPECT_NE(failure.sentence.find("proxy 127.0.0.1:"), std::string::npos) << failure.sentence;
}

TEST(HttpProxy, ASilentProxyEndsAtTheDeadline) {
  const StubServer proxy([](Socket& socket) { client_is_gone(socket, -1); });
  auto settings = through(proxy);
  settings.patience = std::chrono::milliseconds(300);
  EXPECT_EQ(failure_of(HttpClient(settings, names_with({"8.8.8.8"})), request_to("https://a.example/secret")).kind,
            Kind::timed_out);
}

}  // namespace
}  // namespace provost::tests
