#include <ostream>

#include "tests/server/http/server_fixture.hpp"

namespace provost::http::tests {
namespace {

struct Hostile {
  std::string name;
  std::string bytes;
  int status;
};

void PrintTo(const Hostile& hostile, std::ostream* out) {
  *out << hostile.name;
}

std::string long_text(std::size_t size) {
  return std::string(size, 'x');
}

class ServerHostile : public ServerFixture, public ::testing::WithParamInterface<Hostile> {};

TEST_P(ServerHostile, IsRefusedAndTheConnectionClosed) {
  start();
  RawClient client(port());
  // What follows must not be taken for a request of its own.
  client.try_send(GetParam().bytes + get("/smuggled"));
  const auto response = client.receive();
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_TRUE(response.body.starts_with("problem: ")) << response.body;
  EXPECT_EQ(response.field("Connection"), "close");
  EXPECT_EQ(client.receive_until_closed(), "");
  EXPECT_EQ(application.handled, 0);
  EXPECT_EQ(spool.count(), 0U);
  RawClient other(port());
  EXPECT_EQ(other.ask(get("/well")).status, 200);
}

std::string post(const std::string& fields, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

INSTANTIATE_TEST_SUITE_P(
    Framing, ServerHostile,
    ::testing::Values(
        Hostile{"OtherEncoding", post("Transfer-Encoding: gzip\r\n"), 400},
        Hostile{"EncodingBeforeChunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
        Hostile{"EncodingAfterChunked", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400},
        Hostile{"IdentityEncoding", post("Transfer-Encoding: identity\r\nContent-Length: 0\r\n"), 400},
        Hostile{"EmptyEncoding", post("Transfer-Encoding:\r\nContent-Length: 0\r\n"), 400},
        Hostile{"EncodingWithVerticalTab", post("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n"), 400},
        Hostile{"ChunkedTwice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Hostile{"ChunkedWithLength", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        Hostile{"LengthWithChunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Hostile{"ChunkedInHttp10",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n",
                400},
        Hostile{"TwoLengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), 400},
        Hostile{"SameLengthTwice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
        Hostile{"ListOfLengths", post("Content-Length: 3, 3\r\n", "abc"), 400},
        Hostile{"NegativeLength", post("Content-Length: -1\r\n"), 400},
        Hostile{"SignedLength", post("Content-Length: +3\r\n", "abc"), 400},
        Hostile{"LengthBeyond64Bits", post("Content-Length: 18446744073709551617\r\n", "a"), 400},
        Hostile{"HugeLength", post("Content-Length: 18446744073709551615\r\n", "a"), 413},
        Hostile{"HugeChunk", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400},
        Hostile{"BrokenChunk", post("Transfer-Encoding: chunked\r\n", "zz\r\n"), 400},
        Hostile{"ChunkWithoutEnd", post("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n"), 400},
        Hostile{"EndlessChunkExtension", post("Transfer-Encoding: chunked\r\n", "3;" + long_text(100'000)), 431},
        Hostile{"EndlessTrailer", post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + long_text(100'000)), 431},
        Hostile{"LengthInTrailer", post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 5\r\n\r\n"), 400}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Header, ServerHostile,
    ::testing::Values(Hostile{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
                      Hostile{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
                      Hostile{"SameHostTwice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400},
                      Hostile{"TwoHostsInHttp10", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400},
                      Hostile{"EmptyHost", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
                      Hostile{"HostWithUser", "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", 400},
                      Hostile{"HostWithPath", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
                      Hostile{"ListOfHosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
                      Hostile{"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
                      Hostile{"NoColon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400},
                      Hostile{"BareLineFeeds", "GET / HTTP/1.1\nHost: a\n\n", 400},
                      Hostile{"NulInField", "GET / HTTP/1.1\r\nHost: a\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n",
                              400},
                      Hostile{"Nonsense", "\x16\x03\x01\x02 \r\n\r\n", 400}, Hostile{"NoVersion", "GET /\r\n\r\n", 400},
                      Hostile{"OtherVersion", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
                      Hostile{"UnknownMethod", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
                      Hostile{"LowerCaseMethod", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
                      Hostile{"Connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
                      Hostile{"Trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
                      Hostile{"UnknownExpectation", post("Expect: miracles\r\nContent-Length: 3\r\n", "abc"), 417},
                      Hostile{"LongTarget", "GET /" + long_text(20'000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
                      Hostile{"LongField", "GET / HTTP/1.1\r\nHost: a\r\nX: " + long_text(20'000) + "\r\n\r\n", 431},
                      Hostile{"EndlessField", "GET / HTTP/1.1\r\nHost: a\r\nX: " + long_text(1'000'000), 431},
                      Hostile{"ManyFields",
                              [] {
                                std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
                                for (int count = 0; count < 5'000; ++count) bytes += "X: y\r\n";
                                return bytes + "\r\n";
                              }(),
                              431}),
    [](const auto& info) { return info.param.name; });

Hostile target(const std::string& name, const std::string& text) {
  return {name, "GET " + text + " HTTP/1.1\r\nHost: example.org\r\n\r\n", 400};
}

INSTANTIATE_TEST_SUITE_P(
    Target, ServerHostile,
    ::testing::Values(target("Dot", "/./a"), target("DotBeforeTwoSlashes", "/.//a"), target("OnlyDot", "/."),
                      target("OnlyDotDot", "/.."), target("DotDot", "/a/../b"), target("DotDotAtTheEnd", "/a/.."),
                      target("EncodedDot", "/%2e/a"), target("EncodedDotDot", "/a/%2E%2e/b"),
                      target("HalfEncodedDotDot", "/.%2e/etc/passwd"), target("EncodedSlash", "/a%2fb"),
                      target("EncodedBackslash", "/a%5Cb"), target("Backslash", "/a\\b"),
                      target("EncodedNul", "/a%00b"), target("EncodedLineEnd", "/a%0d%0ab"), target("BadUtf8", "/%ff"),
                      target("OverlongUtf8", "/%c0%ae%c0%ae/"), target("Surrogate", "/%ed%a0%80"),
                      target("TwoSlashes", "//evil.example/a"), target("BrokenEscape", "/a%2"),
                      target("NoHexadecimalEscape", "/a%zz"), target("RawByte", "/\xc3\xa9"),
                      target("Fragment", "/a#b"), target("NoSlash", "a/b"), target("Authority", "example.org:80"),
                      target("QueryWithBadUtf8", "/?a=%ff"), target("QueryWithNul", "/?a=%00"),
                      target("QueryWithBrokenEscape", "/?a=%"), target("OtherHost", "http://evil.example/"),
                      target("OtherScheme", "ftp://example.org/"), target("FileScheme", "file:///etc/passwd"),
                      target("UserInAbsoluteForm", "http://u@example.org/"),
                      target("DotsInAbsoluteForm", "http://example.org/../a"),
                      target("TwoSlashesInAbsoluteForm", "http://example.org//a")),
    [](const auto& info) { return info.param.name; });

class ServerTolerant : public ServerFixture {};

TEST_F(ServerTolerant, TakesTheAbsoluteForm) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask("GET http://Example.org/a/b?c HTTP/1.1\r\nHost: example.org\r\n\r\n").body, "path /a/b");
  EXPECT_EQ(client.ask("GET http://example.org:81 HTTP/1.1\r\nHost: example.org:81\r\n\r\n").body, "path /");
}

TEST_F(ServerTolerant, TakesHostsOfEveryKind) {
  start();
  RawClient client(port());
  for (const std::string host : {"127.0.0.1:8080", "[::1]:8080", "xn--bcher-kva.example", "localhost"}) {
    EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status, 200) << host;
  }
}

TEST_F(ServerTolerant, DropsTrailers) {
  application.on_request = [](const Request& request) {
    return text(request.fields.get("Authorization") || request.fields.get("X-Late") ? "merged" : "dropped");
  };
  start();
  RawClient client(port());
  EXPECT_EQ(client
                .ask(post("Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n",
                          "3\r\nabc\r\n0\r\nAuthorization: Bearer x\r\nX-Late: y\r\nConnection: close\r\n\r\n"))
                .body,
            "dropped");
  EXPECT_EQ(client.ask(get("/")).status, 200);
}

TEST_F(ServerTolerant, DoesNotTakeALengthForTheNextRequest) {
  start();
  RawClient client(port());
  client.send(post("Content-Length: 30\r\n", "GET /inside HTTP/1.1\r\nHost: a\r\n") + get("/after"));
  EXPECT_EQ(client.receive().body, "path /");
  EXPECT_EQ(client.receive().status, 400);
}

TEST_F(ServerTolerant, TakesTheLongestHeader) {
  start();
  RawClient client(port());
  const std::string frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n";
  const auto request = [&](std::size_t size) {
    return "GET / HTTP/1.1\r\nHost: a\r\nX: " + long_text(size - frame.size()) + "\r\n\r\n";
  };
  EXPECT_EQ(client.ask(request(options.header_limit)).status, 200);
  EXPECT_EQ(client.ask(request(options.header_limit + 1)).status, 431);
}

TEST_F(ServerTolerant, SurvivesEveryCutOfARequest) {
  start();
  const std::string request =
      post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "3\r\nabc\r\n0\r\nX: y\r\n\r\n");
  for (std::size_t size = 0; size < request.size(); ++size) {
    RawClient client(port());
    client.send(request.substr(0, size));
  }
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).status, 200);
  EXPECT_EQ(application.handled, 1);
}

}  // namespace
}  // namespace provost::http::tests
