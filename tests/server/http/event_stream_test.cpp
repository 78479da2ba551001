#include "server/http/event_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "server/http/server.hpp"
#include "tests/server/http/raw_client.hpp"

namespace provost::http::tests {
namespace {

using namespace std::chrono_literals;

/// Answers /stream with a stream that the test holds on to weakly, and everything else with its address.
class StreamingApplication final : public Application {
 public:
  std::variant<BodyPolicy, Response> body_policy(const Request&) override { return BodyPolicy{1024, false}; }
  Response handle(const Request& request) override {
    if (request.path != "/stream") return text(request.path);
    auto stream = std::make_shared<EventStream>();
    stream->put("first\n");
    const std::lock_guard lock(mutex_);
    newest_ = stream;
    begun_.push_back(stream);
    return events(std::move(stream));
  }
  Response server_error(const Request*, int status, std::string_view reason) override {
    return text(std::string(reason), status);
  }
  std::shared_ptr<EventStream> newest() {
    const std::lock_guard lock(mutex_);
    return newest_.lock();
  }
  /// How many of the streams begun since the last call are open.
  std::size_t count_open() {
    const std::lock_guard lock(mutex_);
    const auto begun = std::exchange(begun_, {});
    return static_cast<std::size_t>(std::ranges::count_if(begun, [](const auto& one) {
      const auto stream = one.lock();
      return stream && !stream->is_over();
    }));
  }

 private:
  std::mutex mutex_;
  std::weak_ptr<EventStream> newest_;
  std::vector<std::weak_ptr<EventStream>> begun_;
};

class EventStreamTest : public testing::Test {
 protected:
  EventStreamTest() : server_(options(), application_) { server_.start(); }
  static ServerOptions options() {
    ServerOptions options;
    options.port = 0;
    options.workers = 4;
    options.spool_folder = testing::TempDir() + "provost-event-streams";
    options.write_timeout = 300ms;
    return options;
  }
  /// Whether something becomes so within ten seconds.
  static bool becomes(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
  std::shared_ptr<EventStream> begun() {
    std::shared_ptr<EventStream> stream;
    becomes([&] { return (stream = application_.newest()) != nullptr && stream->waiting() == 0; });
    return stream;
  }

  StreamingApplication application_;
  Server server_;
};

TEST_F(EventStreamTest, IsSentAsItComesAndEndsCleanly) {
  RawClient client(server_.port());
  client.send(get("/stream"));
  auto stream = begun();
  ASSERT_TRUE(stream);
  stream->put("second\n");
  stream->put("third\n");
  stream->end();
  stream->put("too late\n");
  const auto answer = client.receive_until_closed();
  EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << answer;
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
  EXPECT_NE(answer.find("6\r\nfirst\n\r\n"), std::string::npos);
  EXPECT_NE(answer.find("third\n"), std::string::npos);
  EXPECT_EQ(answer.find("too late"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n0\r\n\r\n"));
}

TEST_F(EventStreamTest, HasNoChunksForAnOldClientAndNoBodyForHead) {
  RawClient old(server_.port());
  old.send("GET /stream HTTP/1.0\r\nHost: x\r\n\r\n");
  auto stream = begun();
  ASSERT_TRUE(stream);
  stream->end();
  const auto answer = old.receive_until_closed();
  EXPECT_TRUE(answer.ends_with("\r\n\r\nfirst\n")) << answer;
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  stream.reset();
  RawClient head(server_.port());
  head.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(head.receive(true).status, 200);
  EXPECT_TRUE(becomes([&] { return application_.newest() == nullptr; })) << "nobody holds a stream that is not sent";
}

TEST_F(EventStreamTest, TakesNoWorker) {
  std::vector<std::unique_ptr<RawClient>> listening;
  for (int at = 0; at < 20; ++at) {
    listening.push_back(std::make_unique<RawClient>(server_.port()));
    listening.back()->send(get("/stream"));
  }
  RawClient other(server_.port());
  EXPECT_EQ(other.ask(get("/other")).body, "/other");
}

TEST_F(EventStreamTest, IsOverWhenTheClientLeavesOrSpeaks) {
  for (const bool leaves : {true, false}) {
    RawClient client(server_.port());
    client.send(get("/stream"));
    auto stream = begun();
    ASSERT_TRUE(stream);
    if (leaves) {
      client.leave();
    } else {
      client.send(get("/other"));
    }
    EXPECT_TRUE(becomes([&] { return stream->is_over(); })) << leaves;
  }
}

/// On a busy machine the system tells of bytes that were read meanwhile; no stream may take this for its client's word.
TEST_F(EventStreamTest, StaysOpenForAClientThatWaits) {
  constexpr std::size_t threads = 8;
  constexpr std::size_t of_each = 40;
  for (int round = 0; round < 10; ++round) {
    std::vector<std::unique_ptr<RawClient>> clients(threads * of_each);
    {
      std::vector<std::jthread> busy;
      for (std::size_t thread = 0; thread < threads; ++thread) {
        busy.emplace_back([&, thread] {
          for (std::size_t at = thread; at < clients.size(); at += threads) {
            clients[at] = std::make_unique<RawClient>(server_.port());
            clients[at]->send(get("/stream"));
          }
          for (std::size_t at = thread; at < clients.size(); at += threads) clients[at]->receive(true);
        });
      }
    }
    RawClient other(server_.port());
    EXPECT_EQ(other.ask(get("/other")).body, "/other");
    ASSERT_EQ(application_.count_open(), clients.size()) << "in round " << round;
  }
}

TEST_F(EventStreamTest, IsOverForAReaderThatTakesNothing) {
  RawClient client(server_.port(), 4096);
  client.send(get("/stream"));
  auto stream = begun();
  ASSERT_TRUE(stream);
  const std::string much(1024 * 1024, 'x');
  for (int at = 0; at < 20; ++at) stream->put(much);
  EXPECT_TRUE(becomes([&] { return stream->is_over(); }));
}

TEST_F(EventStreamTest, EndsWhenTheServerStops) {
  RawClient client(server_.port());
  client.send(get("/stream"));
  ASSERT_TRUE(begun());
  server_.stop();
  EXPECT_TRUE(client.receive_until_closed().ends_with("\r\n0\r\n\r\n"));
  client.leave();
  server_.wait();
}

}  // namespace
}  // namespace provost::http::tests
