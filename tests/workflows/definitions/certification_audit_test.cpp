#include "tests/workflows/definitions/walk.hpp"

namespace provost::tests {

namespace {

using boost::json::array;
using boost::json::object;

object finding(const char* grade) {
  return {{"statement", "Something"},
          {"grade", grade},
          {"clause", "9.2.1"},
          {"criterion", "A criterion"},
          {"evidence", "A record"}};
}

/// After a stage 2 that ended on 1 June 2027.
Walk after_stage2() {
  Walk walk("certification_audit", {{"standard", "iso_21001_2018"}});
  walk.take("apply", {{"scope", "All programmes"}, {"certification_body", "A body"}});
  walk.as("principal, leadership").take("sign_contract", {{"contract_on", "2027-01-04"}}).as("owner");
  walk.take("schedule_stage1", {{"stage1_on", "2027-04-01"}});
  walk.on("2027-04-02").take("finish_stage1", {{"stage1_result", "Ready"}});
  walk.take("schedule_stage2", {{"stage2_on", "2027-05-31"}});
  walk.on("2027-06-01").take("finish_stage2", {{"stage2_end", "2027-06-01"}});
  return walk;
}

Walk certified() {
  auto walk = after_stage2();
  walk.take("record_findings", {{"nonconformities_found", false}});
  walk.on("2027-07-15").take("certify", {{"decision_on", "2027-07-15"}, {"certificate_number", "C-1"}});
  return walk;
}

TEST(CertificationAudit, TheInternalAuditAndTheManagementReviewComeBeforeStage2) {
  Walk walk("certification_audit", {{"standard", "iso_21001_2018"}});
  walk.take("apply", {{"scope", "All programmes"}, {"certification_body", "A body"}});
  walk.as("principal, leadership").take("sign_contract", {{"contract_on", "2027-01-04"}}).as("owner");
  walk.take("schedule_stage1", {{"stage1_on", "2027-04-01"}});
  EXPECT_EQ(walk.refusal("finish_stage1", {{"stage1_result", "Ready"}}), "“Stage 1 on” (2027-04-01) has not come yet.");
  walk.on("2027-04-02").take("finish_stage1", {{"stage1_result", "Ready"}});
  walk.facts = {{"internal_audit_done", false}, {"no_open_major", false}};
  EXPECT_EQ(walk.refusal("schedule_stage2", {{"stage2_on", "2027-05-31"}}),
            "No internal_audit_done. No no_open_major.");
}

TEST(CertificationAudit, AMajorIsAnsweredWithinSixtyDaysAndVerifiedWithinSixMonths) {
  auto walk = after_stage2();
  EXPECT_EQ(walk.refusal("record_findings", {{"nonconformities_found", true}}), "Name the nonconformities.");
  EXPECT_EQ(
      walk.refusal("record_findings", {{"nonconformities_found", true},
                                       {"findings", array{object{{"statement", "x"}, {"grade", "major"}}}}}),
      "1 row of “Findings of stage 2” has no “Clause”. 1 row of “Findings of stage 2” has no “Criterion”. 1 row of "
      "“Findings of stage 2” has no “Evidence”.");
  walk.take("record_findings",
            {{"nonconformities_found", true}, {"findings", array{finding("major"), finding("minor")}}});
  EXPECT_EQ(walk.state(), "nc_open");
  EXPECT_EQ(walk.value("answer_deadline"), "\"2027-07-31\"");
  EXPECT_EQ(walk.value("minor_deadline"), "\"2027-08-30\"");
  EXPECT_EQ(walk.value("verification_deadline"), "\"2027-12-01\"");
  ASSERT_EQ(walk.opened().size(), 2U);
  walk.take("submit_answers", {{"submission", "All"}});
  walk.on("2027-12-02");
  EXPECT_EQ(walk.refusal("accept_answers", {{"accepted_on", "2027-12-02"}}),
            "A major nonconformity was not verified within six months after stage 2. Stage 2 must be done again.");
  walk.take("repeat_stage2", {{"stage2_on", "2028-01-10"}});
  EXPECT_EQ(walk.state(), "stage2_scheduled");
  EXPECT_EQ(walk.value("findings"), "null");
  EXPECT_EQ(walk.value("verification_deadline"), "null");
}

TEST(CertificationAudit, AMinorHasNinetyDaysAndNoNewStage2) {
  auto walk = after_stage2();
  walk.take("record_findings", {{"nonconformities_found", true}, {"findings", array{finding("minor")}}});
  EXPECT_EQ(walk.value("answer_deadline"), "\"2027-08-30\"");
  walk.take("submit_answers", {{"submission", "All"}});
  walk.on("2028-01-10").take("accept_answers", {{"accepted_on", "2028-01-10"}});
  EXPECT_EQ(walk.state(), "nc_accepted");
}

TEST(CertificationAudit, TheBodysOwnDeadlineIsKept) {
  auto walk = after_stage2();
  walk.take("record_findings",
            {{"nonconformities_found", true}, {"findings", array{finding("major")}}, {"major_deadline", "2027-07-01"}});
  EXPECT_EQ(walk.value("answer_deadline"), "\"2027-07-01\"");
}

TEST(CertificationAudit, WithoutNonconformitiesItGoesToTheDecision) {
  auto walk = after_stage2();
  EXPECT_EQ(walk.refusal("record_findings", {{"nonconformities_found", false}, {"findings", array{finding("minor")}}}),
            "The table names nonconformities.");
  walk.take("record_findings", {{"nonconformities_found", false}, {"findings", array{finding("good_practice")}}});
  EXPECT_EQ(walk.state(), "decision_pending");
}

TEST(CertificationAudit, TheDecisionBeginsThreeYears) {
  auto walk = certified();
  EXPECT_EQ(walk.value("valid_until"), "\"2030-07-15\"");
  EXPECT_EQ(walk.value("surveillance_by"), "\"2028-07-15\"");
}

TEST(CertificationAudit, TheFirstSurveillanceIsAtMostTwelveMonthsAfterTheDecision) {
  auto walk = after_stage2();
  walk.take("record_findings", {{"nonconformities_found", false}}).on("2027-07-15");
  EXPECT_EQ(
      walk.refusal("certify",
                   {{"decision_on", "2027-07-15"}, {"certificate_number", "C"}, {"surveillance_by", "2028-07-16"}}),
      "“Next surveillance by” lies more than 12 months after “Decision on”: 2028-07-15 is the last day.");
  EXPECT_EQ(walk.refusal("certify",
                         {{"decision_on", "2027-07-15"}, {"certificate_number", "C"}, {"valid_until", "2030-07-16"}}),
            "“Certificate valid until” lies more than 3 years after “Decision on”: 2030-07-15 is the last day.");
}

TEST(CertificationAudit, TwoSurveillancesThenTheRecertification) {
  auto walk = certified();
  EXPECT_EQ(walk.refusal("recertification_comes"), "Two surveillance audits come before the recertification.");
  walk.on("2028-04-15").time_comes("surveillance_comes");
  walk.on("2028-06-20")
      .take("finish_surveillance", {{"surveillance_on", "2028-06-20"}, {"surveillance_result", "Good"}});
  EXPECT_EQ(walk.value("surveillances_done"), "1");
  EXPECT_EQ(walk.value("surveillance_by"), "\"2029-12-31\"");
  EXPECT_EQ(
      walk.refusal("plan_surveillance", {{"surveillance_by", "2030-01-10"}}),
      "“Next surveillance by” lies more than 1 calendar year after “Surveillance on”: 2029-12-31 is the last day.");
  walk.on("2029-09-30").time_comes("surveillance_comes");
  walk.on("2029-10-10")
      .take("finish_surveillance", {{"surveillance_on", "2029-10-10"}, {"surveillance_result", "Good"}});
  EXPECT_EQ(walk.value("surveillances_done"), "2");
  EXPECT_EQ(walk.value("surveillance_by"), "null");
  EXPECT_NE(walk.refusal("surveillance_comes", {}), "");
  walk.on("2030-01-15").time_comes("recertification_comes");
  walk.on("2030-06-01").take("recertify", {{"recertified_on", "2030-06-01"}, {"certificate_number", "C-2"}});
  EXPECT_EQ(walk.value("valid_until"), "\"2033-07-15\"");
  EXPECT_EQ(walk.value("surveillance_by"), "\"2031-06-01\"");
  walk.take("next_cycle");
  EXPECT_EQ(walk.state(), "renewed");
  EXPECT_EQ(walk.opened().back().at("workflow").as_string(), "certification_audit");
}

TEST(CertificationAudit, TheNextCycleBeginsWithTheCertificateInForce) {
  Walk walk("certification_audit", {{"standard", "iso_21001_2018"},
                                    {"has_certificate", true},
                                    {"decision_on", "2027-01-04"},
                                    {"certificate_number", "C-2"},
                                    {"valid_until", "2030-01-03"}});
  EXPECT_EQ(walk.state(), "certified");
  EXPECT_EQ(walk.value("surveillance_by"), "\"2028-01-04\"");
  EXPECT_EQ(walk.value("surveillances_done"), "0");
}

TEST(CertificationAudit, ACertificateIsValidOnItsLastDay) {
  auto walk = certified();
  walk.on("2030-07-15");
  EXPECT_EQ(walk.refusal("expire"), "This is possible from 2030-07-16 on, counted from “Certificate valid until”.");
  walk.on("2030-07-16").time_comes("expire");
  EXPECT_EQ(walk.state(), "expired");
  EXPECT_EQ(walk.value("restore_until"), "\"2031-01-15\"");
}

TEST(CertificationAudit, ALapsedCertificateIsRestoredWithinSixMonthsOnly) {
  auto walk = certified();
  walk.on("2030-07-16").time_comes("expire").on("2031-01-15");
  EXPECT_EQ(walk.refusal("lapse"), "This is possible from 2031-01-16 on, counted from “Can be restored until”.");
  auto late = certified();
  late.on("2030-07-16").time_comes("expire").on("2031-01-16");
  EXPECT_EQ(late.refusal("restore", {{"restored_on", "2031-01-16"}, {"certificate_number", "C"}}),
            "A lapsed certificate can be restored within six months only.");
  late.time_comes("lapse");
  EXPECT_EQ(late.state(), "lapsed");
  walk.take("restore", {{"restored_on", "2031-01-15"}, {"certificate_number", "C-1"}});
  EXPECT_EQ(walk.value("valid_until"), "\"2033-07-15\"");
}

TEST(CertificationAudit, ASuspensionOverSixMonthsLeadsToWithdrawal) {
  auto walk = certified();
  walk.on("2027-09-01").take("suspend", {{"suspended_on", "2027-09-01"}});
  EXPECT_EQ(walk.value("suspended_until"), "\"2028-03-01\"");
  auto lifted = certified();
  lifted.on("2027-09-01").take("suspend", {{"suspended_on", "2027-09-01"}});
  lifted.take("lift_suspension", {{"surveillance_by", "2028-07-15"}});
  EXPECT_EQ(lifted.state(), "certified");
  EXPECT_EQ(lifted.value("suspended_until"), "null");
  walk.on("2028-03-02").time_comes("withdraw");
  EXPECT_EQ(walk.state(), "withdrawn");
}

TEST(CertificationAudit, ACertificateAlsoEndsWhileItIsSuspended) {
  auto walk = certified();
  walk.on("2030-06-01").take("suspend", {{"suspended_on", "2030-06-01"}});
  walk.on("2030-07-16").time_comes("expire");
  EXPECT_EQ(walk.state(), "expired");
}

}  // namespace

}  // namespace provost::tests
