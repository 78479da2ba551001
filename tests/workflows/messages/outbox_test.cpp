#include "workflows/messages/outbox.hpp"

#include <gmock/gmock.h>

#include <set>

#include "tests/workflows/messages/messages_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;            // NOLINT: names of the errors
using namespace workflows::messages;  // NOLINT: the words of messages
using namespace std::chrono_literals;
using boost::json::array;
using testing::HasSubstr;

class OutboxTest : public MessagesTest {};
PROVOST_ON_BOTH_DATABASES(OutboxTest);

TEST_P(OutboxTest, AChannelGetsItsMessagesInOrderOneAtATime) {
  add_channel("Staff room", {});
  const auto first = queue("Staff room", "one");
  queue("Staff room", "two");
  const auto claimed = outbox->claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->id, first);
  EXPECT_FALSE(outbox->claim()) << "the second waits for the first";
  outbox->settle(*claimed, delivered());
  const auto next = outbox->claim();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->text, "two");
  EXPECT_NE(next->key, claimed->key);
}

TEST_P(OutboxTest, AMessageWhoseSenderDiedGoesOutAgainUnderItsKey) {
  add_channel("Staff room", {});
  queue("Staff room", "one");
  const auto first = outbox->claim();
  world->clock.move(2min);
  EXPECT_FALSE(outbox->claim());
  world->clock.move(2min);
  const auto again = outbox->claim();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->key, first->key);
}

TEST_P(OutboxTest, ABrokenChannelHoldsUpNoOther) {
  add_channel("Broken", {});
  add_channel("Good", {});
  queue("Broken", "one");
  queue("Broken", "two");
  queue("Good", "three");
  outbox->settle(*outbox->claim(), busy());
  const auto other = outbox->claim();
  ASSERT_TRUE(other);
  EXPECT_EQ(other->text, "three");
  outbox->settle(*other, delivered());
  EXPECT_FALSE(outbox->claim());
  world->clock.move(5s);
  EXPECT_EQ(outbox->claim()->text, "one") << "the order is kept";
}

TEST_P(OutboxTest, TriesByTheLadderThenGivesUpAndSaysSo) {
  add_channel("Staff room", {});
  const auto id = queue("Staff room", "one");
  std::chrono::seconds waited{0};
  for (int tried = 1; tried <= 8; ++tried) {
    auto claimed = outbox->claim();
    ASSERT_TRUE(claimed) << tried;
    EXPECT_EQ(claimed->attempts, tried - 1);
    outbox->settle(*claimed, busy());
    if (const auto wait = wait_after(tried, 0.5)) {
      world->clock.move(*wait - 1s);
      EXPECT_FALSE(outbox->claim()) << tried;
      world->clock.move(1s);
      waited += *wait;
    }
  }
  EXPECT_EQ(state(id), "failed");
  EXPECT_THAT(log()[0].outcome, HasSubstr("Given up after 8 tries. It is busy."));
  EXPECT_NEAR(std::chrono::duration<double>(waited).count() / 3600, 27.6, 0.2);
  const store::ReadSnapshot snapshot(world->database);
  EXPECT_EQ(attempts_of(snapshot.session(), id).size(), 8U);
}

TEST_P(OutboxTest, AWishToWaitLongerIsHonoured) {
  add_channel("Staff room", {});
  queue("Staff room", "one");
  outbox->settle(*outbox->claim(), busy(90s));
  world->clock.move(89s);
  EXPECT_FALSE(outbox->claim());
  world->clock.move(1s);
  EXPECT_TRUE(outbox->claim());
}

TEST_P(OutboxTest, SlackGetsOneASecond) {
  add_channel("Slack", {}, "slack");
  queue("Slack", "one");
  queue("Slack", "two");
  outbox->settle(*outbox->claim(), delivered());
  EXPECT_FALSE(outbox->claim());
  world->clock.move(999ms);
  EXPECT_FALSE(outbox->claim());
  world->clock.move(1ms);
  EXPECT_TRUE(outbox->claim());
}

TEST_P(OutboxTest, AChannelThatIsGoneIsPausedToldAndGoesOnWithWhatWaited) {
  add_channel("Staff room", {});
  const auto id = queue("Staff room", "one");
  Attempt gone;
  gone.verdict = "never";
  gone.reason = "The channel is archived.";
  gone.status = 410;
  gone.channel_is_gone = true;
  outbox->settle(*outbox->claim(), gone);
  EXPECT_EQ(state(id), "waiting");
  EXPECT_EQ(channel("Staff room").pause_reason, "The channel is archived.");
  const auto claimed = outbox->claim();
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->event, channel_paused);
  EXPECT_EQ(claimed->channel_id, mail_channel) << "only the administrator is told, by mail";
  EXPECT_THAT(claimed->text, HasSubstr("Messages to the channel “Staff room” are paused. The channel is archived."));
  outbox->settle(*claimed, delivered());
  EXPECT_FALSE(outbox->claim());
  channels->resume(people::Authority::of(world->actor("quality")), "Staff room");
  EXPECT_EQ(outbox->claim()->id, id);
  EXPECT_FALSE(verified(*world, world->catalogue).first_discrepancy);
}

