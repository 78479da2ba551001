#include "workflows/messages/outbox.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <set>

#include "tests/workflows/cases/cases_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_content.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/messages/visible_log.hpp"

namespace provost::tests {

namespace {

using namespace workflows;            // NOLINT: names of the errors
using namespace workflows::messages;  // NOLINT: the words of messages
using namespace std::chrono_literals;
using boost::json::array;
using testing::HasSubstr;

class OutboxTest : public CasesOnBothDatabases {
 protected:
  void SetUp() override {
    CasesOnBothDatabases::SetUp();
    if (!world) return;
    channels = std::make_unique<ChannelService>(world->database, world->clock);
    preferences = std::make_unique<PreferenceService>(world->database, world->clock);
    outbox = std::make_unique<Outbox>(world->database, world->clock, [] { return 0.5; });
  }
  void add_channel(const std::string& name, std::vector<std::string> events, const std::string& format = "mattermost") {
    ChannelSettings settings;
    settings.name = name;
    settings.format = format;
    settings.events = std::move(events);
    channels->add(people::Authority::of(world->actor("quality")), settings, "https://chat.example.org/hook/secretpart",
                  format == "webhook" ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "");
  }
  std::int64_t queue(const std::string& channel, const std::string& text) {
    store::WriteTransaction transaction(world->database, world->clock);
    const auto id = queue_at_once(transaction, find_channel(transaction.session(), channel)->id,
                                  {case_opened, {}, {}, {}, {}, text, ""});
    transaction.commit();
    return id;
  }
  static Attempt delivered() {
    Attempt attempt;
    attempt.verdict = "delivered";
    attempt.status = 200;
    return attempt;
  }
  static Attempt busy(std::optional<std::chrono::seconds> wait = std::nullopt) {
    Attempt attempt;
    attempt.verdict = "try_again";
    attempt.reason = "It is busy.";
    attempt.status = 503;
    attempt.retry_after = wait;
    return attempt;
  }
  std::string state(std::int64_t id) {
    const store::ReadSnapshot snapshot(world->database);
    return find_message(snapshot.session(), id)->state;
  }
  std::vector<Outgoing> log(const std::string& wanted = "") {
    const store::ReadSnapshot snapshot(world->database);
    LogQuery query;
    query.state = wanted;
    query.limit = 100;
    return read_log(snapshot.session(), query).messages;
  }
  Channel channel(const std::string& name) {
    const store::ReadSnapshot snapshot(world->database);
    return *find_channel(snapshot.session(), name);
  }
  Rendering render(const Outgoing& message) {
    const store::ReadSnapshot snapshot(world->database);
    return read_content(snapshot.session(), world->catalogue, message, world->clock.now());
  }
  void prefer(const std::string& person, const std::string& pace, const std::string& way = "mail") {
    Preferences wanted;
    wanted.pace = pace;
    wanted.way = way;
    preferences->change(world->actor(person), wanted);
  }
  std::string asked() {
    auto key = world->open("request", "teacher", {{"what", "Ten microscopes"}}, "Microscopes");
    world->fire(key, "teacher", "ask",
                {{"approvers", array{"approver@example.org"}}, {"amount", "1200 EUR"}, {"wanted_by", "2026-12-31"}});
    return key;
  }

