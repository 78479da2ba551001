// The work of the phases before certification: gap analysis, system design, training, pilot, internal audit, review.
#include "tests/workflows/definitions/walk.hpp"

namespace provost::tests {

namespace {

using boost::json::array;
using boost::json::object;

Walk assessed() {
  Walk walk("gap_analysis", {{"standard", array{"iso_21001_2018"}}});
  walk.take("begin", {{"scope", "All"}, {"assessors", array{"anna@example.org"}}, {"planned_end", "2027-02-01"}});
  walk.rows = {{"clause_assessments", {object{{"clause", "4.1"}, {"result", "partial"}, {"evidence", "None found"}}}},
               {"planned_actions",
                {object{{"action", "Write it"}, {"responsible", "rita@example.org"}, {"until", "2027-03-01"}}}}};
  return walk;
}

TEST(GapAnalysis, EachClauseIsAssessedAndEachGapPlannedBeforeTheReportGoesToLeadership) {
  auto walk = assessed();
  walk.facts = {{"every_clause_assessed", false}, {"every_gap_planned", false}};
  EXPECT_EQ(walk.refusal("consolidate"), "No every_clause_assessed.");
  walk.facts["every_clause_assessed"] = true;
  walk.as("anna").take("assess_clauses").as("owner").take("consolidate").as("anna").take("assess_clauses").as("owner");
  EXPECT_EQ(walk.refusal("submit", {{"summary", "s"}}), "No every_gap_planned.");
  walk.facts["every_gap_planned"] = true;
  walk.take("submit", {{"summary", "s"}});
  EXPECT_EQ(walk.state(), "in_approval");
  EXPECT_NE(walk.refusal("assess_clauses"), "");
}

TEST(GapAnalysis, TheApprovalCoversWhatWasTakenFromTheClauses) {
  auto walk = assessed();
  walk.take("consolidate");
  EXPECT_EQ(walk.value("assessments"), R"([{"clause":"4.1","result":"partial","evidence":"None found"}])");
  EXPECT_EQ(walk.value("actions"), "null");
  walk.rows["clause_assessments"] = {object{{"clause", "4.1"}, {"result", "conforms"}, {"evidence", "Seen"}}};
  walk.take("submit", {{"summary", "s"}});
  EXPECT_EQ(walk.value("assessments"), R"([{"clause":"4.1","result":"conforms","evidence":"Seen"}])");
  walk.as("anna, leadership");
  EXPECT_EQ(walk.refusal("approve"), "Somebody else must do this: you are named under “Assessors”.");
  walk.as("paul, leadership").take("approve").as("owner").take("start_actions");
  EXPECT_EQ(walk.value("actions_end"), "\"2027-07-04\"");
  ASSERT_EQ(walk.opened().size(), 1U);
  EXPECT_EQ(walk.settle().state(), "closed");
}

TEST(SystemDesign, ItsOwnerDoesNotReviewIt) {
  Walk walk("system_design");
  walk.take("begin", {{"planned_end", "2027-03-01"}, {"processes", array{object{{"process", "Teaching"}}}}});
  EXPECT_EQ(walk.refusal("submit", {{"reviewers", array{"rita@example.org"}}}),
            "1 row of “Processes” has no “Process owner”.");
  walk.take("record", {{"processes", array{object{{"process", "Teaching"}, {"process_owner", "tom@example.org"}}}}});
  EXPECT_NE(walk.refusal("submit", {{"reviewers", array{"owner@example.org", "rita@example.org"}}}), "");
  walk.take("submit", {{"reviewers", array{"rita@example.org", "ben@example.org"}}});
  walk.as("rita").take("accept");
  EXPECT_EQ(walk.state(), "review");
  walk.as("ben").take("accept");
  walk.facts = {{"mandatory_documents_effective", false}};
  walk.as("paul, leadership");
  EXPECT_EQ(walk.refusal("release"), "No mandatory_documents_effective.");
}

TEST(TrainingCourse, ClosesWithCompetencesThatExpireLater) {
  Walk walk("training_course", {{"objective", "o"}});
  walk.take("submit",
            {{"content", "c"}, {"method", "online"}, {"evaluation_method", "A test"}, {"required_completion", 90}});
  walk.as("quinn, quality_manager").take("approve").as("owner");
  const object date{{"planned_on", "2027-01-04"}, {"complete_by", "2027-02-01"}, {"trainer", "tom@example.org"}};
  auto with_trainer = date;
  with_trainer["participants"] = array{"tom@example.org"};
  EXPECT_NE(walk.refusal("schedule", with_trainer), "");
  auto good = date;
  good["participants"] = array{"anna@example.org"};
  walk.take("schedule", good);
  walk.take("deliver", {{"delivered_on", "2027-01-04"}, {"attendance", array{"anna@example.org"}}});
  EXPECT_EQ(walk.refusal("evaluate", {{"evaluation", "e"}, {"competent_percent", 101}}),
            "“Competent in per cent” must be at most 100.");
  walk.take("evaluate", {{"evaluation", "e"}, {"competent_percent", 100}});
  auto open = walk;
  walk.add_child("training_assignment", "competent_until", false);
  walk.take("close");
  EXPECT_EQ(walk.state(), "closed");
}

Walk completed() {
  Walk walk("training_assignment", {{"course", "Fire safety"},
                                    {"participant", "anna@example.org"},
                                    {"trainer", "tom@example.org"},
                                    {"due_on", "2027-02-01"}});
  walk.as("anna").take("begin");
  EXPECT_EQ(walk.refusal("complete", {{"completed_on", "2027-01-05"}}),
            "“Completed on” (2027-01-05) has not come yet.");
  walk.take("complete", {{"completed_on", "2027-01-04"}});
  return walk;
}

TEST(TrainingAssignment, NobodyFindsThemselvesCompetent) {
  auto walk = completed();
  walk.as("anna, quality_manager");
  EXPECT_NE(walk.refusal("find_competent", {{"result", "I can do it"}}), "");
  walk.as("tom").take("find_competent", {{"result", "Seen at work"}});
  EXPECT_EQ(walk.state(), "competent");
}

TEST(TrainingAssignment, CompetenceExpiresAndTheTrainingIsDueAgain) {
  auto walk = completed();
  walk.as("tom").take("find_competent", {{"result", "Seen at work"}, {"expires_on", "2028-01-03"}});
  EXPECT_EQ(walk.state(), "competent_until");
  walk.on("2028-01-04").time_comes("expire");
  EXPECT_EQ(walk.value("due_on"), "\"2028-02-01\"");
  walk.as("anna").take("begin").take("complete", {{"completed_on", "2028-01-04"}});
  walk.as("tom").take("find_gaps", {{"result", "Not yet"}});
  EXPECT_EQ(walk.state(), "retrain");
  walk.as("anna");
  EXPECT_EQ(walk.refusal("begin", {}, ""), "");
}

Walk evaluated(double measured) {
  Walk walk("pilot", {{"area", "Primary school"}});
  const auto indicator = [](const boost::json::value& value) {
    return array{object{{"indicator", "Late registers"},
                        {"baseline", 12},
                        {"target", 3},
                        {"less_is_better", true},
                        {"measured", value}}};
  };
  walk.take("prepare", {{"head", "hana@example.org"},
                        {"period_start", "2027-01-04"},
                        {"period_end", "2027-01-04"},
                        {"indicators", indicator(nullptr)}});
  walk.take("start").take("evaluate", {{"observations", "o"}});
  walk.as("paul, leadership");
  EXPECT_EQ(walk.refusal("decide_go", {{"findings_decided", "f"}}),
            "1 row of “Indicators against their targets” has no “Measured”. A target was missed. Say why the system is "
            "introduced all the same, adjust it or stop.");
  walk.as("hana")
      .take("record", {{"indicators", indicator(measured)}, {"findings_decided", "f"}})
      .as("paul, leadership");
  return walk;
}

TEST(Pilot, GoesWhenTheTargetsAreMet) {
  EXPECT_EQ(evaluated(2).take("decide_go").state(), "go");
}

TEST(Pilot, AMissedTargetNeedsAReasonAnAdjustmentOrAStop) {
  EXPECT_EQ(evaluated(4).refusal("decide_go"),
            "A target was missed. Say why the system is introduced all the same, adjust it or stop.");
  EXPECT_EQ(evaluated(4).take("decide_go", {{"missed_targets", "Far better than before"}}).state(), "go");
  EXPECT_EQ(evaluated(4).take("adjust", {{"adjustment", "Remind earlier"}, {"period_end", "2027-03-01"}}).state(),
            "running");
  EXPECT_EQ(evaluated(4).take("decide_stop").state(), "stop");
}

Walk planned_audit() {
  return Walk("internal_audit",
              {{"scope", "Teaching"}, {"planned_on", "2027-01-04"}, {"lead_auditor", "lena@example.org"}});
}

object preparation(const char* auditee) {
  return {{"plan", "p"},
          {"criteria", "c"},
          {"independence", "i"},
          {"auditees", array{auditee}},
          {"audited", array{object{{"process", "Teaching"}}}}};
}

TEST(InternalAudit, NobodyAuditsTheirOwnWork) {
  auto walk = planned_audit();
  EXPECT_EQ(walk.refusal("begin", preparation("lena@example.org")),
            "Nobody audits their own work. Choose other auditors or ask leadership for an exception.");
  walk.as("paul, leadership").take("begin_with_exception", preparation("lena@example.org"));
  EXPECT_EQ(walk.value("independence_exception"), "true");
  auto independent = planned_audit();
  independent.as("paul, leadership");
  EXPECT_EQ(independent.refusal("begin_with_exception", preparation("adam@example.org")),
            "Nobody audits their own work here; no exception is needed.");
  independent.facts["auditors_are_independent"] = false;
  auto owner_of_process = independent;
  EXPECT_NE(owner_of_process.as("lena").refusal("begin", preparation("adam@example.org")), "");
  owner_of_process.as("paul, leadership").take("begin_with_exception", preparation("adam@example.org"));
  independent.facts.clear();
  independent.as("lena").take("begin", preparation("adam@example.org"));
  EXPECT_EQ(independent.state(), "in_progress");
}

TEST(InternalAudit, LeadershipDoesNotConsentToItsOwnException) {
  auto walk = planned_audit();
  walk.as("lena, leadership");
  EXPECT_NE(walk.refusal("begin_with_exception", preparation("lena@example.org")), "");
}

TEST(InternalAudit, ANonconformityOfTheReportHasItsEvidence) {
  auto walk = planned_audit();
  walk.as("lena").take("begin", preparation("adam@example.org")).take("execute", {{"executed_on", "2027-01-04"}});
  const auto finding = [](const char* grade) { return array{object{{"statement", "s"}, {"grade", grade}}}; };
  EXPECT_EQ(walk.refusal("issue_report", {{"conclusion", "c"}, {"findings", finding("minor")}}),
            "1 row of “Findings” has no “Clause”. 1 row of “Findings” has no “Criterion”. 1 row of “Findings” has no "
            "“Evidence”.");
  walk.take("issue_report", {{"conclusion", "c"}, {"findings", finding("good_practice")}});
  walk.add_child("finding", "closed", true);
  EXPECT_EQ(walk.settle().state(), "closed");
}

TEST(ManagementReview, EachInputOfTheStandardIsNeeded) {
  Walk walk("management_review", {{"planned_on", "2027-01-04"}});
  walk.take("collect", {{"chair", "paul@example.org"}, {"participants", array{"anna@example.org"}}});
  const std::vector<std::string> inputs{"earlier_actions",  "context_changes", "trend_satisfaction",
                                        "trend_objectives", "trend_processes", "trend_nonconformities",
                                        "trend_monitoring", "trend_audits",    "trend_providers",
                                        "trend_assessment", "resources",       "risk_actions",
                                        "improvement",      "staff_feedback"};
  object all;
  for (const auto& input : inputs) all[input] = "Nothing new";
  for (const auto& input : inputs) {
    auto some = all;
    some.erase(input);
    EXPECT_NE(walk.refusal("complete_inputs", some), "") << input;
  }
  walk.take("complete_inputs", all)
      .take("hold", {{"held_on", "2027-01-04"}, {"attendance", array{"anna@example.org"}}});
  EXPECT_EQ(
      walk.refusal("submit_minutes", {{"decisions", array{object{{"decision", "Buy books"}, {"kind", "resources"}}}}}),
      "Row 1: “Who” is needed in each row. Row 1: “Until” is needed in each row.");
  const object decision{
      {"decision", "Buy books"}, {"kind", "resources"}, {"responsible", "anna@example.org"}, {"until", "2027-03-01"}};
  EXPECT_EQ(walk.refusal("submit_minutes", {{"decisions", array{decision}}, {"next_review_on", "2028-02-01"}}),
            "“Next review on” lies more than 12 months after “Held on”: 2028-01-04 is the last day.");
  walk.take("submit_minutes", {{"decisions", array{decision}}});
  walk.as("paul").take("approve_minutes");
  EXPECT_EQ(walk.value("next_review_on"), "\"2028-01-04\"");
  ASSERT_EQ(walk.opened().size(), 2U);
  EXPECT_EQ(walk.opened()[1].at("workflow").as_string(), "management_review");
}

TEST(EvidenceRequest, IsCheckedBySomebodyElseAndExpires) {
  Walk walk("evidence_request",
            {{"what", "Registers"}, {"provider", "anna@example.org"}, {"checker", "rita@example.org"}});
  object dates{{"effective_on", "2026-12-01"}, {"valid_until", "2027-12-01"}};
  walk.as("anna");
  EXPECT_EQ(walk.refusal("provide", dates, ""), "Choose a file, or give the web address where it can be seen.");
  dates["address"] = "https://example.org/registers";
  auto expired = dates;
  expired["valid_until"] = "2026-12-31";
  EXPECT_EQ(walk.refusal("provide", expired), "It has expired already: “Valid until” is over.");
  walk.take("provide", dates).as("anna, quality_manager");
  EXPECT_EQ(walk.value("received_on"), "\"2027-01-04\"");
  EXPECT_EQ(walk.refusal("accept"), "Somebody else must do this: you are named under “From”.");
  walk.as("rita").take("accept");
  EXPECT_EQ(walk.state(), "valid");
  walk.on("2027-12-02").time_comes("expire");
  EXPECT_EQ(walk.state(), "expired");
  EXPECT_EQ(walk.value("valid_until"), "\"2027-12-01\"");
  walk.as("anna").take("renew");
  ASSERT_EQ(walk.opened().size(), 1U);
  EXPECT_EQ(walk.opened()[0].at("workflow").as_string(), "evidence_request");
}

TEST(CertificationJourney, AWaiverIsForConditionsThatAreNotMet) {
  Walk walk("certification_journey", {{"standard", "iso_21001_2018"}, {"scope", "All"}, {"target", "2028-01-01"}});
  walk.as("paul, leadership");
  EXPECT_EQ(walk.refusal("pass_with_waiver"), "The exit conditions are met; the phase can be passed without a waiver.");
  walk.facts = {{"gap_analysis_approved", false}};
  EXPECT_EQ(walk.refusal("pass_phase"), "No gap_analysis_approved.");
  EXPECT_EQ(walk.refusal("pass_with_waiver", {}, ""), "Please say why.");
  walk.take("pass_with_waiver");
  EXPECT_EQ(walk.state(), "system_design");
  EXPECT_EQ(walk.refusal("plan", {{"pilot_end", "2027-02-01"}, {"training_end", "2027-03-01"}}),
            "“Pilot done by” lies before “Training and awareness done by”.");
}

}  // namespace

}  // namespace provost::tests
