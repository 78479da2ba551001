#include "workflows/messages/message_content.hpp"

#include <gmock/gmock.h>

#include <set>

#include "tests/workflows/messages/messages_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/visible_log.hpp"

namespace provost::tests {

namespace {

using namespace workflows;            // NOLINT: names of the errors
using namespace workflows::messages;  // NOLINT: the words of messages
using namespace std::chrono_literals;
using boost::json::array;
using testing::HasSubstr;

class MessageContentTest : public MessagesTest {};
PROVOST_ON_BOTH_DATABASES(MessageContentTest);

TEST_P(MessageContentTest, ATaskIsToldToWhoeverGetsItAndNotToWhoeverMadeIt) {
  const auto key = asked();
  const auto messages = log();
  ASSERT_EQ(messages.size(), 1U) << "the teacher's own task is no news to them";
  EXPECT_EQ(messages[0].event, task_assigned);
  EXPECT_EQ(messages[0].person_id, world->actor("approver").person_id);
  const auto rendering = render(messages[0]);
  ASSERT_TRUE(rendering.content);
  EXPECT_EQ(rendering.content->path, "/cases/" + key);
  EXPECT_EQ(rendering.content->values.at("task"), "Approve the request");
  EXPECT_EQ(rendering.content->values.at("due"), "2026-12-28");
  world->fire(key, "approver", "send_back", {}, "Too many");
  EXPECT_EQ(render(messages[0]).moot, "The task is done.");
}

TEST_P(MessageContentTest, ChannelsAreToldWhatTheyWantToKnow) {
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

TEST_P(MessageContentTest, AConfidentialCaseIsNotNamedInAChannel) {
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

TEST_P(MessageContentTest, WhatNotEverybodyMaySeeIsToldInAChannelByItsTaskAlone) {
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

TEST_P(MessageContentTest, ATaskForARoleIsToldToEachOfTheFewWhoHoldIt) {
  add_channel("Staff room", {task_assigned});
  world->open("whisper", "teacher");
  int by_mail = 0;
  int in_channel = 0;
  for (const auto& message : log()) {
    if (message.event != task_assigned) continue;
    ++(message.channel_id == mail_channel ? by_mail : in_channel);
    if (message.channel_id != mail_channel) continue;
    EXPECT_EQ(message.person_id, world->actor("quality").person_id);
    EXPECT_TRUE(render(message).content);
  }
  EXPECT_EQ(by_mail, 1);
  EXPECT_EQ(in_channel, 1);
}

TEST_P(MessageContentTest, TheDigestPutsTogetherWhatWaitsAndComesOnceAlsoAfterADowntime) {
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
  EXPECT_THAT(rendering.content->lines[0].text, HasSubstr("Microscopes: Approve the request"));
  EXPECT_EQ(rendering.content->lines[0].due, "2026-12-28");
}

TEST_P(MessageContentTest, TheDigestBringsNewsThatIsNoTask) {
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

TEST_P(MessageContentTest, ADigestInAChannelListsNothingConfidential) {
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

TEST_P(MessageContentTest, APersonIsToldThemselvesOfWhatTheirChannelLeavesOut) {
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

TEST_P(MessageContentTest, NobodyIsToldTwiceInTheChannelTheyChose) {
  add_channel("Staff room", {task_assigned});
  prefer("approver", "at_once", "Staff room");
  asked();
  int for_approver = 0;
  for (const auto& message : log()) {
    if (message.person_id == world->actor("approver").person_id) ++for_approver;
  }
  EXPECT_EQ(for_approver, 1);
}

TEST_P(MessageContentTest, AChannelReadsOnceWhatSeveralPeopleAreToldOf) {
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

TEST_P(MessageContentTest, TheLogTellsNothingThatItsReaderMayNotKnow) {
  add_channel("Staff room", {case_opened, task_assigned});
  world->open("whisper", "teacher", {}, "The headmaster drinks");
  const auto may_read = [&](const std::string& person, Outgoing& message) {
    const store::ReadSnapshot snapshot(world->database);
    return leave_visible(snapshot.session(), world->catalogue, world->actor(person), message, world->clock.now());
  };
  for (auto message : log()) {
    EXPECT_FALSE(may_read("admin", message));
    EXPECT_EQ(message.text, "");
    EXPECT_FALSE(message.person_id);
    const store::ReadSnapshot snapshot(world->database);
    EXPECT_THROW(
        require_known(snapshot.session(), world->catalogue, world->actor("admin"), message.id, world->clock.now()),
        NotFound);
  }
  ASSERT_GE(log().size(), 2U);
  asked();
  int own = 0;
  for (auto message : log()) {
    if (message.channel_id != mail_channel || message.person_id == world->actor("quality").person_id) continue;
    EXPECT_FALSE(may_read("quality", message)) << "what one person was sent is theirs";
    if (message.person_id == world->actor("approver").person_id) {
      EXPECT_TRUE(may_read("approver", message));
      ++own;
    }
  }
  EXPECT_EQ(own, 1);
}

TEST_P(MessageContentTest, WhoeverLostAccessIsNotTold) {
  asked();
  world->people.disable(people::Authority::operator_of_data(), "approver@example.org");
  EXPECT_EQ(render(log()[0]).moot, "The person has no access any more.");
}

TEST_P(MessageContentTest, WhatWaitedForMailIsNotSentToSomebodyWhoChoseAnotherWay) {
  prefer("approver", "at_once");
  asked();
  const auto message = outbox->claim();
  ASSERT_TRUE(message);
  EXPECT_TRUE(render(*message).content);
  prefer("approver", "at_once", "none");
  EXPECT_EQ(render(*message).moot, "The person wants no mail any more.");
}

}  // namespace

}  // namespace provost::tests