TEST_P(OutboxTest, AfterFiveDaysWithoutSuccessTheChannelIsPaused) {
  add_channel("Staff room", {});
  for (int number = 0; number < 40; ++number) queue("Staff room", "message");
  for (int round = 0; round < 60 && !channel("Staff room").paused_at; ++round) {
    while (const auto claimed = outbox->claim()) {
      outbox->settle(*claimed, claimed->channel_id == mail_channel ? delivered() : busy());
    }
    world->clock.move(6h);
  }
  EXPECT_THAT(channel("Staff room").pause_reason, HasSubstr("Nothing was delivered for five days."));
}

TEST_P(OutboxTest, AWrongMessageFailsAloneAndCanBeSentAgain) {
  add_channel("Staff room", {});
  const auto id = queue("Staff room", "one");
  queue("Staff room", "two");
  Attempt wrong;
  wrong.verdict = "never";
  wrong.reason = "It is too long.";
  wrong.status = 400;
  const auto first = outbox->claim();
  outbox->settle(*first, wrong);
  EXPECT_EQ(state(id), "failed");
  EXPECT_FALSE(channel("Staff room").paused_at);
  outbox->settle(*outbox->claim(), delivered());
  EXPECT_THROW(outbox->send_again(people::Authority::of(world->actor("teacher")), id), Forbidden);
  outbox->send_again(people::Authority::of(world->actor("quality")), id);
  EXPECT_EQ(outbox->claim()->key, first->key);
}

TEST_P(OutboxTest, ATestIsSentAtOnceAndChangesNothingForTheOthers) {
  add_channel("Staff room", {});
  queue("Staff room", "one");
  const auto test = outbox->begin_test(people::Authority::of(world->actor("quality")), "Staff room");
  EXPECT_EQ(outbox->claim()->text, "one");
  Attempt gone;
  gone.verdict = "never";
  gone.channel_is_gone = true;
  outbox->settle(test, gone);
  EXPECT_EQ(state(test.id), "failed");
  EXPECT_FALSE(channel("Staff room").paused_at);
  EXPECT_THROW(outbox->begin_test(people::Authority::of(world->actor("teacher")), "Staff room"), Forbidden);
}

TEST_P(OutboxTest, WhoeverComesBackLateUndoesNothing) {
  add_channel("Staff room", {});
  const auto id = queue("Staff room", "one");
  const auto slow = outbox->claim();
  world->clock.move(4min);
  outbox->settle(*outbox->claim(), delivered());
  outbox->settle(*slow, busy());
  outbox->drop(*slow, "Moot");
  EXPECT_EQ(state(id), "delivered");
  EXPECT_FALSE(channel("Staff room").failing_since);
}

TEST_P(OutboxTest, APauseByAPersonOutlivesWhatIsBeingSent) {
  add_channel("Staff room", {});
  queue("Staff room", "one");
  const auto claimed = outbox->claim();
  channels->pause(people::Authority::of(world->actor("quality")), "Staff room", "Holidays.");
  outbox->settle(*claimed, busy());
  EXPECT_EQ(channel("Staff room").pause_reason, "Holidays.");
}

TEST_P(OutboxTest, DestinationsTakeTurns) {
  add_channel("A", {});
  add_channel("B", {});
  for (int number = 0; number < 2; ++number) {
    queue("A", "to A");
    queue("B", "to B");
  }
  std::string order;
  while (const auto claimed = outbox->claim()) {
    order += claimed->text.back();
    outbox->settle(*claimed, delivered());
  }
  EXPECT_EQ(order, "ABAB");
}

