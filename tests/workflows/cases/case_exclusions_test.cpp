#include "workflows/cases/case_exclusions.hpp"

#include <boost/json.hpp>

#include "tests/workflows/cases/cases_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/cases/visible_audit_trail.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: names of the errors
using boost::json::array;

constexpr auto grievance_yaml = R"(workflow: grievance
title: Grievance
code: GRV
confidential: true
seen_by: [quality_manager]
start: received
opened_by: [anybody]
opening: {asks: [about, handler]}
fields:
  - {name: about, type: people, label: About, takes_part: false}
  - {name: handler, type: person, label: Handled by}
states:
  received: {title: Received, task: {title: Look into it, by: [handler, quality_manager], due: 1 working day}}
  heard: {title: Heard, task: {title: Answer, by: [quality_manager]}}
  closed: {title: Closed, final: true}
transitions:
  - {event: name, title: Say whom it is about, from: received, by: [quality_manager, leadership], needs: [about]}
  - {event: hear, title: Hear, from: received, to: heard, by: [quality_manager, leadership]}
  - {event: close, title: Close, from: heard, to: closed, by: [quality_manager, leadership]}
timers:
  - {name: nag, in: [received], after: 1 day, remind: [quality_manager, owner]}
)";

class CaseExclusionsTest : public CasesOnBothDatabases {
 protected:
  void SetUp() override {
    CasesOnBothDatabases::SetUp();
    if (world) world->publish(grievance_yaml);
  }
  std::string about(const std::string& person) {
    return world->open("grievance", "teacher", {{"about", array{person + "@example.org"}}}, "The register of 3B");
  }
  std::int64_t listed(const std::string& person) {
    const store::ReadSnapshot snapshot(world->database);
    return cases::read_cases(snapshot.session(), world->catalogue, world->actor(person), {}, world->clock.now()).total;
  }
  std::vector<std::string> trail(const std::string& person) {
    const store::ReadSnapshot snapshot(world->database);
    audit_trail::AuditQuery query;
    query.action = "case.";
    std::vector<std::string> subjects;
    for (const auto& event :
         cases::read_audit_trail(snapshot.session(), world->catalogue, world->actor(person), query, world->clock.now())
             .events) {
      subjects.push_back(event.subject);
    }
    return subjects;
  }
};
PROVOST_ON_BOTH_DATABASES(CaseExclusionsTest);

TEST_P(CaseExclusionsTest, WhomACaseIsAboutSeesNothingOfIt) {
  const auto key = about("quality");
  EXPECT_THROW(world->view_case(key, "quality"), NotFound);
  EXPECT_EQ(listed("quality"), 0);
  EXPECT_EQ(listed("teacher"), 1);
  EXPECT_EQ(world->tasks("quality").total, 0);
  EXPECT_THROW(world->fire(key, "quality", "hear"), NotFound);
  EXPECT_THROW(world->cases.comment(world->actor("quality"), key, "Who says so?"), NotFound);
  EXPECT_THROW(world->cases.comment(world->actor("teacher"), key, "Is it so?", {"quality@example.org"}), Invalid);
}

TEST_P(CaseExclusionsTest, OthersOfTheRoleSeeItAsBefore) {
  const auto key = about("author");
  EXPECT_NO_THROW(world->view_case(key, "quality"));
  EXPECT_EQ(world->tasks("quality").total, 1);
  EXPECT_THROW(world->view_case(key, "author"), NotFound);
}

TEST_P(CaseExclusionsTest, ItIsLeftToLeadershipWhenNobodyElseHoldsTheRole) {
  const auto key = about("quality");
  EXPECT_EQ(world->tasks("principal").total, 1);
  world->fire(key, "principal", "hear");
  EXPECT_EQ(world->view_case(key, "principal").tasks.at(0).role_label, "Leadership");
}

TEST_P(CaseExclusionsTest, BeingNamedLaterTakesTheCaseAway) {
  const auto key = world->open("grievance", "teacher");
  EXPECT_EQ(world->tasks("quality").total, 1);
  world->fire(key, "quality", "name", {{"about", array{"quality@example.org"}}});
  EXPECT_THROW(world->view_case(key, "quality"), NotFound);
  EXPECT_EQ(world->tasks("quality").total, 0);
  EXPECT_EQ(world->tasks("principal").total, 1);
  world->fire(key, "principal", "name", {{"about", array{"author@example.org"}}});
  EXPECT_NO_THROW(world->view_case(key, "quality"));
}

TEST_P(CaseExclusionsTest, WhoOpenedItKnowsWhatStandsInIt) {
  const auto key = about("teacher");
  EXPECT_NO_THROW(world->view_case(key, "teacher"));
}

TEST_P(CaseExclusionsTest, StandingInForSomebodyOpensNothing) {
  const auto key = about("author");
  const auto today = parse_day("2026-11-23").value();
  world->delegations.delegate(world->actor("author"), "author@example.org", "reviewer@example.org", today, today, "");
  EXPECT_THROW(world->view_case(key, "reviewer"), NotFound);
  world->delegations.delegate(world->actor("teacher"), "teacher@example.org", "author@example.org", today, today, "");
  EXPECT_THROW(world->view_case(key, "author"), NotFound);
}

