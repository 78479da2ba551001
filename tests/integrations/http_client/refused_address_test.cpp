#include <gtest/gtest.h>

#include <atomic>

#include "integrations/http_client/name_lookup.hpp"
#include "tests/integrations/http_client/client_fixture.hpp"
#include "tests/integrations/http_client/stub_server.hpp"

namespace provost::tests {
namespace {

using integrations::HttpClient;
using integrations::HttpRequest;
using integrations::NameLookup;
using Kind = integrations::Unreachable::Kind;

HttpRequest request_to(const std::string& address) {
  HttpRequest request;
  request.address = address;
  return request;
}

class RefusedAddress : public testing::TestWithParam<const char*> {};

TEST_P(RefusedAddress, IsNotAsked) {
  const auto failure = failure_of(HttpClient({}), request_to(GetParam()));
  EXPECT_EQ(failure.kind, Kind::refused_address) << failure.sentence;
  EXPECT_NE(failure.sentence.find("outgoing.allowed"), std::string::npos) << failure.sentence;
}

INSTANTIATE_TEST_SUITE_P(WithoutAsking, RefusedAddress,
                         testing::Values("http://169.254.169.254/secret", "https://169.254.169.254/secret",
                                         "https://localhost:1/secret", "https://[::ffff:127.0.0.1]/secret",
                                         "https://[::1]/secret", "https://[::]/secret", "https://[::127.0.0.1]/secret",
                                         "https://2130706433/secret", "https://0x7f.1/secret", "https://127.1/secret",
                                         "https://0/secret", "https://10.0.0.5/secret", "https://168.63.129.16/secret",
                                         "https://[64:ff9b::7f00:1]/secret", "https://[2002:7f00:1::]/secret"));

TEST(RefusedAddresses, TheSentenceNamesThePlaceTheAddressAndTheEntryThatWouldAllowIt) {
  const HttpClient client({}, names_with({"10.0.0.5"}));
  const auto failure = failure_of(client, request_to("https://chat.school.test/secret"));
  EXPECT_EQ(failure.kind, Kind::refused_address);
  EXPECT_NE(failure.sentence.find("10.0.0.5"), std::string::npos) << failure.sentence;
  EXPECT_NE(failure.sentence.find("add chat.school.test:443 to the setting outgoing.allowed"), std::string::npos)
      << failure.sentence;
}

TEST(RefusedAddresses, TheEntryThatTheSentenceNamesAllowsIt) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\n\r\n"));
  const auto address = "http://chat.school.test:" + std::to_string(server.port()) + "/secret";
  const auto lookup = names_with({"127.0.0.1"});
  const auto sentence = failure_of(HttpClient({}, lookup), request_to(address)).sentence;
  EXPECT_EQ(server.connections(), 0);
  const auto start = sentence.find("add ") + 4;
  integrations::ClientSettings settings;
  settings.allowed = {sentence.substr(start, sentence.find(' ', start) - start)};
  EXPECT_EQ(HttpClient(settings, lookup).send(request_to(address)).status, 200);
  settings.allowed = {"chat.school.test:1"};
  EXPECT_EQ(failure_of(HttpClient(settings, lookup), request_to(address)).kind, Kind::refused_address);
}

TEST(RefusedAddresses, WithoutEncryptionOnlyWhatIsAllowedIsAsked) {
  const auto failure = failure_of(HttpClient({}, names_with({"8.8.8.8"})), request_to("http://chat.example/secret"));
  EXPECT_EQ(failure.kind, Kind::refused_address);
  EXPECT_NE(failure.sentence.find("https"), std::string::npos) << failure.sentence;
}

TEST(RefusedAddresses, OneAllowedAddressDoesNotOpenTheOthers) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\n\r\n"));
  integrations::ClientSettings settings;
  settings.allowed = {"127.0.0.2"};
  // The server listens on 127.0.0.1, which the name has as well, first and last: nobody may ask it there.
  const HttpClient client(settings, names_with({"127.0.0.1", "127.0.0.2", "127.0.0.1"}));
  const auto failure = failure_of(client, request_to("http://a.test:" + std::to_string(server.port()) + "/secret"));
  EXPECT_EQ(failure.kind, Kind::no_connection);
  EXPECT_NE(failure.sentence.find("127.0.0.2"), std::string::npos) << failure.sentence;
  EXPECT_EQ(server.connections(), 0);
}

TEST(RefusedAddresses, ANameIsLookedUpOnceSoThatItCannotChange) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\n\r\n"));
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const auto lookup = std::make_shared<const NameLookup>([asked](const std::string& name) {
    EXPECT_EQ(name, "rebinding.test");
    const auto* address = (*asked)++ == 0 ? "127.0.0.1" : "127.0.0.2";
    return std::vector{boost::asio::ip::make_address(address)};
  });
  const HttpClient client(loopback_settings(), lookup);
  const auto address = "http://rebinding.test:" + std::to_string(server.port()) + "/secret";
  EXPECT_EQ(client.send(request_to(address)).status, 200);
  EXPECT_EQ(*asked, 1);
  EXPECT_EQ(failure_of(client, request_to(address)).kind, Kind::refused_address);
}

TEST(RefusedAddresses, TheSystemKnowsTheNameOfThisMachine) {
  const StubServer server(answering("HTTP/1.1 200 OK\r\n\r\n"));
  integrations::ClientSettings settings;
  settings.allowed = {"localhost"};
  EXPECT_EQ(HttpClient(settings).send(request_to("http://LOCALHOST:" + std::to_string(server.port()) + "/")).status,
            200);
}

}  // namespace
}  // namespace provost::tests
