#include <fstream>
#include <sstream>

#include "tests/server/http/server_fixture.hpp"

namespace provost::http::tests {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(content).str();
}

std::string head(const std::string& fields) {
  return "POST /up HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

std::string with_length(const std::string& body) {
  return head("Content-Length: " + std::to_string(body.size()) + "\r\n") + body;
}

std::string chunked(const std::string& body, std::size_t piece) {
  std::ostringstream bytes;
  bytes << head("Transfer-Encoding: chunked\r\n") << std::hex;
  for (std::size_t start = 0; start < body.size(); start += piece) {
    const auto part = body.substr(start, piece);
    bytes << part.size() << "\r\n" << part << "\r\n";
  }
  bytes << "0\r\n\r\n";
  return std::move(bytes).str();
}

std::string sample(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + "\n";
  text.resize(size);
  return text;
}

class ServerBodies : public ServerFixture {
 protected:
  void allow(std::uint64_t limit, bool to_spool) {
    application.on_body = [limit, to_spool](const Request&) { return BodyPolicy{limit, to_spool}; };
  }
};

TEST_F(ServerBodies, ArriveWhole) {
  Request seen;
  application.on_request = [&](const Request& request) {
    seen = request;
    return text("");
  };
  start();
  RawClient client(port());
  for (const std::size_t size : {1U, 1000U, 65536U, 65537U, 700000U}) {
    const auto body = sample(size);
    for (const auto& bytes : {with_length(body), chunked(body, 1000), chunked(body, 100'000)}) {
      EXPECT_EQ(client.ask(bytes).status, 200);
      EXPECT_EQ(seen.spool.has_value(), size > 65536) << size;
      EXPECT_EQ(seen.spool ? content_of(seen.spool->path()) : seen.body, body);
      if (seen.spool) {
        EXPECT_EQ(seen.spool->size(), size);
        EXPECT_TRUE(seen.body.empty());
      }
    }
  }
}

TEST_F(ServerBodies, StayInMemoryWhenTheRouteSaysSo) {
  allow(1 << 20, false);
  const auto body = sample(500'000);
  application.on_request = [&](const Request& request) { return text(request.body == body ? "same" : "other"); };
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(with_length(body)).body, "same");
  EXPECT_EQ(client.ask(chunked(body, 4096)).body, "same");
}

TEST_F(ServerBodies, SpoolFilesGoWithTheRequest) {
  std::optional<SpooledBody> kept;
  application.on_request = [&](const Request& request) {
    kept = request.spool;
    return text("");
  };
  start();
  RawClient client(port());
  client.ask(with_length(sample(100'000)));
  EXPECT_EQ(spool.count(), 1U);
  const auto permissions = std::filesystem::status(kept->path()).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  kept.reset();
  EXPECT_TRUE(eventually([&] { return spool.count() == 0; }));
}

TEST_F(ServerBodies, OverTheLimitAreRefusedBeforeTheyArrive) {
  allow(1000, true);
  start();
  RawClient exact(port());
  EXPECT_EQ(exact.ask(with_length(sample(1000))).status, 200);
  EXPECT_EQ(exact.ask(chunked(sample(1000), 300)).status, 200);
  RawClient longer(port());
  EXPECT_EQ(longer.ask(head("Content-Length: 1001\r\n")).status, 413);
  RawClient in_chunks(port());
  EXPECT_EQ(in_chunks.ask(chunked(sample(1001), 300)).status, 413);
  EXPECT_EQ(in_chunks.receive_until_closed(), "");
  EXPECT_EQ(application.handled, 2);
  EXPECT_EQ(spool.count(), 0U);
}

TEST_F(ServerBodies, ALimitOfZeroRefusesAll) {
  allow(0, false);
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(head("Content-Length: 0\r\n")).status, 200);
  EXPECT_EQ(client.ask(chunked("", 1)).status, 200);
  EXPECT_EQ(client.ask(chunked("x", 1)).status, 413);
}

TEST_F(ServerBodies, TheAnswerToARefusedUploadArrives) {
  allow(1000, true);
  start();
  RawClient client(port());
  const auto body = sample(20'000'000);
  client.try_send(with_length(body));
  EXPECT_EQ(client.receive().status, 413);
}

TEST_F(ServerBodies, AreAskedForOnlyWhenThereIsOne) {
  start();
  RawClient client(port());
  client.ask(get("/"));
  client.ask(head("Content-Length: 0\r\n"));
  EXPECT_EQ(application.asked_for_body, 0);
  client.ask(with_length("x"));
  EXPECT_EQ(application.asked_for_body, 1);
}

TEST_F(ServerBodies, AnEarlyAnswerTakesTheirPlace) {
  application.on_body = [](const Request& request) { return text("sign in first: " + request.path, 401); };
  start();
  RawClient client(port());
  const auto response = client.ask(head("Content-Length: 1000000\r\n"));
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "sign in first: /up");
  EXPECT_EQ(response.field("Connection"), "close");
  EXPECT_EQ(client.receive_until_closed(), "");
  EXPECT_EQ(application.handled, 0);
}

TEST_F(ServerBodies, AnExceptionInThePolicyIs500) {
  application.on_body = [](const Request&) -> std::variant<BodyPolicy, Response> {
    throw std::runtime_error("broken");
  };
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(with_length("x")).status, 500);
  EXPECT_EQ(problems().size(), 1U);
}

TEST_F(ServerBodies, ContinueIsSaidOnlyAfterAYes) {
  allow(1000, true);
  application.on_request = [](const Request& request) { return text(request.body); };
  start();
  RawClient client(port());
  const auto go_on = client.ask(head("Content-Length: 5\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(go_on.status, 100);
  EXPECT_EQ(client.ask("hello").body, "hello");
  const auto refused = client.ask(head("Content-Length: 1001\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(client.receive_until_closed(), "");
}

TEST_F(ServerBodies, ContinueIsNotSaidToHttp10) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask("POST /up HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx").status, 200);
}

TEST_F(ServerBodies, ALeavingClientLeavesNoFile) {
  start();
  for (const auto& bytes : {with_length(sample(500'000)), chunked(sample(500'000), 5000)}) {
    RawClient client(port());
    client.send(bytes.substr(0, 300'000));
    ASSERT_TRUE(eventually([&] { return spool.count() == 1; }));
    client.leave();
    EXPECT_TRUE(eventually([&] { return spool.count() == 0; }));
  }
  EXPECT_EQ(application.handled, 0);
}

TEST_F(ServerBodies, AFolderThatRefusesIsReported) {
  start();
  std::filesystem::remove_all(spool.path());
  RawClient client(port());
  EXPECT_EQ(client.ask(with_length(sample(100'000))).status, 500);
  std::filesystem::create_directories(spool.path());
}

TEST_F(ServerBodies, FilesLeftByAKilledServerAreRemovedAtStart) {
  std::ofstream(spool.path() / "provost-spool-abcdef") << "left over";
  std::ofstream(spool.path() / "of somebody else") << "stays";
  start();
  EXPECT_FALSE(std::filesystem::exists(spool.path() / "provost-spool-abcdef"));
  EXPECT_TRUE(std::filesystem::exists(spool.path() / "of somebody else"));
}

TEST_F(ServerBodies, TheSpoolFolderIsMadeAtStart) {
  options.spool_folder = spool.path() / "new" / "folder";
  start();
  EXPECT_TRUE(std::filesystem::is_directory(options.spool_folder));
}

}  // namespace
}  // namespace provost::http::tests