TEST_P(CaseExclusionsTest, WhoHandledItBeforeTakesItAwayFromTheirStandInToo) {
  const auto key = world->open("grievance", "teacher");
  world->fire(key, "quality", "name", {{"about", array{"author@example.org"}}});
  world->cases.change_owner(world->actor("quality"), key, "reviewer@example.org", "Please");
  const auto today = parse_day("2026-11-23").value();
  world->delegations.delegate(world->actor("reviewer"), "reviewer@example.org", "second.reviewer@example.org", today,
                              today, "");
  EXPECT_EQ(listed("second.reviewer"), 1);
  world->fire(key, "quality", "name", {{"about", array{"reviewer@example.org"}}});
  EXPECT_EQ(listed("second.reviewer"), 0);
  EXPECT_THROW(world->view_case(key, "second.reviewer"), NotFound);
}

TEST_P(CaseExclusionsTest, WhatTheyWereToldBeforeIsNotShownAnyMore) {
  const auto key = world->open("grievance", "teacher");
  world->cases.comment(world->actor("teacher"), key, "Who looks at it?", {"quality@example.org"});
  EXPECT_EQ(world->notices("quality").size(), 1U);
  world->fire(key, "quality", "name", {{"about", array{"quality@example.org"}}});
  EXPECT_TRUE(world->notices("quality").empty());
}

TEST_P(CaseExclusionsTest, ACaseStaysAsConfidentialAsTheVersionItRunsOn) {
  const auto key = about("author");
  auto open_to_all = std::string(grievance_yaml);
  open_to_all.replace(open_to_all.find("confidential: true\nseen_by: [quality_manager]\n"),
                      std::string("confidential: true\nseen_by: [quality_manager]\n").size(), "");
  world->publish(open_to_all);
  EXPECT_EQ(listed("reviewer"), 0);
  EXPECT_EQ(trail("admin"), (std::vector<std::string>{})) << "the case is closed to administrators as before";
  world->open("grievance", "teacher");
  EXPECT_EQ(listed("reviewer"), 1);
}

TEST_P(CaseExclusionsTest, OtherEntriesOfTheTrailAreNotHiddenByTheirName) {
  const auto key = about("author");
  store::WriteTransaction transaction(world->database, world->clock);
  transaction.record(people::system_actor(), {"library.imported", key, {}});
  transaction.record(people::system_actor(), {"request.refused", key, {{"reason", "R is named"}}});
  transaction.commit();
  const store::ReadSnapshot snapshot(world->database);
  const auto page =
      cases::read_audit_trail(snapshot.session(), world->catalogue, world->actor("auditor"), {}, world->clock.now());
  std::string actions;
  for (const auto& event : page.events) {
    if (event.subject == key) actions += event.action + " ";
  }
  EXPECT_EQ(actions, "library.imported ");
}

TEST_P(CaseExclusionsTest, NeitherReminderNorEscalationReachesThem) {
  const auto key = about("quality");
  world->clock.move(std::chrono::hours(24 * 40));
  while (world->timers.sweep().fired > 0) {
  }
  EXPECT_TRUE(world->notices("quality").empty());
  EXPECT_FALSE(world->notices("teacher").empty());
  EXPECT_FALSE(world->notices("principal").empty());
}

TEST_P(CaseExclusionsTest, NobodyIsGivenACaseAboutThemselves) {
  const auto key = about("author");
  EXPECT_THROW(world->cases.change_owner(world->actor("quality"), key, "author@example.org", "Please"), Invalid);
  const auto task = world->view_case(key, "quality").tasks.at(0).task.id;
  EXPECT_THROW(world->cases.assign_task(world->actor("quality"), key, task, "author@example.org"), Invalid);
}

TEST_P(CaseExclusionsTest, TheAuditTrailTellsOnlyThoseWhoMaySeeTheCase) {
  const auto key = about("author");
  const auto open = world->open("request", "teacher", {{"what", "Chalk"}});
  EXPECT_EQ(trail("quality"), (std::vector<std::string>{open, key}));
  EXPECT_EQ(trail("auditor"), (std::vector<std::string>{open})) << "not among those who see grievances";
  EXPECT_EQ(trail("admin"), (std::vector<std::string>{open}));
  const auto mine = about("quality");
  EXPECT_EQ(trail("quality"), (std::vector<std::string>{open, key}));
}

TEST_P(CaseExclusionsTest, VerifyFindsAMissingExclusionAndRebuildMakesItAnew) {
  const auto key = about("quality");
  EXPECT_FALSE(verified(*world, world->catalogue).first_discrepancy);
  world->database.borrow().session().execute("DELETE FROM case_exclusions");
  const auto report = verified(*world, world->catalogue);
  ASSERT_TRUE(report.first_discrepancy);
  EXPECT_EQ(report.first_discrepancy->where, "people kept out of cases");
  rebuilt(*world, world->catalogue);
  EXPECT_FALSE(verified(*world, world->catalogue).first_discrepancy);
  EXPECT_THROW(world->view_case(key, "quality"), NotFound);
}

}  // namespace

}  // namespace provost::tests
