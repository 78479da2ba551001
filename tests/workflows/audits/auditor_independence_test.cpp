#include "workflows/audits/auditor_independence.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/workflows/journey/journey_world.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using boost::json::array;
using boost::json::object;
using testing::HasSubstr;
using workflows::documents::Event;

class AuditorIndependenceTest : public JourneyOnBothDatabases {
 protected:
  static object form(const std::string& lead, object audited) {
    return {{"lead_auditor", lead + "@example.org"},
            {"plan", "p"},
            {"criteria", "c"},
            {"independence", "i"},
            {"auditees", array{"teacher@example.org"}},
            {"audited", array{std::move(audited)}}};
  }
  std::string planned() {
    return world->open("internal_audit", "quality", {{"scope", "Teaching"}, {"planned_on", "2026-11-23"}});
  }
  /// What the beginning of an audit is refused with; empty: it begins.
  std::string refusal(const std::string& lead, object audited) {
    try {
      world->fire(planned(), "quality", "begin", form(lead, std::move(audited)));
      return "";
    } catch (const workflows::Conflict& conflict) {
      return conflict.what();
    }
  }
  std::string released() {
    const auto number = world->new_policy();
    world->release(number);
    return number;
  }
};
PROVOST_ON_BOTH_DATABASES(AuditorIndependenceTest);

TEST_P(AuditorIndependenceTest, NobodyAuditsADocumentTheyOwnWroteOrApproved) {
  const auto number = released();
  EXPECT_EQ(refusal("auditor", {{"document", number}}), "");
  EXPECT_THAT(refusal("author", {{"document", number}}), HasSubstr("author owns " + number + " Attendance."));
  EXPECT_THAT(refusal("author", {{"document", number}}), HasSubstr("author wrote " + number + " Attendance."));
  EXPECT_THAT(refusal("approver", {{"document", number}}), HasSubstr("approver approved " + number + " Attendance."));
}

TEST_P(AuditorIndependenceTest, AnyOfTheAuditorsCounts) {
  const auto number = released();
  auto fields = form("auditor", {{"document", number}});
  fields["auditors"] = array{"approver@example.org"};
  const auto key = planned();
  EXPECT_THROW(world->fire(key, "quality", "begin", fields), workflows::Conflict);
  fields["auditors"] = array{};
  world->fire(key, "quality", "begin", fields);
  EXPECT_EQ(world->state_of(key, "quality"), "in_progress");
}

TEST_P(AuditorIndependenceTest, WhoOwnsTheProcessDoesNotAuditIt) {
  const auto design = world->open("system_design", "quality", {{"scope", "All"}});
  world->fire(design, "quality", "record",
              {{"processes", array{object{{"process", "Admission"}, {"process_owner", "auditor@example.org"}}}}});
  EXPECT_THAT(refusal("auditor", {{"process", "admission "}}), HasSubstr("auditor owns the process “admission”."));
  EXPECT_THAT(refusal("auditor", {{"process", "Teeching"}}),
              HasSubstr("There is no process “Teeching”. The processes are: Admission."));
  EXPECT_EQ(refusal("reviewer", {{"process", "Admission"}}), "");
  world->open("system_design", "quality", {{"scope", "A later one, still without processes"}});
  EXPECT_THAT(refusal("auditor", {{"process", "Admission"}}), HasSubstr("auditor owns the process"));
}

TEST_P(AuditorIndependenceTest, WhoWroteAnEarlierVersionStillWroteIt) {
  const auto number = released();
  world->transition(number, "quality", Event::revise, "Shorter");
  world->release(number);
  EXPECT_THAT(refusal("author", {{"document", number}}), HasSubstr("author wrote " + number));
}

TEST_P(AuditorIndependenceTest, NobodyCarriesOutAnAuditOfTheirOwnWorkAsAStandIn) {
  const auto key = planned();
  world->fire(key, "quality", "begin", form("auditor", {{"process", "Teaching"}}));
  workflows::cases::DelegationService delegations(world->database, world->clock);
  const auto today = workflows::parse_day("2026-11-23").value();
  delegations.delegate(world->actor("auditor"), "auditor@example.org", "teacher@example.org", today, today, "");
  EXPECT_THROW(world->fire(key, "teacher", "execute", {{"executed_on", "2026-11-23"}}), workflows::DomainError);
  world->fire(key, "auditor", "execute", {{"executed_on", "2026-11-23"}});
  EXPECT_EQ(world->state_of(key, "quality"), "executed");
}

TEST_P(AuditorIndependenceTest, TheDocumentsOfAProcessAreItsOwnersWork) {
  workflows::documents::NewDocument document;
  document.type = "policy";
  document.details.owner = "author@example.org";
  document.details.processes = {"Admission"};
  document.content.markdown = "# Who is admitted\n\nEverybody.\n";
  world->documents.create(world->actor("author"), document);
  EXPECT_THAT(refusal("author", {{"process", "Admission"}}), HasSubstr("author wrote PO-001 Who is admitted."));
}

TEST_P(AuditorIndependenceTest, NobodyAuditsTheirOwnDepartment) {
  const auto operator_of_data = workflows::people::Authority::operator_of_data();
  world->organisation.add_department(operator_of_data, "Primary school");
  world->people.add(
      operator_of_data,
      {"anna@example.org", "Anna", {workflows::people::Role::auditor}, "Primary school", World::password, false});
  EXPECT_THAT(refusal("anna", {{"department", "primary school"}}), HasSubstr("Anna works in “Primary school”."));
  EXPECT_THAT(refusal("anna", {{"department", "Kitchen"}}),
              HasSubstr("There is no department “Kitchen”. The departments are: Primary school."));
  EXPECT_EQ(refusal("auditor", {{"department", "Primary school"}}), "");
}

TEST_P(AuditorIndependenceTest, LeadershipConsentsToAnExceptionOnlyWhereOneIsNeeded) {
  const auto number = released();
  const auto key = planned();
  EXPECT_THROW(world->fire(key, "principal", "begin_with_exception", form("auditor", {{"document", number}})),
               workflows::Conflict);
  world->fire(key, "principal", "begin_with_exception", form("approver", {{"document", number}}));
  EXPECT_EQ(world->state_of(key, "quality"), "in_progress");
}

TEST_P(AuditorIndependenceTest, TheFormDecidesSoNothingIsSaidBeforeIt) {
  const auto number = released();
  const auto key = planned();
  for (const auto& step : world->view_case(key, "quality").allowed) {
    EXPECT_TRUE(step.allowed || step.event != "begin");
  }
}

}  // namespace

}  // namespace provost::tests
