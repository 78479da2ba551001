#include "workflows/messages/queueing.hpp"

#include <gmock/gmock.h>

#include "tests/workflows/messages/messages_world.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/preferences.hpp"

namespace provost::tests {

namespace {

using namespace workflows;            // NOLINT: names of the errors
using namespace workflows::messages;  // NOLINT: the words of messages
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto graded_yaml = R"(workflow: graded
title: A graded finding
code: GRD
start: open
opened_by: [author, quality_manager]
opening:
  asks: [grade]
fields:
  - {name: grade, type: choice, label: Grade, choices: {major: Major, minor: Minor}}
states:
  open: {title: Open, task: {title: Look at it, why: Somebody has to, by: [owner]}}
  done: {title: Done, final: true}
transitions:
  - {event: finish, title: Finish, from: open, to: done, by: [owner]}
)";

class QueueingTest : public MessagesTest {
 protected:
  void add(ChannelSettings settings) {
    settings.name = "Office";
    settings.format = "mattermost";
    channels->add(people::Authority::of(world->actor("quality")), settings, "https://chat.example.org/hook/x", "");
  }
  /// What waits for the channel.
  std::vector<std::string> waiting_for_office() {
    std::vector<std::string> texts;
    const auto id = channel("Office").id;
    for (const auto& message : log("waiting")) {
      if (message.channel_id == id) texts.push_back(message.event);
    }
    return texts;
  }
};
PROVOST_ON_BOTH_DATABASES(QueueingTest);

TEST_P(QueueingTest, AChannelForARoleIsToldOfPeopleWithItOnly) {
  ChannelSettings settings;
  settings.events = {task_assigned};
  settings.roles = {"auditor"};
  add(settings);
  asked();
  EXPECT_THAT(waiting_for_office(), IsEmpty()) << "the task is the approver's";
  settings.roles = {"auditor", "approver"};
  settings.name = "Office";
  settings.format = "mattermost";
  channels->change(people::Authority::of(world->actor("quality")), "Office", settings, "");
  asked();
  EXPECT_THAT(waiting_for_office(), ElementsAre(task_assigned));
}

TEST_P(QueueingTest, AChannelForATypeOfDocumentsIsToldOfNoOther) {
  ChannelSettings settings;
  settings.events = {document_in_force};
  settings.document_types = {"procedure"};
  add(settings);
  world->release(world->new_policy());
  EXPECT_THAT(waiting_for_office(), IsEmpty());
  settings.document_types = {"policy"};
  settings.name = "Office";
  settings.format = "mattermost";
  channels->change(people::Authority::of(world->actor("quality")), "Office", settings, "");
  world->release(world->new_policy());
  EXPECT_THAT(waiting_for_office(), ElementsAre(document_in_force));
}

TEST_P(QueueingTest, AChannelForMajorNonconformitiesIsToldOfNoOther) {
  world->publish(graded_yaml);
  ChannelSettings settings;
  settings.events = {case_opened};
  settings.grades = {"major"};
  add(settings);
  world->open("graded", "author", {{"grade", "minor"}});
  asked();
  EXPECT_THAT(waiting_for_office(), IsEmpty());
  world->open("graded", "author", {{"grade", "major"}});
  EXPECT_THAT(waiting_for_office(), ElementsAre(case_opened));
}

TEST_P(QueueingTest, ARoleOrATypeThatIsNotThereIsRefused) {
  ChannelSettings settings;
  settings.roles = {"king"};
  EXPECT_THROW(add(settings), Invalid);
  settings.roles.clear();
  settings.document_types = {"poem"};
  EXPECT_THROW(add(settings), Invalid);
}

TEST_P(QueueingTest, WithoutAMailServerNothingIsQueuedForMail) {
  prefer("approver", "at_once");
  note_mail(world->database, world->clock, false);
  const auto entries = world->audit_entries();
  note_mail(world->database, world->clock, false);
  EXPECT_EQ(world->audit_entries(), entries) << "each start of the server asks";
  asked();
  EXPECT_THAT(log(), IsEmpty());
  note_mail(world->database, world->clock, true);
  asked();
  EXPECT_EQ(log().size(), 1U);
}

TEST_P(QueueingTest, OfSeveralStepsThatWaitedAChannelReadsTheLastOnly) {
  ChannelSettings settings;
  settings.events = {case_moved, case_closed};
  add(settings);
  const auto key = asked();
  world->fire(key, "approver", "approve", {}, "", World::password);
  std::vector<std::string> said;
  while (const auto message = outbox->claim()) {
    const auto rendering = render(*message);
    if (rendering.content) {
      if (message->channel_id == channel("Office").id) said.push_back(message->event);
      outbox->settle(*message, delivered());
    } else {
      outbox->drop(*message, rendering.moot);
    }
  }
  EXPECT_THAT(said, ElementsAre(case_moved));
}

TEST_P(QueueingTest, WhoeverStandsInIsToldOfTheTasksToo) {
  prefer("approver", "at_once");
  prefer("second.approver", "at_once");
  world->delegations.delegate(world->actor("approver"), "approver@example.org", "second.approver@example.org",
                              parse_day("2026-11-23").value(), parse_day("2026-11-25").value(), "");
  while (const auto message = outbox->claim()) outbox->settle(*message, delivered());
  asked();
  std::set<std::int64_t> told;
  while (const auto message = outbox->claim()) {
    EXPECT_EQ(message->event, task_assigned);
    EXPECT_TRUE(render(*message).content) << "they may see it";
    told.insert(message->person_id.value());
    outbox->settle(*message, delivered());
  }
  EXPECT_THAT(told, ElementsAre(world->actor("second.approver").person_id)) << "the other one is away";
}

}  // namespace

}  // namespace provost::tests
