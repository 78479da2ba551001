#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "tests/integrations/http_client/certificates.hpp"
#include "tests/integrations/http_client/client_fixture.hpp"
#include "tests/integrations/http_client/stub_server.hpp"

namespace provost::tests {
namespace {

using integrations::HttpClient;
using integrations::HttpRequest;
using Kind = integrations::Unreachable::Kind;

constexpr auto* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// An authority that the client trusts, and the client.
class HttpTls : public testing::Test {
 protected:
  HttpTls() {
    const auto pattern = (std::filesystem::temp_directory_path() / "provost-client-XXXXXX").string();
    std::string name = pattern;
    directory_ = ::mkdtemp(name.data());
    std::ofstream(directory_ / "authority.pem") << authority.pem();
  }
  ~HttpTls() override { std::filesystem::remove_all(directory_); }

  HttpClient client(bool trusting = true, std::chrono::milliseconds patience = std::chrono::seconds(10)) const {
    auto settings = loopback_settings(patience);
    if (trusting) settings.certificate_authorities = directory_ / "authority.pem";
    return {settings, names_with({"127.0.0.1"})};
  }

  static HttpRequest request_to(const StubServer& server, const std::string& host = "chat.school.test") {
    HttpRequest request;
    request.address = "https://" + host + ":" + std::to_string(server.port()) + "/secret";
    return request;
  }

  Failure failure_with(const Certificate& certificate, bool trusting = true) const {
    const StubServer server(answering_with_tls({certificate, ok}));
    const auto request = request_to(server);
    const auto failure = failure_of(client(trusting), request);
    EXPECT_NE(failure.sentence.find("chat.school.test:" + std::to_string(server.port()) + " (127.0.0.1)"),
              std::string::npos)
        << failure.sentence;
    return failure;
  }

  const Certificate authority = make_authority("School authority");

 private:
  std::filesystem::path directory_;
};

TEST_F(HttpTls, ACertificateForTheNameIsFine) {
  std::string name;
  const StubServer server(answering_with_tls({issue(authority, "DNS:chat.school.test"), ok, 0, true, &name}));
  const auto answer = client().send(request_to(server));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "ok");
  EXPECT_FALSE(answer.cut);
  EXPECT_EQ(name, "chat.school.test");
}

TEST_F(HttpTls, ACertificateForTheAddressIsFineAndNoNameIsSent) {
  std::string name = "unset";
  const StubServer server(answering_with_tls({issue(authority, "IP:127.0.0.1"), ok, 0, true, &name}));
  EXPECT_EQ(client().send(request_to(server, "127.0.0.1")).status, 200);
  EXPECT_EQ(name, "");
}

TEST_F(HttpTls, ACertificateForAnotherNameIsNot) {
  for (const auto* name : {"DNS:other.school.test", "DNS:*.example", "DNS:school.test", "IP:127.0.0.1"}) {
    const auto failure = failure_with(issue(authority, name));
    EXPECT_EQ(failure.kind, Kind::certificate);
    EXPECT_NE(failure.sentence.find("another name"), std::string::npos) << failure.sentence;
  }
}

TEST_F(HttpTls, ACertificateOutsideItsTimeIsNot) {
  const auto late = failure_with(issue(authority, "DNS:chat.school.test", -7200, -3600));
  EXPECT_EQ(late.kind, Kind::certificate);
  EXPECT_NE(late.sentence.find("run out"), std::string::npos) << late.sentence;
  const auto early = failure_with(issue(authority, "DNS:chat.school.test", 3600, 7200));
  EXPECT_EQ(early.kind, Kind::certificate);
  EXPECT_NE(early.sentence.find("not valid yet"), std::string::npos) << early.sentence;
}

TEST_F(HttpTls, ACertificateOfAnUnknownAuthorityIsNot) {
  for (const auto& failure : {failure_with(issue(make_authority("School authority"), "DNS:chat.school.test")),
                              failure_with(issue(make_authority("Other"), "DNS:chat.school.test")),
                              failure_with(issue(authority, "DNS:chat.school.test"), false)}) {
    EXPECT_EQ(failure.kind, Kind::certificate);
  }
  EXPECT_NE(failure_with(issue(make_authority("Other"), "DNS:chat.school.test")).sentence.find("does not know"),
            std::string::npos);
}

TEST_F(HttpTls, OldVersionsAreRefused) {
  const auto with_version = [&](int version) {
    return answering_with_tls({issue(authority, "DNS:chat.school.test"), ok, version});
  };
  const StubServer modern(with_version(TLS1_2_VERSION));
  EXPECT_EQ(client().send(request_to(modern)).status, 200);
  const StubServer old(with_version(TLS1_1_VERSION));
  EXPECT_EQ(failure_of(client(), request_to(old)).kind, Kind::bad_answer);
}

TEST_F(HttpTls, AServerWithoutTls) {
  const StubServer plain([](Socket& socket) {
    boost::asio::write(socket, boost::asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")));
    client_is_gone(socket, -1);
  });
  EXPECT_EQ(failure_of(client(), request_to(plain)).kind, Kind::bad_answer);
  const StubServer closing([](Socket&) {});
  EXPECT_EQ(failure_of(client(), request_to(closing)).kind, Kind::no_connection);
}

TEST_F(HttpTls, AHandshakeThatNeverEndsDoesAtTheDeadline) {
  const StubServer silent([](Socket& socket) { client_is_gone(socket, -1); });
  EXPECT_EQ(failure_of(client(true, std::chrono::milliseconds(300)), request_to(silent)).kind, Kind::timed_out);
}

TEST_F(HttpTls, AnEndWithoutGoodbyeIsNotTakenForTheEndOfTheBody) {
  const auto certificate = issue(authority, "DNS:chat.school.test");
  const auto ending = [&](const std::string& answer, bool goodbye) {
    return answering_with_tls({certificate, answer, 0, goodbye});
  };
  const StubServer careless(ending("HTTP/1.1 200 OK\r\n\r\nabc", false));
  const auto answer = client().send(request_to(careless));
  EXPECT_EQ(answer.body, "abc");
  EXPECT_TRUE(answer.cut);
  const StubServer careful(ending("HTTP/1.1 200 OK\r\n\r\nabc", true));
  EXPECT_FALSE(client().send(request_to(careful)).cut);
  const StubServer half(ending("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", false));
  EXPECT_EQ(failure_of(client(), request_to(half)).kind, Kind::bad_answer);
  const StubServer none(ending("", false));
  EXPECT_EQ(failure_of(client(), request_to(none)).kind, Kind::no_connection);
}

}  // namespace
}  // namespace provost::tests
