#include "workflows/documents/document_service.hpp"

#include <gmock/gmock.h>

#include "tests/workflows/support/world.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"

namespace provost::tests {

using namespace workflows::documents;
using testing::HasSubstr;
using workflows::Conflict;
using workflows::Forbidden;
using workflows::Invalid;
using workflows::NotFound;
using workflows::Stale;

class DocumentServiceTest : public OnBothDatabases {
 protected:
  void save(const std::string& number, const std::string& email, const std::string& markdown) {
    DraftChange change;
    change.content.markdown = markdown;
    change.change_description = "Changed";
    world->documents.save_draft(world->actor(email), number, change);
  }
  TransitionRequest approval(const std::string& secret = World::password) {
    TransitionRequest request;
    request.event = Event::approve;
    request.secret = secret;
    return request;
  }
};
PROVOST_ON_BOTH_DATABASES(DocumentServiceTest);

TEST_P(DocumentServiceTest, GoesFromDraftToForceWithEveryAnswerKept) {
  const std::string markdown = "# Attendance\n\nLearners attend.\n";
  const auto number = world->new_policy(markdown);
  EXPECT_EQ(number, "PO-001");
  EXPECT_EQ(to_text(world->view(number, "author").shown.label), "0.1");
  world->transition(number, "author", Event::submit);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::in_review);
  world->transition(number, "reviewer", Event::review);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::in_approval);
  world->transition(number, "approver", Event::approve);

  const auto view = world->view(number, "teacher");
  EXPECT_EQ(view.shown.state, VersionState::effective);
  EXPECT_EQ(to_text(view.shown.label), "1.0");
  EXPECT_EQ(view.shown.content_sha256, workflows::sha256_hex(markdown));
  const auto& approval = view.sign_offs.back();
  EXPECT_EQ(approval.decision, "approved");
  EXPECT_EQ(approval.printed_name, "approver");
  EXPECT_EQ(approval.role, "Approver");
  EXPECT_EQ(approval.meaning, "I approve this document for use");
  EXPECT_EQ(approval.content_sha256, workflows::sha256_hex(markdown));
  EXPECT_EQ(approval.decided_at, world->clock.now());
  const auto published = world->repository.reference(docs_repo::published_reference);
  EXPECT_EQ(world->repository.entry(*published, "documents/PO-001/content.md")->hex, view.shown.blob_id);
}

TEST_P(DocumentServiceTest, NumbersAreCountedByTypeAndNeverUsedAgain) {
  EXPECT_EQ(world->new_policy(), "PO-001");
  EXPECT_EQ(world->new_policy(), "PO-002");
  world->transition("PO-002", "author", Event::withdraw, "Written by mistake");
  EXPECT_EQ(world->new_policy(), "PO-003");
  NewDocument procedure;
  procedure.type = "procedure";
  procedure.content.markdown = "# Admission\n";
  EXPECT_EQ(world->documents.create(world->actor("author"), procedure), "PR-001");
}

TEST_P(DocumentServiceTest, AnAuthorNeverApprovesTheirOwnVersion) {
  NewDocument document;
  document.type = "policy";
  document.content.markdown = "# Own\n";
  document.details.approvers = {"second.author@example.org"};
  const auto number = world->documents.create(world->actor("second.author"), document);
  EXPECT_THROW(world->transition(number, "second.author", Event::submit), Conflict);
}

TEST_P(DocumentServiceTest, AnAuthorDoesNotApproveAfterTheDraftChangedHands) {
  NewDocument document;
  document.type = "policy";
  document.content.markdown = "# Handed over\n";
  document.details.approvers = {"approver@example.org"};
  const auto number = world->documents.create(world->actor("second.author"), document);
  auto details = document.details;
  details.owner = "author@example.org";
  details.approvers = {"approver@example.org"};
  world->documents.change_details(world->actor("second.author"), number, details, std::nullopt);
  save(number, "author", "# Handed over\n\nRewritten by the new owner.\n");
  details.approvers = {"second.author@example.org"};
  world->documents.change_details(world->actor("author"), number, details, std::nullopt);
  EXPECT_THROW(world->transition(number, "author", Event::submit), Conflict);

  details.approvers = {"approver@example.org"};
  world->documents.change_details(world->actor("author"), number, details, std::nullopt);
  world->transition(number, "author", Event::submit);
  EXPECT_THROW(world->documents.reassign(world->actor("quality"), number, "approver@example.org",
                                         "second.author@example.org", "On leave"),
               Invalid);
  EXPECT_THROW(world->documents.transition(world->actor("second.author"), number, approval()), Forbidden);
}

