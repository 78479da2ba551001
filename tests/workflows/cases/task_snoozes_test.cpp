#include "workflows/cases/task_snoozes.hpp"

#include "tests/workflows/messages/messages_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: the domain under test
using namespace std::chrono_literals;
using cases::WorkView;

class TaskSnoozesTest : public MessagesTest {
 protected:
  void SetUp() override {
    MessagesTest::SetUp();
    if (!world) return;
    snoozes = std::make_unique<cases::SnoozeService>(world->database, world->clock, world->catalogue);
  }
  cases::WorkPage work(const std::string& person, WorkView view = WorkView::waiting) {
    const store::ReadSnapshot snapshot(world->database);
    return cases::read_work(snapshot.session(), world->catalogue, world->actor(person), view, 0, 50,
                            world->clock.now());
  }
  std::int64_t counted(const std::string& person) {
    const store::ReadSnapshot snapshot(world->database);
    const auto now = world->clock.now();
    return cases::waiting_tasks(snapshot.session(), world->actor(person), 100, now) +
           documents::waiting_answers(snapshot.session(), world->actor(person), now);
  }
  void snooze(const std::string& person, const std::string& subject, const std::string& until) {
    snoozes->snooze(world->actor(person), subject, until);
  }
  /// What goes to a person by mail now.
  std::vector<std::string> mail_to_send() {
    std::vector<std::string> events;
    outbox->gather_digests();
    while (const auto message = outbox->claim()) {
      const auto rendering = render(*message);
      if (rendering.content) {
        events.push_back(message->event);
        outbox->settle(*message, delivered());
      } else {
        outbox->drop(*message, rendering.moot);
      }
    }
    return events;
  }
  std::unique_ptr<cases::SnoozeService> snoozes;
};
PROVOST_ON_BOTH_DATABASES(TaskSnoozesTest);

TEST_P(TaskSnoozesTest, WhatIsPutOffLeavesTheListUntilItsDay) {
  const auto key = asked();
  const auto other = asked();
  snooze("approver", key, "2026-11-26");
  EXPECT_EQ(work("approver").total, 1);
  EXPECT_EQ(work("approver").snoozed, 1);
  EXPECT_EQ(counted("approver"), 1);
  const auto put_off = work("approver", WorkView::snoozed);
  ASSERT_EQ(put_off.items.size(), 1U);
  const auto& row = std::get<cases::CaseTaskRow>(put_off.items.front());
  EXPECT_EQ(row.key, key);
  EXPECT_EQ(to_text(row.snoozed_until.value_or(Instant{})), "2026-11-26T00:00:00.000Z");
  world->clock.move(24h * 2 + 15h);
  EXPECT_EQ(work("approver").total, 2) << "the day has come";
  EXPECT_EQ(work("approver").snoozed, 0);
  EXPECT_FALSE(verified(*world, world->catalogue).first_discrepancy);
}

TEST_P(TaskSnoozesTest, ThePersonIsRemindedOnceOnThatDayAndNotBefore) {
  prefer("approver", "at_once");
  const auto key = asked();
  EXPECT_EQ(mail_to_send(), (std::vector<std::string>{"task_assigned"}));
  snooze("approver", key, "2026-11-27");
  world->clock.move(24h);
  EXPECT_TRUE(mail_to_send().empty());
  world->clock.move(24h * 3);
  EXPECT_EQ(mail_to_send(), (std::vector<std::string>{"reminder"}));
  world->clock.move(24h);
  EXPECT_TRUE(mail_to_send().empty());
}

TEST_P(TaskSnoozesTest, WhatIsDoneMeanwhileIsNotRemindedOf) {
  prefer("approver", "at_once");
  const auto key = asked();
  mail_to_send();
  snooze("approver", key, "tomorrow");
  world->fire(key, "approver", "approve", {}, "", World::password);
  world->clock.move(24h);
  for (const auto& event : mail_to_send()) EXPECT_NE(event, "reminder");
}

TEST_P(TaskSnoozesTest, PutOffTwiceTheLaterDayCounts) {
  prefer("approver", "at_once");
  const auto key = asked();
  mail_to_send();
  snooze("approver", key, "tomorrow");
  snooze("approver", key, "2026-11-30");
  world->clock.move(24h + 1h);
  EXPECT_TRUE(mail_to_send().empty()) << "it was put off again";
  world->clock.move(24h * 6);
  EXPECT_EQ(mail_to_send(), (std::vector<std::string>{"reminder"}));
}

TEST_P(TaskSnoozesTest, AReviewOfADocumentCanBePutOffAndANewOneIsNot) {
  const auto number = world->new_policy();
  world->transition(number, "author", documents::Event::submit);
  snooze("reviewer", number, "2026-11-30");
  EXPECT_EQ(work("reviewer").total, 0);
  EXPECT_EQ(counted("reviewer"), 0);
  EXPECT_EQ(work("reviewer", WorkView::snoozed).total, 1);
  world->clock.move(1min);
  world->transition(number, "author", documents::Event::withdraw, "A word was missing");
  world->transition(number, "author", documents::Event::submit);
  EXPECT_EQ(work("reviewer").total, 1) << "it was asked for anew";
  EXPECT_EQ(counted("reviewer"), 1);
}

TEST_P(TaskSnoozesTest, TakenBackItStandsInTheListAgain) {
  const auto key = asked();
  snooze("approver", key, "next_week");
  EXPECT_EQ(work("approver").total, 0);
  snoozes->wake(world->actor("approver"), key);
  EXPECT_EQ(work("approver").total, 1);
  EXPECT_THROW(snoozes->wake(world->actor("approver"), key), NotFound);
}

TEST_P(TaskSnoozesTest, OnlyWhatWaitsForThePersonCanBePutOff) {
  const auto key = asked();
  EXPECT_THROW(snooze("auditor", key, "tomorrow"), NotFound);
  EXPECT_THROW(snooze("approver", "REQ-99", "tomorrow"), NotFound);
  EXPECT_THROW(snooze("approver", key, "2026-11-23"), Invalid);
  EXPECT_THROW(snooze("approver", key, "2027-03-01"), Invalid);
  EXPECT_THROW(snooze("approver", key, "soon"), Invalid);
  const auto entries = world->audit_entries();
  EXPECT_THROW(snooze("approver", key, ""), Invalid);
  EXPECT_EQ(world->audit_entries(), entries);
}

TEST(SnoozeDay, TomorrowAndNextWeekAreWorkingDays) {
  engine::WorkingCalendar calendar;
  calendar.holidays.insert(parse_day("2026-11-30").value());
  const auto friday = parse_day("2026-11-27").value();
  EXPECT_EQ(to_text(cases::snooze_day("tomorrow", friday, calendar)), "2026-12-01") << "Monday is a holiday";
  EXPECT_EQ(to_text(cases::snooze_day("next_week", friday, calendar)), "2026-12-01");
  EXPECT_EQ(to_text(cases::snooze_day("next_week", parse_day("2026-11-29").value(), calendar)), "2026-12-01");
  EXPECT_EQ(to_text(cases::snooze_day("next_week", parse_day("2026-11-23").value(), calendar)), "2026-12-01");
  EXPECT_EQ(to_text(cases::snooze_day("2026-11-28", friday, calendar)), "2026-11-28") << "a day as it was typed";
}

}  // namespace

}  // namespace provost::tests
