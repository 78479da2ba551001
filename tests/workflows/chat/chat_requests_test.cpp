#include "workflows/chat/chat_requests.hpp"

#include "tests/workflows/chat/chat_world.hpp"

namespace provost::tests {

namespace {

using namespace workflows::chat;

class ChatInboxTest : public ChatTest {
 protected:
  ChatRequest request(const std::string& key) const {
    ChatRequest request;
    request.key = key;
    request.received_at = world->clock.now();
    request.account = account("teacher");
    request.words = "done CA-1";
    request.reason = "why";
    request.response_address = "https://hooks.slack.com/x";
    return request;
  }
};
PROVOST_ON_BOTH_DATABASES(ChatInboxTest);

TEST_P(ChatInboxTest, EachIsReceivedOnceWhicheverServerTakesIt) {
  ChatInbox other(world->database, world->clock);
  EXPECT_TRUE(inbox->receive(request("key")));
  EXPECT_FALSE(inbox->receive(request("key")));
  EXPECT_FALSE(other.receive(request("key")));
  EXPECT_TRUE(other.receive(request("another")));
  world->clock.move(std::chrono::hours(25));
  while (auto left = inbox->claim()) inbox->settle(left->id);
  inbox->remove_old();
  EXPECT_TRUE(inbox->receive(request("key"))) << "its signature is long refused";
}

TEST_P(ChatInboxTest, WhatWasLeftIsTakenUpAfterTheLeaseWithItsAnswer) {
  ChatInbox other(world->database, world->clock);
  const auto id = inbox->receive(request("key"));
  EXPECT_FALSE(other.claim()) << "whoever received it works on it";
  world->clock.move(lease_of_request);
  auto claimed = other.claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->request.key, "key");
  EXPECT_EQ(claimed->request.received_at + lease_of_request, world->clock.now());
  EXPECT_EQ(claimed->id, *id);
  EXPECT_EQ(claimed->request.words, "done CA-1");
  EXPECT_EQ(claimed->request.reason, "why");
  EXPECT_EQ(claimed->request.response_address, "https://hooks.slack.com/x");
  EXPECT_TRUE(claimed->request.account.is_same(account("teacher")));
  EXPECT_FALSE(inbox->claim());
  other.note_reply(*id, "{}");
  other.put_off(*id, std::chrono::seconds(20));
  world->clock.move(std::chrono::seconds(19));
  EXPECT_FALSE(inbox->claim());
  world->clock.move(std::chrono::seconds(1));
  claimed = inbox->claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->reply, "{}");
  EXPECT_EQ(claimed->attempts, 1);
  inbox->settle(*id);
  world->clock.move(std::chrono::hours(1));
  EXPECT_FALSE(inbox->claim());
  EXPECT_FALSE(inbox->receive(request("key"))) << "it stays known";
}

}  // namespace

}  // namespace provost::tests
