// Corrective action, finding, feedback, complaint and risk: what makes them close, and what keeps them open.
#include "tests/workflows/definitions/walk.hpp"

namespace provost::tests {

namespace {

using boost::json::array;
using boost::json::object;

object row(const char* key, const char* value) {
  return {{key, value}};
}

Walk implemented(const char* source = "daily_work", const char* grade = "minor") {
  Walk walk("corrective_action", {{"nonconformity", "Registers are missing"},
                                  {"grade", grade},
                                  {"evidence", "Folder 3B"},
                                  {"source", source},
                                  {"raised_on", "2027-01-04"},
                                  {"responsible", "rita@example.org"}});
  walk.as("rita").take("contain", {{"correction", "Written anew"}, {"similar_cases", "None found"}}).take("analyse");
  const object plan{
      {"root_cause", "Nobody is named"},
      {"planned_end", "2027-02-01"},
      {"effect_criterion", "No gap for a month"},
      {"actions", array{object{{"action", "Name a person"}, {"person", "ben@example.org"}, {"until", "2027-01-20"}}}}};
  auto shallow = plan;
  shallow["whys"] = array{row("why", "Forgotten"), row("why", "No reminder")};
  EXPECT_EQ(walk.refusal("submit_plan", shallow), "With five whys, go at least three steps deep.");
  auto deep = plan;
  deep["whys"] = array{row("why", "Forgotten"), row("why", "No reminder"), row("why", "Nobody named")};
  walk.take("submit_plan", deep);
  walk.as("rita, quality_manager");
  EXPECT_EQ(walk.refusal("accept_plan"),
            "Somebody else must do this: you are named under “Responsible for the action”.");
  walk.as("ben, leadership");
  EXPECT_EQ(walk.refusal("accept_plan"), "Somebody else must do this: you are named under “Corrective actions”.");
  walk.as("quinn, quality_manager").take("accept_plan");
  walk.as("rita").take("implement", {{"implementation", "Named"}, {"implemented_on", "2027-01-04"}});
  return walk;
}

TEST(CorrectiveAction, TheEffectIsCheckedAfterADelayByAnotherPerson) {
  auto walk = implemented();
  EXPECT_EQ(walk.value("effect_check_on"), "\"2027-04-04\"");
  walk.as("quinn, quality_manager");
  EXPECT_EQ(walk.refusal("wait_for_effect", {{"effect_check_on", "2027-01-10"}, {"verifier", "vera@example.org"}}),
            "“Check the effect from” lies less than 2 weeks after “Implemented on”: 2027-01-18 is the first day.");
  for (const auto* person : {"rita@example.org", "ben@example.org"}) {
    EXPECT_EQ(walk.refusal("wait_for_effect", {{"verifier", person}}),
              "Whoever is responsible or carried out an action cannot check its effect.");
  }
  walk.take("wait_for_effect", {{"verifier", "vera@example.org"}});
  walk.as("vera");
  EXPECT_EQ(walk.refusal("confirm_effective", {{"effect", "Fine"}}),
            "“Check the effect from” (2027-04-04) has not come yet.");
  walk.on("2027-04-04").take("confirm_effective", {{"effect", "No gap since"}});
  EXPECT_EQ(walk.state(), "closed_effective");
}

TEST(CorrectiveAction, WhatDidNotWorkIsOpenedAgainAndCheckedAnew) {
  auto walk = implemented();
  walk.as("quinn, quality_manager").take("wait_for_effect", {{"verifier", "vera@example.org"}});
  walk.as("vera").take("find_not_effective", {{"effect", "It came back"}});
  EXPECT_EQ(walk.state(), "closed_not_effective");
  walk.as("quinn, quality_manager");
  EXPECT_EQ(walk.refusal("reopen", {}, ""), "Please say why.");
  walk.take("reopen");
  EXPECT_EQ(walk.value("effect"), "null");
  EXPECT_EQ(walk.value("implemented_on"), "null");
  walk.as("rita").take("analyse");
  EXPECT_EQ(walk.state(), "cause_analysis");
}

struct Deadline {
  const char* source;
  const char* grade;
  const char* deadline;
};

class CorrectiveActionDeadline : public testing::TestWithParam<Deadline> {};

TEST_P(CorrectiveActionDeadline, ComesFromWhoRaisedItAndTheGrade) {
  EXPECT_EQ(implemented(GetParam().source, GetParam().grade).value("certification_deadline"), GetParam().deadline);
}

INSTANTIATE_TEST_SUITE_P(, CorrectiveActionDeadline,
                         testing::Values(Deadline{"certification_audit", "major", "\"2027-03-05\""},
                                         Deadline{"certification_audit", "minor", "\"2027-04-04\""},
                                         Deadline{"internal_audit", "major", "null"}));

TEST(Finding, ANonconformityNeedsClauseCriterionAndEvidence) {
  Walk walk("finding", {{"statement", "Registers are missing"}, {"grade", "minor"}});
  EXPECT_EQ(walk.refusal("accept"), "A nonconformity needs a clause, a criterion and evidence.");
  walk.take("accept", {{"clause", "9.1.1"}, {"criterion", "Keep registers"}, {"evidence", "Folder 3B"}});
  EXPECT_EQ(walk.state(), "in_action");
  EXPECT_EQ(walk.opened().at(0).at("values").at("grade").as_string(), "minor");
}

TEST(Finding, ClosesWithItsActionAndIsWithdrawnWithIt) {
  const auto accepted = [] {
    Walk walk("finding",
              {{"statement", "x"}, {"grade", "major"}, {"clause", "9.1.1"}, {"criterion", "c"}, {"evidence", "e"}});
    walk.take("accept");
    return walk;
  };
  auto effective = accepted();
  effective.add_child("corrective_action", "implementing", false);
  EXPECT_EQ(effective.settle().state(), "in_action");
  effective = accepted();
  effective.add_child("corrective_action", "closed_effective", true);
  EXPECT_EQ(effective.settle().state(), "closed");
  auto cancelled = accepted();
  cancelled.add_child("corrective_action", "cancelled", true);
  EXPECT_EQ(cancelled.settle().state(), "withdrawn");
}

Walk measured(bool met) {
  Walk walk("feedback_action", {{"feedback", "The library closes too early"}, {"responsible", "rita@example.org"}});
  walk.take("triage").take(
      "plan", {{"objective", "Open longer"}, {"target", "8 of 10 are content"}, {"planned_end", "2027-03-01"}});
  walk.take("begin").take("finish", {{"done", "Open until eight"}});
  EXPECT_EQ(walk.refusal("measure", {{"target_met", true}}), "“Measured value (check)” must be filled in.");
  walk.take("measure", {{"check_value", "7 of 10"}, {"target_met", met}});
  return walk;
}

TEST(FeedbackAction, ClosesWithAnAnswerWhenTheTargetWasMet) {
  auto walk = measured(true);
  EXPECT_EQ(walk.refusal("plan_again", {{"adjustment", "a"}}), "The target was met; no further cycle is needed.");
  EXPECT_EQ(walk.refusal("close", {{"adjustment", "Keep it"}}), "“Answer to the stakeholder” must be filled in.");
  walk.take("close", {{"adjustment", "Keep it"}, {"answer", "Open until eight now"}});
  EXPECT_EQ(walk.state(), "closed");
}

TEST(FeedbackAction, AMissedTargetForcesANewCycleOrASignedDeviation) {
  auto walk = measured(false);
  EXPECT_EQ(walk.refusal("close", {{"adjustment", "Keep it"}, {"answer", "Sorry"}}),
            "The target was missed: begin a new cycle, or have the deviation accepted.");
  walk.as("rita, leadership");
  EXPECT_EQ(walk.refusal("accept_deviation", {{"deviation_reason", "No money"}, {"answer", "Sorry"}}),
            "Somebody else must do this: you are named under “Responsible”.");
  auto again = measured(false);
  again.take("plan_again", {{"adjustment", "Until nine"}});
  EXPECT_EQ(again.state(), "planned");
  EXPECT_EQ(again.value("check_value"), "null");
  EXPECT_EQ(again.value("cycle"), "2");
  walk.as("paul, leadership").take("accept_deviation", {{"deviation_reason", "No money"}, {"answer", "Sorry"}});
  EXPECT_EQ(walk.state(), "closed");
}

TEST(FeedbackAction, ADecisionOfOurOwnNeedsNoAnswer) {
  Walk walk("feedback_action", {{"feedback", "Buy books"}, {"origin", "management_review"}});
  walk.take("triage").take("plan", {{"objective", "o"}, {"target", "t"}, {"planned_end", "2027-03-01"}});
  walk.take("begin").take("finish", {{"done", "d"}}).take("measure", {{"check_value", "1"}, {"target_met", true}});
  walk.take("close", {{"adjustment", "Keep it"}});
  EXPECT_EQ(walk.state(), "closed");
}

Walk decided() {
  Walk walk("complaint", {{"kind", "complaint"}, {"complaint", "It was unfair"}});
  walk.as("quinn, quality_manager").take("name_people", {{"about", array{"adam@example.org"}}});
  EXPECT_EQ(walk.refusal("acknowledge", {{"acknowledgement", "Thank you"}, {"handler", "adam@example.org"}}),
            "adam@example.org is named under “Handled by” and under “About”; these must be different people.");
  walk.take("acknowledge", {{"acknowledgement", "Thank you"}, {"handler", "hana@example.org"}});
  walk.as("hana").take("assess", {{"assessment", "Serious"}, {"urgent", false}}).take("investigate");
  walk.as("adam, leadership");
  EXPECT_EQ(walk.refusal("decide", {{"investigation", "i"},
                                    {"decision", "upheld"},
                                    {"decision_reason", "r"},
                                    {"needs_corrective_action", false}}),
            "Somebody else must do this: you are named under “About”.");
  walk.as("hana").take("decide", {{"investigation", "i"},
                                  {"decision", "not_upheld"},
                                  {"decision_reason", "r"},
                                  {"needs_corrective_action", false}});
  EXPECT_EQ(walk.value("decided_by"), "\"hana@example.org\"");
  return walk;
}

TEST(Complaint, ClosesWhenTheTimeForAnAppealIsOver) {
  auto walk = decided();
  walk.take("communicate", {{"answer", "No, because"}, {"answered_on", "2027-01-04"}});
  EXPECT_EQ(walk.value("appeal_until"), "\"2027-02-03\"");
  walk.on("2027-02-03");
  EXPECT_NE(walk.refusal("close"), "");
  walk.on("2027-02-04").time_comes("close");
  EXPECT_EQ(walk.state(), "closed");
}

TEST(Complaint, AnAppealIsDecidedBySomebodyElse) {
  auto walk = decided();
  walk.take("communicate", {{"answer", "No"}, {"answered_on", "2027-01-04"}}).take("appeal");
  walk.as("paul, leadership");
  EXPECT_EQ(walk.refusal("investigate", {{"handler", "hana@example.org"}}),
            "An appeal is handled by somebody whom it is not about and who did not decide before.");
  walk.take("investigate", {{"handler", "paul@example.org"}});
  const object decision{
      {"investigation", "i"}, {"decision", "upheld"}, {"decision_reason", "r"}, {"needs_corrective_action", false}};
  walk.as("hana, leadership");
  EXPECT_EQ(walk.refusal("decide", decision), "An appeal is decided by somebody who did not decide before.");
  walk.as("paul, leadership").take("decide", decision);
  EXPECT_EQ(walk.value("decided_by"), "\"paul@example.org\"");
}

TEST(Complaint, WhatCanHappenAgainOpensACorrectiveActionInWordsWithoutNames) {
  Walk walk("complaint", {{"kind", "complaint"}, {"complaint", "Adam shouted"}});
  walk.as("quinn, quality_manager").take("acknowledge", {{"acknowledgement", "a"}, {"handler", "hana@example.org"}});
  walk.as("hana").take("assess", {{"assessment", "s"}, {"urgent", true}}).take("investigate");
  object decision{
      {"investigation", "i"}, {"decision", "upheld"}, {"decision_reason", "r"}, {"needs_corrective_action", true}};
  EXPECT_EQ(walk.refusal("decide", decision), "“What in our work let it happen” must be filled in.");
  decision["weakness"] = "Nobody is trained in handling conflict";
  walk.take("decide", decision).take("communicate", {{"answer", "Yes"}, {"answered_on", "2027-01-04"}});
  ASSERT_EQ(walk.opened().size(), 1U);
  EXPECT_EQ(walk.opened()[0].at("fields").at("nonconformity").as_string(), "weakness");
}

TEST(Risk, IsRatedByLikelihoodTimesImpact) {
  Walk walk("risk_treatment", {{"kind", "risk"}, {"risk_event", "Few learners enrol"}});
  EXPECT_EQ(walk.refusal("assess", {{"likelihood", 6}, {"impact", 1}}), "Likelihood and impact go from 1 to 5.");
  walk.take("assess", {{"likelihood", 4}, {"impact", 5}});
  EXPECT_EQ(walk.value("level"), "20");
  walk.take("treat", {{"treatment", "change_likelihood"},
                      {"actions", "Advertise"},
                      {"responsible", "rita@example.org"},
                      {"planned_end", "2027-03-01"}});
  walk.take("finish_treatment", {{"residual_likelihood", 2}, {"residual_impact", 5}, {"review_on", "2027-06-01"}});
  EXPECT_EQ(walk.value("residual_level"), "10");
  walk.take("materialise",
            {{"what_happened", "Nobody came"}, {"happened_on", "2027-01-04"}, {"happened_evidence", "The list"}});
  EXPECT_EQ(walk.state(), "materialised");
  EXPECT_EQ(walk.opened().at(0).at("workflow").as_string(), "corrective_action");
}

TEST(Risk, OnlyLeadershipRetainsIt) {
  Walk walk("risk_treatment", {{"kind", "risk"}, {"risk_event", "Few learners enrol"}});
  walk.take("assess", {{"likelihood", 4}, {"impact", 5}});
  EXPECT_NE(walk.refusal("retain", {{"review_on", "2027-06-01"}}), "");
  walk.as("paul, leadership").take("retain", {{"review_on", "2027-06-01"}});
  EXPECT_EQ(walk.value("treatment"), "\"retain\"");
}

TEST(Risk, AnOpportunityOpensNoNonconformity) {
  Walk walk("risk_treatment", {{"kind", "opportunity"}, {"risk_event", "A new partner"}});
  EXPECT_EQ(
      walk.refusal("materialise", {{"what_happened", "w"}, {"happened_on", "2027-01-04"}, {"happened_evidence", "e"}}),
      "An opportunity that came true is closed with what was gained.");
}

}  // namespace

}  // namespace provost::tests