TEST_P(OutboxTest, SecretsAreNeitherInTheTrailNorInTheSettings) {
  add_channel("Hook", {}, "webhook");
  channels->change_secret(people::Authority::of(world->actor("quality")), "Hook",
                          "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  const store::ReadSnapshot snapshot(world->database);
  for (const auto& record : snapshot.session().select("SELECT details, changes FROM audit_events")) {
    EXPECT_THAT(record.text("details") + record.text("changes"), testing::Not(HasSubstr("secretpart")));
    EXPECT_THAT(record.text("details") + record.text("changes"), testing::Not(HasSubstr("whsec_")));
  }
  EXPECT_EQ(channel("Hook").address_hint, "chat.example.org");
  const auto secrets = secrets_of(snapshot.session(), channel("Hook").id, world->clock.now());
  EXPECT_EQ(secrets.signing_secrets.size(), 2U) << "the former one is valid for a day";
  EXPECT_EQ(secrets_of(snapshot.session(), channel("Hook").id, world->clock.now() + 25h).signing_secrets.size(), 1U);
}

TEST_P(OutboxTest, SettledMessagesAreRemovedAfterNinetyDays) {
  add_channel("Staff room", {});
  queue("Staff room", "one");
  outbox->settle(*outbox->claim(), delivered());
  const auto kept = queue("Staff room", "two");
  world->clock.move(24h * 91);
  outbox->remove_old();
  const auto left = log();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id, kept);
}

TEST_P(OutboxTest, ChannelsAreChangedByManagersOnly) {
  EXPECT_THROW(channels->add(people::Authority::of(world->actor("teacher")), {}, "https://x.example", ""), Forbidden);
  ChannelSettings settings;
  settings.name = "A";
  settings.format = "slack";
  const auto quality = people::Authority::of(world->actor("quality"));
  EXPECT_THROW(channels->add(quality, settings, "ftp://x.example", ""), Invalid);
  EXPECT_THROW(channels->add(quality, settings, "", ""), Invalid);
  settings.events = {"nonsense"};
  EXPECT_THROW(channels->add(quality, settings, "https://x.example/y", ""), Invalid);
  settings.events = {digest};
  EXPECT_THROW(channels->add(quality, settings, "https://x.example/y", ""), Invalid);
  settings.events = {};
  channels->add(quality, settings, "https://x.example/y", "");
  EXPECT_THROW(channels->add(quality, settings, "https://x.example/y", ""), Invalid) << "a name stands once";
  queue("A", "one");
  channels->remove(quality, "A");
  EXPECT_EQ(log()[0].state, "dropped");
  EXPECT_THROW(channels->resume(quality, "A"), NotFound);
}

TEST_P(OutboxTest, AfterADowntimeMailWaitsForTheEndOfQuietHours) {
  prefer("approver", "at_once");
  asked();
  world->clock.move(11h);  // 20:00, and quiet since 19:00
  EXPECT_FALSE(outbox->claim());
  world->clock.move(10h);
  EXPECT_FALSE(outbox->claim()) << "06:00 is quiet still";
  world->clock.move(1h);
  const auto message = outbox->claim();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->event, task_assigned);
}

TEST_P(OutboxTest, ARetryOfMailDoesNotComeAtNight) {
  prefer("approver", "at_once");
  asked();
  world->clock.move(9h + 50min);
  auto message = outbox->claim();
  ASSERT_TRUE(message);
  outbox->settle(*message, busy(30min));
  world->clock.move(40min);
  EXPECT_FALSE(outbox->claim()) << "19:30";
  world->clock.move(11h + 30min);
  EXPECT_TRUE(outbox->claim()) << "07:00";
}

TEST_P(OutboxTest, AWebhookIsSentAgainWhatItWasSentSinceATime) {
  add_channel("Warehouse", {}, "webhook");
  add_channel("Staff room", {});
  std::vector<std::string> keys;
  for (const auto* text : {"one", "two", "three"}) {
    queue("Warehouse", text);
    const auto message = outbox->claim();
    keys.push_back(message->key);
    outbox->settle(*message, delivered());
    world->clock.move(1h);
  }
  const auto authority = people::Authority::of(world->actor("quality"));
  const auto since = world->clock.now() - 2h;
  EXPECT_EQ(outbox->replay(authority, "Warehouse", since), 2);
  for (std::size_t at = 1; at < keys.size(); ++at) {
    const auto message = outbox->claim();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->key, keys[at]) << "in order, under the same keys";
    outbox->settle(*message, delivered());
  }
  EXPECT_FALSE(outbox->claim());
  EXPECT_THROW(outbox->replay(authority, "Staff room", since), Invalid) << "people would read it twice";
  EXPECT_THROW(outbox->replay(authority, "Warehouse", world->clock.now() + 1h), Invalid);
  EXPECT_THROW(outbox->replay(authority, "Warehouse", world->clock.now() - 24h * 91), Invalid);
  EXPECT_THROW(outbox->replay(people::Authority::of(world->actor("teacher")), "Warehouse", since), Forbidden);
}

}  // namespace

}  // namespace provost::tests
