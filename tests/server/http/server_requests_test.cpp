#include <fstream>
#include <set>

#include "tests/server/http/server_fixture.hpp"

namespace provost::http::tests {
namespace {

class ServerRequests : public ServerFixture {};

TEST_F(ServerRequests, HandsOverADecodedRequest) {
  Request seen;
  application.on_request = [&seen](const Request& request) {
    seen = request;
    return text("fine");
  };
  start();
  RawClient client(port());
  const auto response = client.ask(get("/a%20b/%C3%A9?q=1&q=two+words&empty", "X-Thing: one\r\nx-thing: two\r\n"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "fine");
  EXPECT_EQ(seen.method, Method::get);
  EXPECT_EQ(seen.target, "/a%20b/%C3%A9?q=1&q=two+words&empty");
  EXPECT_EQ(seen.segments, (std::vector<std::string>{"a b", "é"}));
  EXPECT_EQ(seen.path, "/a b/é");
  EXPECT_EQ(seen.query.all("q"), (std::vector<std::string_view>{"1", "two words"}));
  EXPECT_EQ(seen.query.get("empty"), "");
  EXPECT_EQ(seen.fields.all("X-THING"), (std::vector<std::string_view>{"one", "two"}));
  EXPECT_EQ(seen.remote_address, "127.0.0.1");
  EXPECT_FALSE(seen.secure);
  EXPECT_FALSE(seen.id.empty());
}

TEST_F(ServerRequests, AnswersWithTheFieldsHttpNeeds) {
  start();
  RawClient client(port());
  const auto response = client.ask(get("/x"));
  EXPECT_TRUE(response.head.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(response.field("Content-Length"), "7");
  EXPECT_EQ(response.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_TRUE(response.field("Date").ends_with(" GMT"));
  EXPECT_FALSE(response.fields.get("Server"));
  EXPECT_FALSE(response.fields.get("Connection"));
}

TEST_F(ServerRequests, KeepsTheConnectionAndCountsIds) {
  std::vector<std::string> ids;
  application.on_request = [&ids](const Request& request) {
    ids.push_back(request.id);
    return text("");
  };
  start();
  RawClient client(port());
  for (int count = 0; count < 3; ++count) EXPECT_EQ(client.ask(get("/")).status, 200);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 3U);
}

TEST_F(ServerRequests, AnswersPipelinedRequestsInOrder) {
  start();
  RawClient client(port());
  std::string all;
  for (int count = 0; count < 50; ++count) {
    all += get("/" + std::to_string(count));
    all += "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    all += "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  }
  client.send(all);
  for (int count = 0; count < 50; ++count) {
    EXPECT_EQ(client.receive().body, "path /" + std::to_string(count));
    EXPECT_EQ(client.receive().body, "path /p");
    EXPECT_EQ(client.receive().body, "path /c");
  }
}

TEST_F(ServerRequests, TakesARequestByteByByte) {
  application.on_request = [](const Request& request) { return text(request.path + "=" + request.body); };
  start();
  RawClient client(port());
  for (const char byte : std::string("POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                     "3\r\nabc\r\n2;name=value\r\nde\r\n0\r\n\r\n")) {
    client.send({&byte, 1});
  }
  EXPECT_EQ(client.receive().body, "/slow=abcde");
}

TEST_F(ServerRequests, ClosesWhenAsked) {
  start();
  RawClient client(port());
  const auto response = client.ask(get("/", "Connection: close\r\n"));
  EXPECT_EQ(response.field("Connection"), "close");
  EXPECT_EQ(client.receive_until_closed(), "");
}

TEST_F(ServerRequests, SpeaksHttp10) {
  start();
  RawClient closing(port());
  EXPECT_EQ(closing.ask("GET /a HTTP/1.0\r\n\r\n").field("Connection"), "close");
  EXPECT_EQ(closing.receive_until_closed(), "");
  RawClient keeping(port());
  for (int count = 0; count < 2; ++count) {
    const auto response = keeping.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(response.field("Connection"), "keep-alive");
    EXPECT_EQ(response.body, "path /a");
  }
}

TEST_F(ServerRequests, LeavesTheBodyOutForHead) {
  start();
  RawClient client(port());
  client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/y"));
  EXPECT_EQ(client.receive(true).field("Content-Length"), "7");
  EXPECT_EQ(client.receive().body, "path /y");
}

TEST_F(ServerRequests, SendsNoLengthWith204And304) {
  application.on_request = [](const Request& request) {
    auto response = no_content();
    if (request.path == "/unchanged") response.status = 304;
    response.body = "must not be sent";
    return response;
  };
  start();
  RawClient client(port());
  for (const auto* path : {"/", "/unchanged", "/"}) {
    EXPECT_FALSE(client.ask(get(path)).fields.get("Content-Length")) << path;
  }
}

TEST_F(ServerRequests, AnswersOptionsForTheWholeServer) {
  start();
  RawClient client(port());
  const auto response = client.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(response.status, 204);
  EXPECT_NE(response.field("Allow").find("GET"), std::string::npos);
  EXPECT_EQ(application.handled, 0);
  EXPECT_EQ(client.ask(get("/next")).body, "path /next");
  RawClient other(port());
  EXPECT_EQ(other.ask("GET * HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
}

TEST_F(ServerRequests, SendsSharedText) {
  const auto page = std::make_shared<const std::string>(300'000, 'x');
  application.on_request = [page](const Request&) { return Response{200, {}, page}; };
  start();
  RawClient client(port());
  for (int count = 0; count < 3; ++count) EXPECT_EQ(client.ask(get("/")).body, *page);
}

TEST_F(ServerRequests, SendsFilesWholeAndInParts) {
  const auto path = spool.path() / "file.bin";
  std::string content;
  while (content.size() < 200'000) content += std::to_string(content.size()) + " ";
  std::ofstream(path) << content;
  application.on_request = [&](const Request&) {
    auto response = file({path, nullptr}, "application/octet-stream");
    response.fields.set("ETag", "\"v1\"");
    return response;
  };
  start();
  RawClient client(port());
  const auto size = std::to_string(content.size());
  const auto whole = client.ask(get("/"));
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, content);
  EXPECT_EQ(whole.field("Accept-Ranges"), "bytes");
  const auto part = client.ask(get("/", "Range: bytes=100-149999\r\n"));
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.field("Content-Range"), "bytes 100-149999/" + size);
  EXPECT_EQ(part.body, content.substr(100, 149900));
  EXPECT_EQ(client.ask(get("/", "Range: bytes=-5\r\n")).body, content.substr(content.size() - 5));
  EXPECT_EQ(client.ask(get("/", "Range: bytes=" + size + "-\r\n")).field("Content-Range"), "bytes */" + size);
  EXPECT_EQ(client.ask(get("/", "Range: bytes=" + size + "-\r\n")).status, 416);
  for (const auto* ignored :
       {"bytes=0-1,4-5", "items=0-1", "bytes=5-1", "bytes=x-1", "bytes=-", "bytes=1-99999999999999999999"}) {
    EXPECT_EQ(client.ask(get("/", "Range: " + std::string(ignored) + "\r\n")).status, 200) << ignored;
  }
  EXPECT_EQ(client.ask(get("/", "Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n")).status, 206);
  EXPECT_EQ(client.ask(get("/", "Range: bytes=0-1\r\nIf-Range: \"v0\"\r\n")).status, 200);
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n");
  EXPECT_EQ(client.receive(true).field("Content-Length"), size);
}

TEST_F(ServerRequests, Answers500ForAFileThatIsMissing) {
  application.on_request = [this](const Request&) { return file({spool.path() / "gone", nullptr}, "text/plain"); };
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).status, 500);
  ASSERT_EQ(problems().size(), 1U);
}

TEST_F(ServerRequests, KeepsTheOwnerOfAFileUntilItIsSent) {
  const auto path = spool.path() / "kept";
  std::ofstream(path) << "content";
  std::atomic<bool> released = false;
  application.on_request = [&](const Request&) {
    const std::shared_ptr<int> keeper(new int(1), [&released](const int* number) {
      delete number;
      released = true;
    });
    return file({path, keeper}, "text/plain");
  };
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).body, "content");
  EXPECT_TRUE(eventually([&] { return released.load(); }));
}

TEST_F(ServerRequests, RefusesFieldsThatWouldSplitTheAnswer) {
  application.on_request = [](const Request& request) {
    Response response;
    if (request.path == "/name") {
      response.fields.append("X-A: b\r\nX-B", "c");
    } else {
      response.fields.append("Location", std::string(request.query.get("to").value_or("")));
    }
    return response;
  };
  start();
  RawClient client(port());
  for (const auto* target : {"/?to=a%0D%0ASet-Cookie:x=1", "/?to=a%0Ab", "/?to=a%0Db", "/?to=a%7Fb", "/name"}) {
    const auto response = client.ask(get(target));
    EXPECT_EQ(response.status, 500) << target;
    EXPECT_FALSE(response.fields.get("Set-Cookie"));
    EXPECT_FALSE(response.fields.get("X-B"));
  }
  EXPECT_EQ(problems().size(), 5U);
  EXPECT_EQ(client.ask(get("/?to=/fine%C3%A9")).status, 200);
}

TEST_F(ServerRequests, LetsNoHandlerChangeTheFraming) {
  application.on_request = [](const Request&) {
    auto response = text("four");
    response.fields.append("Content-Length", "1000");
    response.fields.append("transfer-encoding", "chunked");
    response.fields.append("Connection", "upgrade");
    return response;
  };
  start();
  RawClient client(port());
  const auto response = client.ask(get("/"));
  EXPECT_EQ(response.fields.count("Content-Length"), 1U);
  EXPECT_EQ(response.body, "four");
  EXPECT_FALSE(response.fields.get("Transfer-Encoding"));
  EXPECT_FALSE(response.fields.get("Connection"));
}

TEST_F(ServerRequests, SurvivesExceptions) {
  application.on_request = [](const Request& request) -> Response {
    if (request.path == "/odd") throw 7;
    throw std::runtime_error("secret detail");
  };
  start();
  RawClient client(port());
  const auto response = client.ask(get("/"));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_EQ(client.ask(get("/odd")).status, 500);
  ASSERT_EQ(problems().size(), 2U);
  EXPECT_NE(problems()[0].find("secret detail"), std::string::npos);
  application.on_error = [](int) -> Response { throw std::runtime_error("again"); };
  EXPECT_EQ(client.ask(get("/")).status, 500);
}

TEST_F(ServerRequests, RecordsEveryAnswer) {
  std::mutex mutex;
  std::vector<std::string> lines;
  on_access = [&](const AccessRecord& record) {
    const std::lock_guard lock(mutex);
    lines.push_back(std::string(record.method) + " " + std::string(record.target) + " " +
                    std::to_string(record.status) + " " + std::to_string(record.body_size) + " " +
                    std::string(record.remote_address));
  };
  start();
  RawClient client(port());
  client.ask(get("/x?y"));
  client.ask("nonsense\r\n\r\n");
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard lock(mutex);
    return lines.size() == 2;
  }));
  EXPECT_EQ(lines[0], "GET /x?y 200 7 127.0.0.1");
  EXPECT_TRUE(lines[1].starts_with("  400 ")) << lines[1];
}

}  // namespace
}  // namespace provost::http::tests
