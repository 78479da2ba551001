#include <thread>

#include "tests/server/http/server_fixture.hpp"

namespace provost::http::tests {
namespace {

using std::chrono::milliseconds;

class ServerLoad : public ServerFixture {
 protected:
  Door door;

  /// "/wait" stands at the door, everything else is answered at once.
  void wait_at_the_door() {
    application.on_request = [this](const Request& request) {
      if (request.path == "/wait") door.pass();
      return text("path " + request.path);
    };
  }
};

TEST_F(ServerLoad, SlowHandlersDoNotHoldUpOthers) {
  options.workers = 3;
  wait_at_the_door();
  start();
  RawClient first(port());
  RawClient second(port());
  first.send(get("/wait"));
  second.send(get("/wait"));
  ASSERT_TRUE(door.await(2));
  RawClient quick(port());
  for (int count = 0; count < 20; ++count) EXPECT_EQ(quick.ask(get("/quick")).status, 200);
  door.open();
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
}

TEST_F(ServerLoad, WaitingRequestsAreServedInTheirTurnAndFurtherOnesTurnedAway) {
  options.workers = 1;
  options.queue_limit = 1;
  wait_at_the_door();
  start();
  RawClient running(port());
  running.send(get("/wait"));
  ASSERT_TRUE(door.await(1));
  // Of two requests one waits and one is turned away; which, is for the scheduler to say.
  RawClient one(port());
  RawClient two(port());
  one.send(get("/queued"));
  two.send(get("/queued"));
  std::vector<RawResponse> responses(2);
  std::thread other([&] { responses[1] = two.receive(); });
  std::thread opener([&] {
    RawClient third(port());
    const auto response = third.ask(get("/third"));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.field("Retry-After"), "1");
    EXPECT_TRUE(response.body.starts_with("problem: "));
    // A request turned away does not cost the connection.
    EXPECT_FALSE(response.fields.get("Connection"));
    door.open();
  });
  responses[0] = one.receive();
  other.join();
  opener.join();
  EXPECT_EQ(responses[0].status + responses[1].status, 200 + 503);
  EXPECT_EQ(running.receive().status, 200);
  EXPECT_EQ(one.ask(get("/again")).status, 200);
}

TEST_F(ServerLoad, ConnectionsOverTheLimitWaitForTheirTurn) {
  options.workers = 3;
  options.connection_limit = 2;
  wait_at_the_door();
  start();
  RawClient first(port());
  RawClient second(port());
  first.send(get("/wait", "Connection: close\r\n"));
  second.send(get("/wait"));
  ASSERT_TRUE(door.await(2));
  RawClient third(port());
  third.send(get("/third"));
  EXPECT_EQ(application.handled, 2);
  door.open();
  EXPECT_EQ(third.receive().body, "path /third");
  EXPECT_EQ(first.receive().status, 200);
}

TEST_F(ServerLoad, IdleConnectionsMakeRoomForNewOnes) {
  options.connection_limit = 2;
  start();
  RawClient first(port());
  RawClient second(port());
  first.ask(get("/"));
  second.ask(get("/"));
  RawClient third(port());
  EXPECT_EQ(third.ask(get("/third")).status, 200);
  EXPECT_EQ(first.receive_until_closed(), "");
}

TEST_F(ServerLoad, ManyClientsAtOnce) {
  application.on_request = [](const Request& request) { return text(request.body + std::string(request.path)); };
  start();
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < 5; ++round) {
        RawClient client(port());
        for (int count = 0; count < 20; ++count) {
          const auto path = "/" + std::to_string(thread) + "/" + std::to_string(count);
          const auto response = client.ask("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
          if (response.body == "abc" + path) ++right;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 8 * 5 * 20);
}

class ServerTimeouts : public ServerLoad {};

TEST_F(ServerTimeouts, ASlowHeaderIsCutOff) {
  options.header_timeout = milliseconds(200);
  start();
  RawClient client(port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n");
  // Further bytes buy no time.
  std::thread trickle([&] {
    while (client.try_send("X: y\r\n")) std::this_thread::yield();
  });
  const auto response = client.receive();
  EXPECT_TRUE(response.status == 408 || response.status == 431) << response.status;
  client.receive_until_closed();
  server->stop();
  trickle.join();
}

TEST_F(ServerTimeouts, AHeaderThatStopsIsAnswered408) {
  options.header_timeout = milliseconds(100);
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost").status, 408);
  EXPECT_EQ(client.receive_until_closed(), "");
}

TEST_F(ServerTimeouts, AConnectionWithoutARequestIsClosedSilently) {
  options.header_timeout = milliseconds(100);
  start();
  RawClient client(port());
  EXPECT_EQ(client.receive_until_closed(), "");
}

TEST_F(ServerTimeouts, AnIdleConnectionIsClosedSilently) {
  options.idle_timeout = milliseconds(100);
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).status, 200);
  EXPECT_EQ(client.receive_until_closed(), "");
}

TEST_F(ServerTimeouts, TheSecondHeaderHasItsOwnTime) {
  options.idle_timeout = std::chrono::seconds(60);
  options.header_timeout = milliseconds(100);
  start();
  RawClient client(port());
  EXPECT_EQ(client.ask(get("/")).status, 200);
  EXPECT_EQ(client.ask("GET /").status, 408);
}

TEST_F(ServerTimeouts, ABodyThatStopsIsAnswered408) {
  options.body_timeout = milliseconds(100);
  start();
  RawClient client(port());
  EXPECT_EQ(
      client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + std::string(100'000, 'x')).status,
      408);
  EXPECT_EQ(application.handled, 0);
  EXPECT_TRUE(eventually([&] { return spool.count() == 0; }));
}

TEST_F(ServerTimeouts, AReaderThatStopsIsCutOff) {
  options.write_timeout = milliseconds(100);
  const auto page = std::make_shared<const std::string>(50'000'000, 'x');
  application.on_request = [page](const Request&) { return Response{200, {}, page}; };
  std::atomic<int> records = 0;
  on_access = [&](const AccessRecord&) { ++records; };
  start();
  RawClient client(port(), 4096);
  client.send(get("/"));
  ASSERT_TRUE(eventually([&] { return records == 1; }));
  EXPECT_LT(client.receive_until_closed().size(), page->size());
}

TEST_F(ServerTimeouts, ASlowHandlerIsNotCutOff) {
  options.header_timeout = options.body_timeout = options.write_timeout = milliseconds(50);
  wait_at_the_door();
  start();
  RawClient slow(port());
  slow.send(get("/wait"));
  ASSERT_TRUE(door.await(1));
  // Another connection that runs out of time shows that the time-outs have been looked at since.
  RawClient other(port());
  EXPECT_EQ(other.ask("GET").status, 408);
  door.open();
  EXPECT_EQ(slow.receive().body, "path /wait");
}

class ServerEnd : public ServerLoad {};

TEST_F(ServerEnd, AnswersUnderWayAreFinished) {
  const auto page = std::make_shared<const std::string>(5'000'000, 'x');
  application.on_request = [&](const Request&) {
    door.pass();
    return Response{200, {}, page};
  };
  start();
  RawClient idle(port());
  RawClient running(port());
  running.send(get("/"));
  ASSERT_TRUE(door.await(1));
  server->stop();
  server->stop();
  EXPECT_EQ(idle.receive_until_closed(), "");
  EXPECT_THROW(
      {
        for (int count = 0; count < 1000; ++count) RawClient(port()).ask(get("/"));
      },
      std::exception);
  door.open();
  const auto response = running.receive();
  EXPECT_EQ(response.body.size(), page->size());
  EXPECT_EQ(response.field("Connection"), "close");
  running.leave();
  server->wait();
}

TEST_F(ServerEnd, ComesAtTheDeadlineWithAStuckClient) {
  options.shutdown_timeout = milliseconds(100);
  const auto page = std::make_shared<const std::string>(50'000'000, 'x');
  application.on_request = [page](const Request&) { return Response{200, {}, page}; };
  start();
  RawClient client(port(), 4096);
  client.send(get("/"));
  ASSERT_TRUE(eventually([&] { return application.handled == 1; }));
  server->stop();
  server->wait();
  EXPECT_LT(client.receive_until_closed().size(), page->size());
}

TEST_F(ServerEnd, TurnsAwayWhoStillWaitsForAWorker) {
  options.workers = 1;
  options.shutdown_timeout = milliseconds(100);
  wait_at_the_door();
  start();
  RawClient running(port());
  running.send(get("/wait"));
  ASSERT_TRUE(door.await(1));
  RawClient queued(port());
  queued.send(get("/queued"));
  server->stop();
  EXPECT_EQ(queued.receive_until_closed(), "");
  door.open();
  server->wait();
  EXPECT_EQ(application.handled, 1);
}

TEST_F(ServerEnd, IsQuickWithManyIdleConnections) {
  start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int count = 0; count < 100; ++count) {
    clients.push_back(std::make_unique<RawClient>(port()));
    clients.back()->ask(get("/"));
  }
  const auto before = std::chrono::steady_clock::now();
  server->stop();
  server->wait();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

TEST_F(ServerEnd, NeedsNoStart) {
  server = std::make_unique<Server>(options, application);
  server.reset();
}

}  // namespace
}  // namespace provost::http::tests
