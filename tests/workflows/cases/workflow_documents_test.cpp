#include "workflows/cases/workflow_documents.hpp"

#include "tests/workflows/cases/cases_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: names of the errors
using documents::Event;

/// The shipped request workflow with another title for its first state.
std::string changed_request(const std::string& from = "title: Open\n", const std::string& to = "title: Received\n") {
  std::string text = request_yaml;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class WorkflowDocumentsTest : public CasesOnBothDatabases {
 protected:
  void SetUp() override {
    CasesOnBothDatabases::SetUp();
    if (!world) return;
    consumer = std::make_unique<cases::WorkflowDocuments>(world->catalogue);
    service = std::make_unique<documents::DocumentService>(
        world->database, world->clock, world->repository, world->references, world->sign_in,
        std::vector<const documents::DocumentConsumer*>{consumer.get()});
  }

  std::string start(const std::string& yaml, const std::string& author = "author") {
    documents::NewDocument document;
    document.type = "workflow";
    document.content.markdown = yaml;
    document.details.approvers = {"approver@example.org"};
    return service->create(world->actor(author), document);
  }

  void save(const std::string& number, const std::string& yaml) {
    documents::DraftChange change;
    change.content.markdown = yaml;
    change.change_description = "Better words";
    service->save_draft(world->actor("author"), number, change);
  }

  void fire(const std::string& number, const std::string& person, Event event,
            std::optional<Day> effective_date = std::nullopt) {
    documents::TransitionRequest request;
    request.event = event;
    request.comment = "Because";
    request.effective_date = effective_date;
    if (event == Event::approve) request.secret = World::password;
    service->transition(world->actor(person), number, request);
  }

  cases::WorkflowVersion newest(const std::string& workflow = "request") {
    const store::ReadSnapshot snapshot(world->database);
    return world->catalogue.newest(snapshot.session(), workflow);
  }

  std::vector<std::string> problems_of(const std::string& yaml) {
    try {
      start(yaml);
    } catch (const Invalid& invalid) {
      std::vector<std::string> messages;
      for (const auto& field : invalid.fields()) messages.push_back(field.field + ": " + field.message);
      return messages;
    }
    return {};
  }

  std::unique_ptr<cases::WorkflowDocuments> consumer;
  std::unique_ptr<documents::DocumentService> service;
};

TEST_P(WorkflowDocumentsTest, AnApprovedChangeTakesEffectForNewCasesAndRunningOnesStay) {
  const auto before = world->open("request", "teacher", {{"what", "Chalk"}});
  const auto number = start(changed_request());
  EXPECT_EQ(number, "WF-001");
  EXPECT_EQ(newest().number, 1);
  fire(number, "author", Event::submit);
  EXPECT_EQ(newest().number, 1) << "a draft changes nothing";
  fire(number, "approver", Event::approve);
  EXPECT_EQ(newest().number, 2);
  EXPECT_EQ(newest().origin, "WF-001 1.0");
  const auto after = world->open("request", "teacher", {{"what", "Chalk"}});
  EXPECT_EQ(world->view_case(before, "teacher").state_title, "Open");
  EXPECT_EQ(world->view_case(after, "teacher").state_title, "Received");
  EXPECT_EQ(world->view(number, "author").shown.title, "Request");
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where << " " << report.first_discrepancy->what;
}

TEST_P(WorkflowDocumentsTest, ALaterEffectiveDateIsTheDayFromWhichNewCasesRunOnIt) {
  const auto number = start(changed_request());
  fire(number, "author", Event::submit);
  fire(number, "approver", Event::approve, parse_day("2026-11-30"));
  EXPECT_EQ(newest().number, 1);
  world->clock.move(std::chrono::hours(24 * 8));
  EXPECT_EQ(service->make_due_versions_effective(), 1U);
  EXPECT_EQ(newest().origin, "WF-001 1.0");
}

TEST_P(WorkflowDocumentsTest, WhatNoLongerFitsOnItsDayHoldsNothingElseUpAndTheOwnerIsToldOnce) {
  const auto number = start(changed_request());
  fire(number, "author", Event::submit);
  fire(number, "approver", Event::approve, parse_day("2026-11-30"));
  std::string item = item_yaml;
  const std::string field = "{name: name, type: text, label: Name}";
  item.replace(item.find(field), field.size(), "{name: label, type: text, label: Name}");
  item.replace(item.find("asks: [name]"), 12, "asks: [label]");
  world->publish(item);
  world->clock.move(std::chrono::hours(24 * 8));
  EXPECT_EQ(service->make_due_versions_effective(), 0U);
  EXPECT_EQ(service->make_due_versions_effective(), 0U);
  EXPECT_EQ(newest().number, 1);
  ASSERT_EQ(world->notices("author").size(), 1U);
  EXPECT_NE(world->notices("author")[0].text.find("could not come into force"), std::string::npos);
}

TEST_P(WorkflowDocumentsTest, ABrokenDefinitionIsRefusedWithItsLineAndLeavesNothing) {
  const auto entries = world->audit_entries();
  const auto unknown = problems_of(changed_request("from: open, to: asked", "from: opne, to: asked"));
  ASSERT_FALSE(unknown.empty());
  EXPECT_EQ(unknown[0].rfind("markdown: Line ", 0), 0U) << unknown[0];
  EXPECT_NE(unknown[0].find("opne"), std::string::npos);
  EXPECT_NE(unknown[0].find("Did you mean “open”?"), std::string::npos);
  EXPECT_FALSE(problems_of("no: workflow").empty());
  EXPECT_FALSE(problems_of("a: &a [1]\nb: [*a, *a, *a]").empty());
  EXPECT_FALSE(problems_of(std::string(5 * 1024 * 1024, 'x')).empty());
  EXPECT_FALSE(problems_of("\xff\xfe").empty());
  EXPECT_EQ(world->audit_entries(), entries);

  const auto number = start(changed_request());
  EXPECT_THROW(save(number, changed_request("from: open, to: asked", "from: opne, to: asked")), Invalid);
  EXPECT_EQ(world->view(number, "author").facts.working->label, (documents::VersionLabel{0, 1}));
}

TEST_P(WorkflowDocumentsTest, WhatOtherWorkflowsNeedMustStay) {
  // The request opens a case of “item” with its field “name”.
  std::string item = item_yaml;
  const std::string field = "{name: name, type: text, label: Name}";
  item.replace(item.find(field), field.size(), "{name: label, type: text, label: Name}");
  item.replace(item.find("asks: [name]"), 12, "asks: [label]");
  const auto problems = problems_of(item);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems[0].find("the workflow “request” would no longer fit"), std::string::npos) << problems[0];
}