TEST_P(DocumentServiceTest, AllReviewersAndApproversMustAnswer) {
  NewDocument document;
  document.type = "policy";
  document.content.markdown = "# Shared\n";
  document.details.reviewers = {"reviewer@example.org", "second.reviewer@example.org"};
  document.details.approvers = {"approver@example.org", "second.approver@example.org"};
  const auto number = world->documents.create(world->actor("author"), document);
  world->transition(number, "author", Event::submit);
  EXPECT_THROW(world->documents.transition(world->actor("approver"), number, approval()), Conflict);
  world->transition(number, "reviewer", Event::review);
  EXPECT_THROW(world->transition(number, "reviewer", Event::review), Conflict);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::in_review);
  world->transition(number, "second.reviewer", Event::review);
  world->transition(number, "second.approver", Event::approve);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::in_approval);
  world->transition(number, "approver", Event::approve);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::effective);
}

TEST_P(DocumentServiceTest, AContentChangeVoidsTheApprovalsAndSaysWhy) {
  NewDocument document;
  document.type = "policy";
  document.content.markdown = "# Shared\n";
  document.details.approvers = {"approver@example.org", "second.approver@example.org"};
  const auto number = world->documents.create(world->actor("author"), document);
  world->transition(number, "author", Event::submit);
  world->transition(number, "approver", Event::approve);
  save(number, "author", "# Shared\n\nAnother sentence.\n");

  const auto view = world->view(number, "author");
  EXPECT_EQ(view.shown.state, VersionState::draft);
  EXPECT_EQ(to_text(view.shown.label), "0.2");
  ASSERT_EQ(view.sign_offs.size(), 2U);
  for (const auto& sign_off : view.sign_offs) {
    EXPECT_TRUE(sign_off.voided_at);
    EXPECT_THAT(sign_off.void_reason.value_or(""), HasSubstr("content was changed by author"));
  }
  EXPECT_THROW(world->documents.transition(world->actor("second.approver"), number, approval()), Conflict);
  world->transition(number, "author", Event::submit);
  world->transition(number, "second.approver", Event::approve);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::in_approval);
}

TEST_P(DocumentServiceTest, SendingBackNeedsAReason) {
  const auto number = world->new_policy();
  world->transition(number, "author", Event::submit);
  EXPECT_THROW(world->transition(number, "reviewer", Event::request_changes), Invalid);
  world->transition(number, "reviewer", Event::request_changes, "Say who records attendance.");
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::draft);
  world->transition(number, "author", Event::submit);
  world->transition(number, "reviewer", Event::review);
  EXPECT_THROW(world->transition(number, "approver", Event::reject), Invalid);
  world->transition(number, "approver", Event::reject, "Not in line with the law.");
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::draft);
}

TEST_P(DocumentServiceTest, ALaterEffectiveDateIsWaitedFor) {
  const auto number = world->new_policy();
  world->transition(number, "author", Event::submit);
  world->transition(number, "reviewer", Event::review);
  auto request = approval();
  request.effective_date = workflows::parse_day("2026-12-01");
  world->documents.transition(world->actor("approver"), number, request);
  EXPECT_EQ(world->view(number, "author").shown.state, VersionState::approved);
  EXPECT_THROW(world->view(number, "teacher"), NotFound);
  EXPECT_EQ(world->documents.make_due_versions_effective(), 0U);
  world->clock.move(std::chrono::days(8));
  EXPECT_EQ(world->documents.make_due_versions_effective(), 1U);
  EXPECT_EQ(world->documents.make_due_versions_effective(), 0U);
  EXPECT_EQ(world->view(number, "teacher").shown.state, VersionState::effective);
}

TEST_P(DocumentServiceTest, AnEffectiveDateInThePastIsRefused) {
  const auto number = world->new_policy();
  TransitionRequest request;
  request.effective_date = workflows::parse_day("2026-11-22");
  EXPECT_THROW(world->documents.transition(world->actor("author"), number, request), Invalid);
}

TEST_P(DocumentServiceTest, ARevisionSupersedesInTheSameInstant) {
  const auto number = world->new_policy();
  world->release(number);
  world->transition(number, "author", Event::revise, "The law changed");
  EXPECT_EQ(to_text(world->view(number, "author").shown.label), "1.1");
  EXPECT_EQ(to_text(world->view(number, "teacher").shown.label), "1.0");
  save(number, "author", "# Attendance\n\nLearners attend online or here.\n");
  world->clock.move(std::chrono::hours(1));
  world->release(number);
  const auto view = world->view(number, "auditor");
  EXPECT_EQ(to_text(view.shown.label), "1.1");
  const auto& former = *std::find_if(view.versions.begin(), view.versions.end(),
                                     [](const Version& version) { return to_text(version.label) == "1.0"; });
  EXPECT_EQ(former.state, VersionState::obsolete);
  EXPECT_EQ(former.obsolete_at, view.shown.effective_at);
}

TEST_P(DocumentServiceTest, AMajorRevisionGetsTheNextWholeNumber) {
  const auto number = world->new_policy();
  world->release(number);
  TransitionRequest request;
  request.event = Event::revise;
  request.revision = Revision::major;
  world->documents.transition(world->actor("author"), number, request);
  EXPECT_EQ(to_text(world->view(number, "author").shown.label), "2.0");
  EXPECT_THROW(world->documents.transition(world->actor("author"), number, request), Conflict);
}

