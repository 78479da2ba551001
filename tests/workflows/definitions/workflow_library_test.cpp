#include "workflows/definitions/workflow_library.hpp"

#include <gtest/gtest.h>

#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;

const std::string audit_yaml = R"(workflow: audit
title: Audit
code: AUD
start: planned
opened_by: [auditor]
fields:
  - {name: scope, type: text, label: Scope}
  - {name: held_on, type: date, label: Held on}
  - {name: team, type: people, label: Team}
  - {name: grade, type: choice, label: Grade, choices: {major: Major, minor: Minor}}
  - name: findings
    type: table
    label: Findings
    columns:
      - {name: statement, type: text, label: Statement}
      - {name: grade, type: choice, label: Grade, choices: {major: Major, minor: Minor}}
states:
  planned: {title: Planned}
  reported: {title: Reported}
  closed: {title: Closed, final: true}
transitions:
  - event: report
    title: Report
    from: planned
    to: reported
    by: [owner]
    effects:
      - open_case: {workflow: finding, for_each: findings, fields: {statement: statement, grade: grade}, values: {urgent: true}}
  - {event: close, from: reported, to: closed, automatic: true, when: {children_done: {workflow: finding}}}
)";

const std::string finding_yaml = R"(workflow: finding
title: Finding
code: FND
start: raised
opened_by: [auditor]
opening: {asks: [grade, urgent, person, raised_on], needs: [statement]}
fields:
  - {name: statement, type: paragraphs, label: Statement}
  - {name: grade, type: choice, label: Grade, choices: {major: Major, minor: Minor, none: None}}
  - {name: urgent, type: yes_no, label: Urgent}
  - {name: person, type: person, label: Person}
  - {name: raised_on, type: date, label: Raised on}
  - {name: answer, type: text, label: Answer}
states:
  raised: {title: Raised}
  closed: {title: Closed, final: true}
transitions:
  - {event: close, title: Close, from: raised, to: closed, by: [owner]}
)";

std::vector<std::string> problems_between(const std::string& audit, const std::string& finding = finding_yaml) {
  std::vector<std::string> list;
  for (const auto& one : workflows::definitions::check_together({sound(audit), sound(finding)})) {
    list.push_back(engine::to_text(one.problem, one.workflow));
  }
  return list;
}

TEST(WorkflowLibrary, TakesWhatFits) {
  EXPECT_EQ(problems_between(audit_yaml), std::vector<std::string>{});
}

struct Misfit {
  const char* name;
  const char* right;
  const char* wrong;
  const char* problem;
};

class WorkflowMisfit : public testing::TestWithParam<Misfit> {};

TEST_P(WorkflowMisfit, IsSaidWithItsLine) {
  EXPECT_EQ(problems_between(with(audit_yaml, GetParam().right, GetParam().wrong)),
            std::vector<std::string>{GetParam().problem});
}

INSTANTIATE_TEST_SUITE_P(
    , WorkflowMisfit,
    testing::Values(Misfit{"NoSuchWorkflow", "{workflow: finding, for_each", "{workflow: findin, for_each",
                           "audit:28: there is no workflow “findin”. Did you mean “finding”?"},
                    Misfit{"NoSuchWorkflowInACondition", "{children_done: {workflow: finding}}",
                           "{children_done: {workflow: fynding}}",
                           "audit:29: there is no workflow “fynding”. Did you mean “finding”?"},
                    Misfit{"NoSuchState", "{children_done: {workflow: finding}}",
                           "{children_done: {workflow: finding, or_in: [rised]}}",
                           "audit:29: “finding” has no state “rised”."},
                    Misfit{"FieldThatTheOpeningDoesNotHave", "grade: grade}", "grade: grade, answer: scope}",
                           "audit:28: the opening of “finding” has no field “answer”."},
                    Misfit{"FieldMisspelt", "grade: grade}", "grad: grade}",
                           "audit:28: the opening of “finding” has no field “grad”. Did you mean “grade”?"},
                    Misfit{"NeededFieldIsMissing", "statement: statement, grade", "grade",
                           "audit:28: the opening of “finding” needs “statement”."},
                    Misfit{"OtherType", "grade: grade}", "raised_on: scope}",
                           "audit:28: “scope” (text) does not fit “raised_on” of “finding” (date)."},
                    Misfit{"NoSource", "grade: grade}", "grade: grades}",
                           "audit:28: “grades” is neither a field of “audit” nor a column of its rows."},
                    Misfit{"ValueOfAnotherType", "{urgent: true}", "{urgent: soon}",
                           "audit:28: “urgent” of “finding” cannot be \"soon\"."},
                    Misfit{"ValueThatIsNoChoice", "grade: grade}, values: {urgent: true}",
                           "raised_on: held_on}, values: {grade: huge}",
                           "audit:28: “grade” of “finding” cannot be \"huge\"."},
                    Misfit{"ValueAsAField", "grade: grade}", "urgent: true}",
                           "audit:28: “urgent” is taken from a field; what is always the same stands under `values`."}),
    [](const auto& info) { return info.param.name; });

TEST(WorkflowLibrary, AChoiceThatTheOtherDoesNotHaveDoesNotFit) {
  EXPECT_EQ(problems_between(audit_yaml, with(finding_yaml, "minor: Minor, none: None", "none: None")),
            std::vector<std::string>{"audit:28: “grade” (choice) does not fit “grade” of “finding” (choice)."});
}

TEST(WorkflowLibrary, EachOfSomePeopleIsAPerson) {
  const auto audit = with(audit_yaml, "for_each: findings, fields: {statement: statement, grade: grade}",
                          "for_each: team, fields: {statement: scope, person: person}");
  EXPECT_EQ(problems_between(audit), std::vector<std::string>{});
}

TEST(WorkflowLibrary, NamesAndCodesTellWorkflowsApart) {
  EXPECT_EQ(problems_between(audit_yaml, with(finding_yaml, "code: FND", "code: AUD")),
            std::vector<std::string>{
                "finding: the workflow “audit” has the code “AUD” too; keys of cases must tell them apart."});
  EXPECT_EQ(problems_between(finding_yaml),
            std::vector<std::string>{"finding: another workflow has the name “finding” too."});
}

}  // namespace

}  // namespace provost::tests