TEST_P(WorkflowDocumentsTest, AWorkflowIsHeldByOneDocumentAndKeepsItsName) {
  const auto number = start(changed_request());
  const auto again = problems_of(changed_request("title: Open\n", "title: Begun\n"));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_NE(again[0].find("held by WF-001 already"), std::string::npos);
  EXPECT_THROW(save(number, item_yaml), Invalid);
  const store::ReadSnapshot snapshot(world->database);
  EXPECT_EQ(cases::document_of_workflow(snapshot.session(), "request"), "WF-001");
}

TEST_P(WorkflowDocumentsTest, TheAuthorOfAWorkflowDoesNotApproveIt) {
  documents::NewDocument document;
  document.type = "workflow";
  document.content.markdown = changed_request();
  document.details.approvers = {"second.author@example.org"};
  const auto number = service->create(world->actor("second.author"), document);
  EXPECT_THROW(fire(number, "second.author", Event::submit), Conflict);
  EXPECT_EQ(newest().number, 1);
}

TEST_P(WorkflowDocumentsTest, AnotherWorkflowOfTheOrganisationCannotBeWithdrawnWhileItIsInUse) {
  const auto number = start(changed_request());
  fire(number, "author", Event::submit);
  fire(number, "approver", Event::approve);
  EXPECT_THROW(fire(number, "author", Event::withdraw), Conflict);
  EXPECT_EQ(newest().origin, "WF-001 1.0");
}

PROVOST_ON_BOTH_DATABASES(WorkflowDocumentsTest);

}  // namespace

}  // namespace provost::tests