  std::unique_ptr<ChannelService> channels;
  std::unique_ptr<PreferenceService> preferences;
  std::unique_ptr<Outbox> outbox;
};
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

TEST_P(OutboxTest, ATaskIsToldToWhoeverGetsItAndNotToWhoeverMadeIt) {
  const auto key = asked();
  const auto messages = log();
  ASSERT_EQ(messages.size(), 1U) << "the teacher's own task is no news to them";
  EXPECT_EQ(messages[0].event, task_assigned);
  EXPECT_EQ(messages[0].person_id, world->actor("approver").person_id);
  const auto rendering = render(messages[0]);
  ASSERT_TRUE(rendering.content);
  EXPECT_EQ(rendering.content->path, "/cases/" + key);
  EXPECT_EQ(rendering.content->values.at("task"), "Approve the request");
  EXPECT_EQ(rendering.content->values.at("due"), "28 December 2026");
  world->fire(key, "approver", "send_back", {}, "Too many");
  EXPECT_EQ(render(messages[0]).moot, "The task is done.");
}

TEST_P(OutboxTest, ChannelsAreToldWhatTheyWantToKnow) {
  add_channel("Everything", {case_opened, case_moved, case_closed, task_assigned});
  add_channel("Closed", {case_closed});
  ChannelSettings other;
  other.name = "Other workflow";
  other.format = "teams";
  other.events = {case_opened};
  other.workflows = {"item"};
  channels->add(people::Authority::of(world->actor("quality")), other, "https://teams.example.org/x", "");
  const auto key = asked();
  world->fire(key, "approver", "refuse", {}, "No money");
  std::multiset<std::string> seen;
  for (const auto& message : log()) {
    if (message.channel_id == channel("Everything").id) seen.insert(message.event);
    EXPECT_NE(message.channel_id, channel("Other workflow").id);
    if (message.channel_id == channel("Closed").id) {
      EXPECT_EQ(message.event, case_closed);
    }
  }
  EXPECT_EQ(seen.count(case_opened), 1U);
  EXPECT_EQ(seen.count(case_moved), 1U);
  EXPECT_EQ(seen.count(case_closed), 1U);
  EXPECT_GE(seen.count(task_assigned), 2U);
}

TEST_P(OutboxTest, AConfidentialCaseIsNotNamedInAChannel) {
  add_channel("Staff room", {case_opened, task_assigned});
  world->open("whisper", "teacher", {}, "The headmaster drinks");
  int looked = 0;
  for (const auto& message : log()) {
    if (message.channel_id == mail_channel) continue;
    const auto rendering = render(message);
    ASSERT_TRUE(rendering.content);
    EXPECT_EQ(rendering.content->wording, confidential);
    EXPECT_EQ(rendering.content->path, "/");
    EXPECT_FALSE(rendering.content->person);
    EXPECT_THAT(boost::json::serialize(rendering.content->values), testing::Not(HasSubstr("headmaster")));
    ++looked;
  }
  EXPECT_GE(looked, 1);
}

TEST_P(OutboxTest, WhatNotEverybodyMaySeeIsToldInAChannelByItsTaskAlone) {
  world->publish(R"(workflow: limited
title: Limited request
code: LIM
seen_by: [quality_manager]
start: open
opened_by: [anybody]
states:
  open: {title: Open, task: {title: Bring the list, by: [owner]}}
  done: {title: Done, final: true}
transitions:
  - {event: finish, title: Finish, from: open, to: done, by: [owner]}
)");
  add_channel("Staff room", {task_assigned});
  world->open("limited", "teacher", {}, "Illness of a learner");
  const auto messages = log();
  ASSERT_EQ(messages.size(), 1U);
  const auto rendering = render(messages[0]);
  ASSERT_TRUE(rendering.content);
  EXPECT_EQ(rendering.content->values.at("task"), "Bring the list");
  EXPECT_THAT(boost::json::serialize(rendering.content->values), testing::Not(HasSubstr("Illness")));
}

TEST_P(OutboxTest, TheDigestPutsTogetherWhatWaitsAndComesOnceAlsoAfterADowntime) {
  prefer("approver", "digest");
  for (int number = 0; number < 3; ++number) asked();
  EXPECT_EQ(log("collected").size(), 3U);
  outbox->gather_digests();
  EXPECT_EQ(log("collected").size(), 3U) << "its time has not come";
  EXPECT_FALSE(outbox->claim());
  world->clock.move(72h);
  outbox->gather_digests();
  outbox->gather_digests();
  EXPECT_EQ(log("gathered").size(), 3U);
  const auto waiting = log("waiting");
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].event, digest);
  const auto rendering = render(waiting[0]);
  ASSERT_TRUE(rendering.content);
  EXPECT_EQ(rendering.content->values.at("waiting"), "3");
  EXPECT_EQ(rendering.content->lines.size(), 3U);
  EXPECT_THAT(rendering.content->lines[0].text, HasSubstr("Microscopes: Approve the request (due 28 December 2026)"));
}

TEST_P(OutboxTest, TheDigestBringsNewsThatIsNoTask) {
  {
    store::WriteTransaction transaction(world->database, world->clock);
    announce(transaction,
             {notice, world->actor("author").person_id, {}, {}, {}, "You stand in for Ada until Friday.", ""});
    transaction.commit();
  }
  world->clock.move(72h);
  outbox->gather_digests();
  const auto waiting = log("waiting");
  ASSERT_EQ(waiting.size(), 1U);
  const auto rendering = render(waiting[0]);
  ASSERT_TRUE(rendering.content) << rendering.moot;
  ASSERT_EQ(rendering.content->lines.size(), 1U);
  EXPECT_EQ(rendering.content->lines[0].text, "You stand in for Ada until Friday.");
}

