#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "integrations/http_client/name_lookup.hpp"
#include "tests/integrations/http_client/client_fixture.hpp"
#include "tests/integrations/http_client/stub_server.hpp"

namespace provost::tests {
namespace {

using integrations::HttpAnswer;
using integrations::HttpClient;
using integrations::HttpRequest;

HttpRequest post_to(const StubServer& server, const std::string& target = "/hook?sig=secret") {
  HttpRequest request;
  request.address = "http://" + server.place() + target;
  request.body = "{}";
  return request;
}

HttpAnswer answer_to(const std::string& bytes) {
  const StubServer server(answering(bytes));
  return HttpClient(loopback_settings()).send(post_to(server));
}

TEST(HttpExchange, SendsTheRequestAsItIs) {
  Received received;
  const StubServer server(
      answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-One: a\r\nx-one: b\r\n\r\nok", &received));
  auto request = post_to(server, "/hook%20x?sig=%2Bsecret#part");
  request.headers = {{"Content-Type", "application/json"}, {"X-Twice", "1"}, {"X-Twice", "2"}};
  request.body = "{\"text\":\"\xc3\xbc\"}";
  const auto answer = HttpClient(loopback_settings()).send(request);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "ok");
  EXPECT_FALSE(answer.cut);
  EXPECT_EQ(answer.header("X-ONE"), "a");
  EXPECT_EQ(answer.header("X-Two"), "");
  EXPECT_EQ(answer.headers.size(), 3U);
  EXPECT_TRUE(received.head.starts_with("POST /hook%20x?sig=%2Bsecret HTTP/1.1\r\n")) << received.head;
  for (const auto& field : {"Host: " + server.place(), std::string("User-Agent: Provost"),
                            std::string("Connection: close"), std::string("Content-Length: 13"),
                            std::string("Content-Type: application/json"), std::string("X-Twice: 1\r\nX-Twice: 2")}) {
    EXPECT_NE(received.head.find("\r\n" + field + "\r\n"), std::string::npos) << field << "\n" << received.head;
  }
  EXPECT_EQ(received.body, request.body);
}

TEST(HttpExchange, AnEmptyPostSaysSo) {
  Received received;
  const StubServer server(answering("HTTP/1.1 204 No Content\r\n\r\n", &received));
  auto request = post_to(server);
  request.body.clear();
  const auto answer = HttpClient(loopback_settings()).send(request);
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
  EXPECT_FALSE(answer.cut);
  EXPECT_NE(received.head.find("\r\nContent-Length: 0\r\n"), std::string::npos) << received.head;
}

TEST(HttpExchange, TheAnswerToHeadHasNoBody) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
  auto request = post_to(server);
  request.method = "HEAD";
  request.body.clear();
  const auto answer = HttpClient(loopback_settings()).send(request);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "500");
}

TEST(HttpExchange, BodiesOfEveryFraming) {
  EXPECT_EQ(
      answer_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n")
          .body,
      "abcde");
  const auto until_closed = answer_to("HTTP/1.1 200 OK\r\n\r\nuntil the end");
  EXPECT_EQ(until_closed.body, "until the end");
  EXPECT_FALSE(until_closed.cut);
  EXPECT_EQ(answer_to("HTTP/1.0 404 Not Found\r\nContent-Length: 3\r\n\r\nabcdef").body, "abc");
}

TEST(HttpExchange, InterimAnswersAreNotTheAnswer) {
  const auto answer = answer_to(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
      "HTTP/1.1 202 Accepted\r\nContent-Length: 1\r\n\r\n1");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "1");
  EXPECT_EQ(answer.header("Link"), "");
}