TEST_P(DocumentServiceTest, AWrongPasswordSignsNothing) {
  const auto number = world->new_policy();
  world->transition(number, "author", Event::submit);
  world->transition(number, "reviewer", Event::review);
  const auto before = world->view(number, "approver").facts.document.row_version;
  EXPECT_THROW(world->documents.transition(world->actor("approver"), number, approval("not the password")), Forbidden);
  EXPECT_THROW(world->documents.transition(world->actor("approver"), number, approval("")), Invalid);
  EXPECT_EQ(world->view(number, "approver").facts.document.row_version, before);
  EXPECT_EQ(world->view(number, "approver").shown.state, VersionState::in_approval);
}

TEST_P(DocumentServiceTest, ALostUpdateIsRefused) {
  const auto number = world->new_policy();
  DraftChange change;
  change.content.markdown = "# First\n";
  change.change_description = "First";
  change.expected_row_version = world->view(number, "author").facts.document.row_version;
  world->documents.save_draft(world->actor("author"), number, change);
  change.content.markdown = "# Second\n";
  EXPECT_THROW(world->documents.save_draft(world->actor("author"), number, change), Stale);
}

TEST_P(DocumentServiceTest, DraftsAreHiddenFromThoseWhoDoNotWorkOnThem) {
  const auto number = world->new_policy();
  for (const auto* stranger : {"teacher", "second.author", "auditor", "principal"}) {
    EXPECT_THROW(world->view(number, stranger), NotFound) << stranger;
  }
  for (const auto* colleague : {"author", "reviewer", "approver", "quality", "admin"}) {
    EXPECT_NO_THROW(world->view(number, colleague)) << colleague;
  }
}

TEST_P(DocumentServiceTest, StillValidNeedsAReasonAndMovesTheNextReview) {
  const auto number = world->new_policy();
  world->release(number);
  EXPECT_EQ(to_text(*world->view(number, "author").facts.document.next_review), "2027-11-23");
  world->clock.move(std::chrono::days(300));
  EXPECT_THROW(world->transition(number, "author", Event::still_valid), Invalid);
  EXPECT_THROW(world->transition(number, "teacher", Event::still_valid, "fine"), Forbidden);
  world->transition(number, "author", Event::still_valid, "The law is the same.");
  EXPECT_EQ(to_text(*world->view(number, "author").facts.document.next_review), "2028-09-19");
  EXPECT_EQ(world->view(number, "teacher").reviews.front().reason, "The law is the same.");
}

TEST_P(DocumentServiceTest, ADisabledApproverIsReplacedAndPastApprovalsStayReadable) {
  const auto number = world->new_policy();
  world->release(number);
  world->people.disable(workflows::people::Authority::operator_of_data(), "approver@example.org");
  EXPECT_EQ(world->view(number, "teacher").sign_offs.back().printed_name, "approver");
  world->transition(number, "author", Event::revise, "New year");
  EXPECT_THROW(world->transition(number, "author", Event::submit), Conflict);
}

TEST_P(DocumentServiceTest, WithdrawnFromUseItLeavesTheRegisterAndThePublishedTree) {
  const auto number = world->new_policy();
  world->release(number);
  EXPECT_THROW(world->transition(number, "teacher", Event::withdraw, "no"), Forbidden);
  world->transition(number, "quality", Event::withdraw, "Replaced by the national rules");
  EXPECT_THROW(world->view(number, "teacher"), NotFound);
  EXPECT_EQ(world->view(number, "auditor").shown.state, VersionState::obsolete);
  const auto published = world->repository.reference(docs_repo::published_reference);
  EXPECT_FALSE(world->repository.entry(*published, "documents/PO-001/content.md"));
}

TEST_P(DocumentServiceTest, BadContentIsRefusedAndLeavesNothing) {
  const auto entries = world->audit_entries();
  EXPECT_THROW(world->new_policy("# Bad \xff\xfe\n"), Invalid);
  EXPECT_THROW(world->new_policy("---\ntitle: [unclosed\n---\n# Text\n"), Invalid);
  EXPECT_THROW(world->new_policy("   \n"), Invalid);
  EXPECT_THROW(world->new_policy("# " + std::string(10000, 'x') + "\n"), Invalid);
  EXPECT_EQ(world->audit_entries(), entries);
  EXPECT_EQ(world->new_policy(), "PO-001");
}

TEST_P(DocumentServiceTest, StaffMayNotStartDocuments) {
  NewDocument document;
  document.type = "policy";
  document.content.markdown = "# Mine\n";
  EXPECT_THROW(world->documents.create(world->actor("teacher"), document), Forbidden);
}

}  // namespace provost::tests
