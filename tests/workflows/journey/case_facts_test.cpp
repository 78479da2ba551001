#include <boost/json.hpp>

#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/gap_analysis/gap_analysis_service.hpp"

namespace provost::tests {

namespace {

using boost::json::array;
using boost::json::object;

class CaseFactsTest : public JourneyOnBothDatabases {
 protected:
  std::string journey() {
    return world->open("certification_journey", "principal",
                       {{"standard", "iso_21001_2018"}, {"scope", "All programmes"}, {"target", "2028-06-30"}});
  }
  std::string assignment(const std::string& participant) {
    return world->open("training_assignment", "quality",
                       {{"course", "Fire safety"}, {"participant", participant}, {"due_on", "2027-01-31"}});
  }
  std::string audit(bool full) {
    auto key = world->open("internal_audit", "auditor",
                           {{"scope", "Teaching"},
                            {"planned_on", "2026-11-23"},
                            {"lead_auditor", "auditor@example.org"},
                            {"full_audit", full}});
    world->fire(key, "auditor", "begin",
                {{"plan", "p"},
                 {"criteria", "c"},
                 {"independence", "i"},
                 {"auditees", array{"teacher@example.org"}},
                 {"audited", array{object{{"process", "Teaching"}}}}});
    world->fire(key, "auditor", "execute", {{"executed_on", "2026-11-23"}});
    return key;
  }
};

TEST_P(CaseFactsTest, AnEmptyOrganisationHasEverythingBeforeIt) {
  const auto key = journey();
  EXPECT_EQ(world->fact("scope_and_standard_set", key), "yes");
  EXPECT_EQ(world->fact("gap_analysis_approved", key), "No gap analysis has an approved report yet.");
  EXPECT_EQ(world->fact("processes_owned", key), "There is no system design with a list of processes yet.");
  EXPECT_EQ(world->fact("training_completed", key), "Nobody was assigned a training yet.");
  EXPECT_EQ(world->fact("competence_evaluated", key), "No course was delivered and evaluated yet.");
  EXPECT_EQ(world->fact("leadership_trained", key), "Nobody of leadership has completed a training yet.");
  EXPECT_EQ(world->fact("pilot_go", key), "No pilot has ended with the decision to go yet.");
  EXPECT_EQ(world->fact("internal_audit_done", key),
            "No internal audit that covers every clause has issued its report yet.");
  EXPECT_EQ(world->fact("management_review_done", key), "No management review has approved minutes yet.");
  EXPECT_EQ(world->fact("no_open_major", key), "yes");
  EXPECT_EQ(world->fact("certificate_decision_recorded", key),
            "The certification body's decision is not recorded yet.");
  EXPECT_TRUE(world->fact("mandatory_documents_effective", key).starts_with("No effective document covers: 4.3"));
}

TEST_P(CaseFactsTest, AnApprovedGapReportOpensTheNextPhase) {
  const auto key = world->open("gap_analysis", "quality",
                               {{"standard", "iso_21001_2018"},
                                {"scope", "All"},
                                {"planned_end", "2027-01-31"},
                                {"assessors", array{"auditor@example.org"}}});
  world->fire(key, "quality", "begin");
  EXPECT_THROW(world->fire(key, "quality", "consolidate"), workflows::Conflict);
  const auto clauses = [this] {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return world->standards.find_standard(snapshot.session(), "iso_21001_2018")->content->clauses;
  }();
  workflows::gap_analysis::GapAnalysisService service(world->database, world->clock, world->catalogue, world->facts,
                                                      world->standards);
  for (const auto& clause : clauses) {
    if (!clause.assessable) continue;
    service.save(world->actor("auditor"), key, "iso_21001_2018", clause.number,
                 {{"result", "conforms"}, {"evidence", "Seen"}}, std::nullopt);
  }
  world->fire(key, "quality", "consolidate");
  world->fire(key, "quality", "submit", {{"summary", "All there"}});
  EXPECT_NE(world->fact("gap_analysis_approved", key), "yes");
  world->fire(key, "principal", "approve");
  EXPECT_EQ(world->fact("gap_analysis_approved", key), "yes");
}

TEST_P(CaseFactsTest, TrainingIsCompletedByEnoughPeopleAndLeadership) {
  const auto key = journey();
  std::vector<std::string> keys;
  for (int i = 0; i < 9; ++i) keys.push_back(assignment("teacher@example.org"));
  const auto leader = assignment("principal@example.org");
  for (const auto& one : keys) world->fire(one, "teacher", "complete", {{"completed_on", "2026-11-23"}});
  EXPECT_EQ(world->fact("training_completed", key), "yes");  // nine of ten
  EXPECT_NE(world->fact("leadership_trained", key), "yes");
  world->fire(keys[0], "quality", "find_gaps", {{"result", "Not yet"}});
  EXPECT_EQ(world->fact("training_completed", key), "8 of 10 trainings are completed (80 %); 90 % are needed.");
  world->fire(leader, "principal", "complete", {{"completed_on", "2026-11-23"}});
  EXPECT_EQ(world->fact("training_completed", key), "yes");
  EXPECT_EQ(world->fact("leadership_trained", key), "yes");
}

TEST_P(CaseFactsTest, EachCourseHasTheShareItAsksFor) {
  const auto key = journey();
  const auto course = world->open("training_course", "quality", {{"objective", "Fire safety"}}, "Fire safety");
  world->fire(course, "quality", "submit",
              {{"content", "c"}, {"method", "online"}, {"evaluation_method", "A test"}, {"required_completion", 100}});
  world->fire(course, "principal", "approve");
  world->fire(course, "quality", "schedule",
              {{"planned_on", "2026-11-23"},
               {"complete_by", "2026-12-23"},
               {"trainer", "quality@example.org"},
               {"participants", array{"teacher@example.org", "author@example.org"}}});
  for (int i = 0; i < 18; ++i) {
    world->fire(assignment("teacher@example.org"), "teacher", "complete", {{"completed_on", "2026-11-23"}});
  }
  std::vector<std::string> keys;
  for (const auto& child : world->view_case(course, "quality").children) keys.push_back(child.key);
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(world->fact("training_completed", key),
            "Fire safety (" + course + "): 0 of 2 trainings are completed (0 %); 100 % are needed.");
  world->fire(keys[0], "teacher", "complete", {{"completed_on", "2026-11-23"}});
  EXPECT_EQ(world->fact("training_completed", key),
            "Fire safety (" + course + "): 1 of 2 trainings are completed (50 %); 100 % are needed.");
  world->fire(keys[1], "quality", "release");
  EXPECT_EQ(world->fact("training_completed", key), "yes") << "who was released from it does not count";
  EXPECT_FALSE(verified(*world, world->catalogue).first_discrepancy);
}

TEST_P(CaseFactsTest, OnlyCoursesAreToldByTheirTitle) {
  const auto key = journey();
  const auto complaint =
      world->open("complaint", "teacher", {{"kind", "complaint"}, {"complaint", "It was loud"}}, "About a colleague");
  world->cases.open(world->actor("quality"),
                    {"training_assignment",
                     "Calm",
                     {{"course", "Calm"}, {"participant", "author@example.org"}, {"due_on", "2027-01-31"}},
                     "",
                     complaint});
  EXPECT_EQ(world->fact("training_completed", key), "0 of 1 trainings are completed (0 %); 90 % are needed.");
}

TEST_P(CaseFactsTest, ASharePerCentMayHaveAFractionAndACancelledCourseCountsForNothing) {
  const auto key = journey();
  const auto course = world->open("training_course", "quality", {{"objective", "Fire safety"}}, "Fire safety");
  world->fire(course, "quality", "submit",
              {{"content", "c"}, {"method", "online"}, {"evaluation_method", "A test"}, {"required_completion", 87.5}});
  world->fire(course, "principal", "approve");
  world->fire(course, "quality", "schedule",
              {{"planned_on", "2026-11-23"},
               {"complete_by", "2026-12-23"},
               {"trainer", "quality@example.org"},
               {"participants", array{"teacher@example.org"}}});
  EXPECT_EQ(world->fact("training_completed", key),
            "Fire safety (" + course + "): 0 of 1 trainings are completed (0 %); 87.5 % are needed.");
  world->fire(course, "quality", "cancel");
  EXPECT_EQ(world->fact("training_completed", key), "Nobody was assigned a training yet.");
}

TEST_P(CaseFactsTest, OnlyAFullInternalAuditCounts) {
  const auto key = journey();
  const auto part = audit(false);
  world->fire(part, "auditor", "issue_report", {{"conclusion", "Good"}});
  EXPECT_EQ(world->state_of(part, "auditor"), "closed");
  EXPECT_NE(world->fact("internal_audit_done", key), "yes");
  world->fire(audit(true), "auditor", "issue_report", {{"conclusion", "Good"}});
  EXPECT_EQ(world->fact("internal_audit_done", key), "yes");
}

TEST_P(CaseFactsTest, AMajorOfOurOwnIsInTheWayUntilItIsClosed) {
  const auto key = journey();
  const auto one = audit(true);
  const object finding{{"statement", "No registers"}, {"grade", "major"},
                       {"clause", "9.1.1"},           {"criterion", "Keep them"},
                       {"evidence", "Folder 3B"},     {"responsible", "teacher@example.org"}};
  world->fire(one, "auditor", "issue_report", {{"conclusion", "Bad"}, {"findings", array{finding}}});
  const auto found = world->view_case(one, "auditor").children.at(0).key;
  EXPECT_EQ(world->fact("no_open_major", key), "Major nonconformities are open: " + found + ".");
  world->fire(found, "teacher", "accept");
  const auto action = world->view_case(found, "auditor").children.at(0).key;
  EXPECT_EQ(world->view_case(action, "auditor").one.fields.at("source").as_string(), "internal_audit");
  EXPECT_EQ(world->fact("no_open_major", key), "Major nonconformities are open: " + found + ", " + action + ".");
  world->fire(action, "teacher", "contain", {{"correction", "Written"}, {"similar_cases", "None"}});
  EXPECT_THROW(world->fire(action, "quality", "raise_to_major"), workflows::Conflict);
  world->fire(action, "quality", "cancel");
  EXPECT_EQ(world->state_of(found, "auditor"), "withdrawn");
  EXPECT_EQ(world->fact("no_open_major", key), "yes");
}

TEST_P(CaseFactsTest, AMajorOfTheCertificationBodyIsFollowedInItsOwnAudit) {
  const auto key = journey();
  world->open("finding", "auditor", {{"statement", "s"}, {"grade", "major"}, {"source", "certification_audit"}});
  EXPECT_EQ(world->fact("no_open_major", key), "yes");
}

class ShippedTimers : public JourneyOnBothDatabases {};

TEST_P(ShippedTimers, ACertificateLapsesByItselfAfterItsLastDay) {
  const auto key = world->open("certification_audit", "principal",
                               {{"standard", "iso_21001_2018"},
                                {"has_certificate", true},
                                {"decision_on", "2024-01-15"},
                                {"certificate_number", "C-1"},
                                {"valid_until", "2027-01-14"},
                                {"surveillance_by", "2027-01-14"}});
  EXPECT_EQ(world->state_of(key, "principal"), "certified");
  const auto sweep_on = [&](const char* day) {
    world->clock.move(workflows::parse_instant(std::string(day) + "T09:00:00.000Z") - world->clock.now());
    while (world->timers.sweep().fired > 0) {
    }
    return world->state_of(key, "principal");
  };
  EXPECT_EQ(sweep_on("2026-11-24"), "surveillance_due");
  EXPECT_EQ(sweep_on("2027-01-14"), "surveillance_due");
  EXPECT_EQ(sweep_on("2027-01-15"), "expired");
  EXPECT_EQ(sweep_on("2027-07-14"), "expired");
  EXPECT_EQ(sweep_on("2027-07-15"), "lapsed");
  const auto history = world->view_case(key, "principal").history;
  EXPECT_EQ(history.back().comment, "Its time came (restoration_over).");
}

TEST_P(ShippedTimers, ACompetenceExpiresAfterItsLastDayAndTheTrainingIsDue) {
  const auto key = world->open("training_assignment", "quality",
                               {{"course", "c"}, {"participant", "teacher@example.org"}, {"due_on", "2026-12-01"}});
  world->fire(key, "teacher", "complete", {{"completed_on", "2026-11-23"}});
  world->fire(key, "quality", "find_competent", {{"result", "Seen"}, {"expires_on", "2026-12-31"}});
  world->clock.move(std::chrono::hours(24 * 39));  // 1 January
  while (world->timers.sweep().fired > 0) {
  }
  const auto view = world->view_case(key, "quality");
  EXPECT_EQ(view.one.state, "expired");
  EXPECT_EQ(view.one.fields.at("due_on").as_string(), "2027-01-29");
  ASSERT_EQ(view.tasks.size(), 1U);
  EXPECT_EQ(view.tasks[0].person_email, "teacher@example.org");
}

class ConfidentialCases : public JourneyOnBothDatabases {};

TEST_P(ConfidentialCases, ThePeopleAComplaintIsAboutDoNotSeeItAndItsActionDoesNotNameWhoComplained) {
  const auto key = world->open("complaint", "teacher", {{"kind", "complaint"}, {"complaint", "It was unfair"}});
  world->fire(key, "quality", "name_people", {{"about", array{"author@example.org"}}});
  EXPECT_THROW(world->view_case(key, "author"), workflows::NotFound);
  world->fire(key, "quality", "acknowledge", {{"acknowledgement", "a"}, {"handler", "auditor@example.org"}});
  EXPECT_NO_THROW(world->view_case(key, "auditor"));
  world->fire(key, "auditor", "assess", {{"assessment", "s"}, {"urgent", false}});
  world->fire(key, "auditor", "investigate");
  world->fire(key, "auditor", "decide",
              {{"investigation", "i"},
               {"decision", "upheld"},
               {"decision_reason", "r"},
               {"needs_corrective_action", true},
               {"weakness", "Nobody is trained"}});
  world->fire(key, "auditor", "communicate", {{"answer", "Yes"}, {"answered_on", "2026-11-23"}});
  const auto action = world->view_case(key, "auditor").children.at(0).key;
  const auto view = world->view_case(action, "author");
  EXPECT_EQ(view.one.fields.at("nonconformity").as_string(), "Nobody is trained");
  EXPECT_FALSE(view.parent);
  EXPECT_EQ(view.one.owner_id, world->actor("auditor").person_id);
  EXPECT_EQ(view.one.opener_id, world->actor("auditor").person_id);
}

PROVOST_ON_BOTH_DATABASES(CaseFactsTest);
PROVOST_ON_BOTH_DATABASES(ShippedTimers);
PROVOST_ON_BOTH_DATABASES(ConfidentialCases);

}  // namespace

}  // namespace provost::tests