TEST(HttpExchange, ARedirectIsAnAnswer) {
  const StubServer elsewhere(answering("HTTP/1.1 200 OK\r\n\r\n"));
  for (const auto* status : {"301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent"}) {
    const auto to = "http://" + elsewhere.place() + "/";
    const auto answer = answer_to("HTTP/1.1 " + std::string(status) + "\r\nLocation: " + to + "\r\n\r\n");
    EXPECT_EQ(std::to_string(answer.status), std::string(status).substr(0, 3));
    EXPECT_EQ(answer.header("location"), to);
  }
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(HttpExchange, TheLimitOfTheBodyIsExact) {
  constexpr std::size_t kept = 20'000;
  for (const std::size_t size : {kept - 1, kept, kept + 1}) {
    const std::string body(size, 'x');
    std::ostringstream chunked;
    chunked << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            << std::hex << size << "\r\n"
            << body << "\r\n0\r\n\r\n";
    for (const auto& bytes : {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + body,
                              "HTTP/1.1 200 OK\r\n\r\n" + body, chunked.str()}) {
      const auto answer = answer_to(bytes);
      EXPECT_EQ(answer.body.size(), std::min(size, kept));
      EXPECT_EQ(answer.cut, size > kept);
    }
  }
}

/// Writes without end until the client goes, or `most` bytes are out. Returns how many were.
std::size_t pour(Socket& socket, std::size_t most) {
  const std::string piece(64 * 1024, 'x');
  std::size_t sent = 0;
  boost::system::error_code error;
  while (!error && sent < most) sent += socket.write_some(boost::asio::buffer(piece), error);
  return sent;
}

TEST(HttpExchange, ALargeAnswerIsCutAndNotReadToTheEnd) {
  constexpr std::size_t announced = 20'000'000;
  constexpr std::size_t never = std::size_t{100} << 30U;
  for (const std::string& head : {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(announced) + "\r\n\r\n",
                                  std::string("HTTP/1.1 200 OK\r\n\r\n")}) {
    const StubServer server([&](Socket& socket) {
      receive(socket);
      boost::asio::write(socket, boost::asio::buffer(head));
      // More than the sockets' buffers hold: this ends only because the client closes.
      pour(socket, never);
    });
    const auto answer = HttpClient(loopback_settings()).send(post_to(server));
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.cut);
    EXPECT_EQ(answer.body, std::string(20'000, 'x'));
    EXPECT_LE(answer.body.capacity(), 64U * 1024);
  }
}

TEST(HttpExchange, SeveralThreadsMayShareAClient) {
  const StubServer first(answering("HTTP/1.1 200 OK\r\n\r\nfirst"));
  const StubServer second(answering("HTTP/1.1 200 OK\r\n\r\nsecond"));
  const HttpClient client(loopback_settings());
  const auto ask = [&](const StubServer& server, const char* wanted) {
    for (int count = 0; count < 20; ++count) EXPECT_EQ(client.send(post_to(server)).body, wanted);
  };
  std::thread other([&] { ask(second, "second"); });
  ask(first, "first");
  other.join();
}

TEST(HttpExchange, TheNextAddressIsTriedWhenOneDoesNotAnswer) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\n\r\n"));
  auto settings = loopback_settings();
  settings.allowed = {"chat.school.test"};
  const HttpClient client(settings, names_with({"127.0.0.2", "127.0.0.1"}));
  auto request = post_to(server);
  request.address = "http://chat.school.test:" + std::to_string(server.port()) + "/";
  EXPECT_EQ(client.send(request).status, 200);
}

TEST(HttpExchange, WhatCannotBeSentAsItIsIsNotSent) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\n\r\n"));
  const HttpClient client(loopback_settings());
  const auto refused = [&](const HttpRequest& request) {
    try {
      client.send(request);
      ADD_FAILURE();
    } catch (const std::invalid_argument& problem) {
      EXPECT_EQ(std::string(problem.what()).find("secret"), std::string::npos) << problem.what();
    }
  };
  const std::vector<std::pair<std::string, std::string>> fields{{"X-Key", "secret\r\nX-Other: 1"},
                                                                {"X-Key", "secret\nX"},
                                                                {"X-Key", "secret\r"},
                                                                {"X-Key", std::string("secret\0", 7)},
                                                                {"X-Key\r\n", "1"},
                                                                {"X Key", "1"},
                                                                {"", "1"},
                                                                {"X-Key:", "1"},
                                                                {"Host", "other.example"},
                                                                {"content-LENGTH", "5"},
                                                                {"Transfer-Encoding", "chunked"},
                                                                {"Connection", "keep-alive"},
                                                                {"User-Agent", "other"}};
  for (const auto& field : fields) {
    auto request = post_to(server);
    request.headers = {field};
    refused(request);
  }
  for (const auto* method : {"", "PO ST", "GET / HTTP/1.1\r\nX: 1\r\n\r\nGET", "CONNECT"}) {
    auto request = post_to(server);
    request.method = method;
    refused(request);
  }
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace provost::tests
