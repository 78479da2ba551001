#include <boost/json.hpp>
#include <thread>

#include "tests/workflows/cases/cases_world.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: names of the errors
using boost::json::array;
using namespace std::chrono_literals;

class CaseTimersTest : public CasesOnBothDatabases {
 protected:
  std::string asked() {
    auto key = world->open("request", "teacher", {{"what", "Ten microscopes"}});
    world->fire(key, "teacher", "ask",
                {{"approvers", array{"approver@example.org"}}, {"amount", "1200 EUR"}, {"wanted_by", "2026-12-31"}});
    return key;
  }
  std::size_t reminders(const std::string& person, const std::string& kind) {
    std::size_t count = 0;
    for (const auto& notice : world->notices(person)) {
      if (notice.kind == kind) ++count;
    }
    return count;
  }
  void move_days(int days) { world->clock.move(std::chrono::hours(24 * days)); }
};

TEST_P(CaseTimersTest, RemindsOnceOnItsDay) {
  asked();
  move_days(36);  // 29 December
  world->timers.sweep();
  EXPECT_EQ(reminders("approver", "reminder"), 0U);
  move_days(1);
  EXPECT_GE(world->timers.sweep().fired, 1U);
  EXPECT_EQ(world->timers.sweep().fired, 0U);
  EXPECT_EQ(reminders("approver", "reminder"), 1U);
}

TEST_P(CaseTimersTest, FiresAStepAfterALongDowntimeExactlyOnce) {
  const auto key = asked();
  move_days(200);
  world->timers.sweep();
  world->timers.sweep();
  const auto view = world->view_case(key, "teacher");
  EXPECT_EQ(view.one.state, "lapsed");
  EXPECT_EQ(view.history.back().actor, "system");
  EXPECT_EQ(view.history.size(), 3U);
}

TEST_P(CaseTimersTest, DoesNotFireAgainWhenTheClockIsSetBack) {
  asked();
  move_days(37);
  world->timers.sweep();
  move_days(-10);
  EXPECT_EQ(world->timers.sweep().fired, 0U);
  move_days(10);
  EXPECT_EQ(world->timers.sweep().fired, 0U);
  EXPECT_EQ(reminders("approver", "reminder"), 1U);
}