TEST_P(OutboxTest, ADigestInAChannelListsNothingConfidential) {
  add_channel("Staff room", {});
  prefer("quality", "digest", "Staff room");
  world->open("whisper", "quality", {}, "The headmaster drinks");
  {
    store::WriteTransaction transaction(world->database, world->clock);
    queue_at_once(transaction, channel("Staff room").id,
                  {digest, world->actor("quality").person_id, {}, {}, {}, "What waits", ""});
    transaction.commit();
  }
  const auto rendering = render(log("waiting")[0]);
  ASSERT_TRUE(rendering.content) << rendering.moot;
  EXPECT_EQ(rendering.content->wording, digest);
  EXPECT_TRUE(rendering.content->lines.empty());
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

TEST_P(OutboxTest, APersonIsToldThemselvesOfWhatTheirChannelLeavesOut) {
  ChannelSettings settings;
  settings.name = "Staff room";
  settings.format = "teams";
  settings.events = {task_assigned};
  settings.workflows = {"item"};
  channels->add(people::Authority::of(world->actor("quality")), settings, "https://teams.example.org/x", "");
  prefer("approver", "at_once", "Staff room");
  asked();
  int for_approver = 0;
  for (const auto& message : log()) {
    if (message.person_id == world->actor("approver").person_id) ++for_approver;
  }
  EXPECT_EQ(for_approver, 1);
}

TEST_P(OutboxTest, NobodyIsToldTwiceInTheChannelTheyChose) {
  add_channel("Staff room", {task_assigned});
  prefer("approver", "at_once", "Staff room");
  asked();
  int for_approver = 0;
  for (const auto& message : log()) {
    if (message.person_id == world->actor("approver").person_id) ++for_approver;
  }
  EXPECT_EQ(for_approver, 1);
}

TEST_P(OutboxTest, AChannelReadsOnceWhatSeveralPeopleAreToldOf) {
  add_channel("Staff room", {overdue});
  const auto key = world->open("request", "teacher", {{"what", "Chairs"}});
  world->clock.move(24h * 40);
  world->timers.sweep();
  int in_channel = 0;
  int by_mail = 0;
  for (const auto& message : log()) {
    if (message.event != overdue) continue;
    ++(message.channel_id == mail_channel ? by_mail : in_channel);
    if (message.channel_id == mail_channel) continue;
    const auto rendering = render(message);
    ASSERT_TRUE(rendering.content);
    EXPECT_EQ(rendering.content->person->email, "teacher@example.org") << "whoever has the task is mentioned";
  }
  EXPECT_GE(by_mail, 2) << "whoever has it, and the highest rung of the ladder";
  EXPECT_EQ(in_channel, 1);
}

TEST_P(OutboxTest, TheLogTellsNothingThatItsReaderMayNotKnow) {
  add_channel("Staff room", {case_opened, task_assigned});
  world->open("whisper", "teacher", {}, "The headmaster drinks");
  const auto may_read = [&](const std::string& person, Outgoing& message) {
    const store::ReadSnapshot snapshot(world->database);
    return leave_visible(snapshot.session(), world->catalogue, world->actor(person), message, world->clock.now());
  };
  for (auto message : log()) {
    EXPECT_FALSE(may_read("admin", message));
    EXPECT_EQ(message.text, "");
  }
  ASSERT_GE(log().size(), 2U);
  asked();
  int own = 0;
  for (auto message : log()) {
    if (message.channel_id != mail_channel) continue;
    EXPECT_FALSE(may_read("quality", message)) << "what one person was sent is theirs";
    if (message.person_id == world->actor("approver").person_id) {
      EXPECT_TRUE(may_read("approver", message));
      ++own;
    }
  }
  EXPECT_EQ(own, 1);
}

TEST_P(OutboxTest, WhoeverLostAccessIsNotTold) {
  asked();
  world->people.disable(people::Authority::operator_of_data(), "approver@example.org");
  EXPECT_EQ(render(log()[0]).moot, "The person has no access any more.");
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

}  // namespace

}  // namespace provost::tests
