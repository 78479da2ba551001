#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <future>
#include <stdexcept>

#include "integrations/http_client/name_lookup.hpp"
#include "tests/integrations/http_client/client_fixture.hpp"
#include "tests/integrations/http_client/stub_server.hpp"

namespace provost::tests {
namespace {

using integrations::ClientSettings;
using integrations::HttpClient;
using integrations::HttpRequest;
using integrations::NameLookup;
using Kind = integrations::Unreachable::Kind;
using std::chrono::milliseconds;

constexpr auto short_patience = milliseconds(300);
// Far above any delay of a busy machine, far below what would be waited without a deadline.
constexpr auto soon = std::chrono::seconds(8);

HttpRequest request_to(const std::string& place) {
  HttpRequest request;
  request.address = "http://" + place + "/secret?secret=secret";
  return request;
}

Failure failure_with(const StubServer::Behaviour& behaviour, milliseconds patience = std::chrono::seconds(10)) {
  const StubServer server(behaviour);
  const auto start = std::chrono::steady_clock::now();
  const auto failure = failure_of(HttpClient(loopback_settings(patience)), request_to(server.place()));
  EXPECT_LT(std::chrono::steady_clock::now() - start, soon);
  EXPECT_NE(failure.sentence.find(server.place()), std::string::npos) << failure.sentence;
  return failure;
}

TEST(HttpFailures, NobodyListens) {
  const auto place = "127.0.0.1:" + std::to_string(closed_port());
  const auto failure = failure_of(HttpClient(loopback_settings()), request_to(place));
  EXPECT_EQ(failure.kind, Kind::no_connection);
  EXPECT_NE(failure.sentence.find(place), std::string::npos) << failure.sentence;
  EXPECT_NE(failure.sentence.find("(127.0.0.1)"), std::string::npos) << failure.sentence;
}

TEST(HttpFailures, ClosedAtOnceOrAfterTheRequest) {
  EXPECT_EQ(failure_with([](Socket&) {}).kind, Kind::no_connection);
  EXPECT_EQ(failure_with([](Socket& socket) { receive(socket); }).kind, Kind::no_connection);
}

struct Bad {
  std::string name;
  std::string answer;
};

class BadAnswer : public testing::TestWithParam<Bad> {};

TEST_P(BadAnswer, IsSaidToBeOne) {
  EXPECT_EQ(failure_with(answering(GetParam().answer)).kind, Kind::bad_answer);
}

INSTANTIATE_TEST_SUITE_P(
    HttpFailures, BadAnswer,
    testing::Values(Bad{"Garbage", std::string("\0\1\2garbage\r\n\r\n", 14)}, Bad{"Ssh", "SSH-2.0-OpenSSH_9.2\r\n"},
                    Bad{"Html", "<html></html>\r\n\r\n"}, Bad{"HalfAHeader", "HTTP/1.1 200 OK\r\nX: 1"},
                    Bad{"HalfABody", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"},
                    Bad{"HalfAChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"},
                    Bad{"NoChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"},
                    Bad{"TwoLengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12"},
                    Bad{"HugeLength", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n12"},
                    Bad{"OtherProtocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
                    Bad{"LongField", "HTTP/1.1 200 OK\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n"},
                    Bad{"LongStatus", "HTTP/1.1 200 " + std::string(40'000, 'x')}),
    [](const auto& given) { return given.param.name; });

TEST(HttpFailures, AHeaderJustBelowTheLimitIsFine) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\nX: " + std::string(16'000, 'x') + "\r\n\r\n"));
  EXPECT_EQ(HttpClient(loopback_settings()).send(request_to(server.place())).header("x").size(), 16'000U);
}

TEST(HttpFailures, NoAnswerAtAll) {
  const auto failure = failure_with(
      [](Socket& socket) {
        receive(socket);
        client_is_gone(socket, -1);
      },
      short_patience);
  EXPECT_EQ(failure.kind, Kind::timed_out);
}

/// After `start`, writes `piece` again and again, `pause` apart, until the client goes.
StubServer::Behaviour repeating(const std::string& start, const std::string& piece, int pause) {
  return [=](Socket& socket) {
    receive(socket);
    boost::asio::write(socket, boost::asio::buffer(start));
    while (!client_is_gone(socket, pause)) boost::asio::write(socket, boost::asio::buffer(piece));
  };
}

TEST(HttpFailures, AnAnswerThatTricklesForEverEndsAtTheDeadline) {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(failure_with(repeating(head + "X: ", "x", 20), short_patience).kind, Kind::timed_out);
  EXPECT_EQ(failure_with(repeating(head + "\r\n", "x", 20), short_patience).kind, Kind::timed_out);
  EXPECT_EQ(failure_with(repeating(head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 20), short_patience).kind,
            Kind::timed_out);
}

TEST(HttpFailures, NorDoesAFloodThatNeverComesToThePointGoOn) {
  const std::string interim = "HTTP/1.1 102 Processing\r\n\r\n";
  std::string many;
  for (int count = 0; count < 1000; ++count) many += interim;
  EXPECT_EQ(failure_with(repeating(interim, many, 0), short_patience).kind, Kind::timed_out);
  const std::string extension(10'000, 'x');
  EXPECT_EQ(failure_with(
                repeating("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;" + extension + "\r\nx\r\n", 0),
                milliseconds(50))
                .kind,
            Kind::timed_out);
}

TEST(HttpFailures, ARequestThatNobodyReadsEndsAtTheDeadline) {
  std::promise<void> over;
  // Its end would not be seen behind all that waits to be read: the test has to tell.
  const StubServer server([&](Socket&) { over.get_future().wait(); });
  auto request = request_to(server.place());
  request.body.assign(std::size_t{64} << 20U, 'x');
  EXPECT_EQ(failure_of(HttpClient(loopback_settings(short_patience)), request).kind, Kind::timed_out);
  over.set_value();
}

TEST(HttpFailures, AnAnswerBeforeTheRequestIsReadCounts) {
  // Closed with unread bytes: the client's writing fails.
  const StubServer server([](Socket& socket) {
    boost::asio::write(socket, boost::asio::buffer(std::string("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")));
  });
  auto request = request_to(server.place());
  request.body.assign(std::size_t{64} << 20U, 'x');
  EXPECT_EQ(HttpClient(loopback_settings()).send(request).status, 413);
}

TEST(HttpFailures, ASlowLookUpEndsAtTheDeadline) {
  const auto never = std::make_shared<std::promise<void>>();
  const auto lookup = std::make_shared<const NameLookup>([over = never->get_future().share()](const std::string&) {
    over.wait();
    return std::vector<boost::asio::ip::address>();
  });
  auto settings = loopback_settings();
  settings.connect_patience = milliseconds(50);
  const HttpClient client(settings, lookup);
  // Also when so many hang that no further thread is started.
  for (int count = 0; count < 40; ++count) {
    const auto failure = failure_of(client, request_to("chat.school.test:8065"));
    EXPECT_EQ(failure.kind, Kind::timed_out);
    EXPECT_NE(failure.sentence.find("chat.school.test:8065"), std::string::npos) << failure.sentence;
  }
  never->set_value();
}

TEST(HttpFailures, ANameWithoutAddress) {
  EXPECT_EQ(failure_of(HttpClient(loopback_settings(), names_with({})), request_to("no.school.test:80")).kind,
            Kind::no_such_host);
  const auto lookup = std::make_shared<const NameLookup>(
      [](const std::string&) -> std::vector<boost::asio::ip::address> { throw std::runtime_error("no DNS"); });
  EXPECT_EQ(failure_of(HttpClient(loopback_settings(), lookup), request_to("no.school.test:80")).kind,
            Kind::no_such_host);
}

TEST(HttpFailures, SettingsThatMakeNoSenseAreToldAtOnce) {
  std::vector<ClientSettings> wrong(1);
  wrong.back().allowed = {"*"};
  for (const auto* proxy :
       {"proxy:3128", "https://proxy:3128", "http://user:secret@proxy:3128", "http://proxy/path", "x"}) {
    wrong.emplace_back().proxy = proxy;
  }
  wrong.emplace_back().certificate_authorities = "/nowhere/authorities.pem";
  wrong.emplace_back().certificate_authorities = "/dev/null";
  for (const auto& settings : wrong) EXPECT_THROW(HttpClient{settings}, std::invalid_argument) << settings.proxy;
}

}  // namespace
}  // namespace provost::tests