TEST_P(CaseTimersTest, SeveralSweepsAtOnceFireOnce) {
  const auto key = asked();
  move_days(70);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([this] { world->timers.sweep(); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(world->view_case(key, "teacher").history.size(), 3U);
  EXPECT_EQ(reminders("approver", "reminder"), 1U);
}

TEST_P(CaseTimersTest, ATimerOfAStateThatWasLeftIsDropped) {
  const auto key = asked();
  world->fire(key, "approver", "send_back", {}, "How many?");
  move_days(70);
  EXPECT_EQ(world->timers.sweep().fired, 0U);
  EXPECT_EQ(world->view_case(key, "teacher").one.state, "open");
}

TEST_P(CaseTimersTest, RepeatsWithoutMakingUpForWhatWasMissed) {
  const auto key = asked();
  world->fire(key, "approver", "approve", {}, "", World::password);
  const auto told = [&] { return reminders("reviewer", "reminder"); };
  move_days(2);
  world->timers.sweep();
  EXPECT_EQ(told(), 1U);
  move_days(7);
  world->timers.sweep();
  EXPECT_EQ(told(), 2U);
  move_days(30);
  world->timers.sweep();
  world->timers.sweep();
  EXPECT_EQ(told(), 3U);
  world->fire(key, "reviewer", "order", {{"items", array{}}});
  move_days(30);
  world->timers.sweep();
  EXPECT_EQ(told(), 3U);
}

TEST_P(CaseTimersTest, FollowsAChangedDate) {
  const auto key = asked();
  world->fire(key, "approver", "send_back", {}, "Later, please");
  world->fire(key, "teacher", "ask",
              {{"approvers", array{"approver@example.org"}}, {"amount", "1200 EUR"}, {"wanted_by", "2026-12-10"}});
  EXPECT_EQ(to_text(*world->view_case(key, "teacher").tasks.at(0).task.due_at), "2026-12-08T00:00:00.000Z");
  move_days(16);  // 9 December
  world->timers.sweep();
  EXPECT_EQ(reminders("approver", "reminder"), 1U);
}

TEST_P(CaseTimersTest, OverdueTasksClimbTheLadder) {
  world->open("request", "teacher", {{"what", "x"}});
  world->timers.sweep();
  EXPECT_EQ(reminders("teacher", "overdue"), 0U);
  move_days(3);  // Thursday 26 November: due on the 25th
  world->timers.sweep();
  EXPECT_EQ(reminders("teacher", "overdue"), 1U);
  world->timers.sweep();
  EXPECT_EQ(reminders("teacher", "overdue"), 1U);
  move_days(2);  // Saturday: two working days after
  world->timers.sweep();
  EXPECT_EQ(reminders("teacher", "overdue"), 2U);  // as the owner
  EXPECT_EQ(reminders("quality", "overdue"), 0U);
  move_days(30);
  world->timers.sweep();
  EXPECT_EQ(reminders("principal", "overdue"), 1U);
  // The quality manager's rung passed while the server was down: only the highest one due is told.
  EXPECT_EQ(reminders("quality", "overdue"), 0U);
  move_days(30);
  EXPECT_EQ(world->timers.sweep().escalated, 0U);
}

TEST_P(CaseTimersTest, WhoStandsInSeesAndDoesTheTasks) {
  const auto key = asked();
  const auto approver = world->actor("approver");
  EXPECT_THROW(world->delegations.delegate(world->actor("author"), "approver@example.org", "author@example.org",
                                           *parse_day("2026-11-23"), *parse_day("2026-11-30"), ""),
               Forbidden);
  world->delegations.delegate(approver, "approver@example.org", "auditor@example.org", *parse_day("2026-11-24"),
                              *parse_day("2026-11-30"), "On leave");
  EXPECT_EQ(world->tasks("auditor").total, 0);
  EXPECT_EQ(world->possible(key, "auditor"), "");
  move_days(1);
  ASSERT_EQ(world->tasks("auditor").total, 1);
  EXPECT_EQ(world->tasks("auditor").rows[0].for_name, "approver");
  EXPECT_EQ(world->possible(key, "auditor"), "approve send_back refuse");
  move_days(7);
  EXPECT_EQ(world->tasks("auditor").total, 0);
  EXPECT_EQ(world->possible(key, "auditor"), "");
}

TEST_P(CaseTimersTest, AManagerHandsOverForSomebodyElseAndBothAreTold) {
  const auto first = *parse_day("2026-11-23");
  const auto last = *parse_day("2026-11-30");
  const auto hand_over = [&](const std::string& actor, Day from, Day until) {
    world->delegations.delegate(world->actor(actor), "approver@example.org", "auditor@example.org", from, until, "Ill");
  };
  const auto all = [this] {
    const store::ReadSnapshot snapshot(world->database);
    return cases::all_delegations(snapshot.session(), *parse_day("2026-11-23"));
  };
  hand_over("quality", first, last);
  EXPECT_THROW(hand_over("approver", last, last), Conflict);
  EXPECT_NE(world->notices("auditor").at(0).text.find("You stand in for approver"), std::string::npos);
  EXPECT_NE(world->notices("approver").at(0).text.find("quality arranged"), std::string::npos);
  EXPECT_TRUE(world->notices("quality").empty());
  ASSERT_EQ(all().size(), 1U);
  EXPECT_THROW(world->delegations.end(world->actor("author"), all()[0].id), NotFound);
  world->delegations.end(world->actor("admin"), all()[0].id);
  EXPECT_TRUE(all().empty());
  hand_over("approver", last, last);
}

PROVOST_ON_BOTH_DATABASES(CaseTimersTest);

}  // namespace

}  // namespace provost::tests
