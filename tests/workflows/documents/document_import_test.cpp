#include "workflows/documents/document_import.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "tests/workflows/support/verified.hpp"
#include "tests/workflows/support/world.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/imported_links.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

using namespace workflows::documents;
using testing::HasSubstr;

class DocumentImportTest : public OnBothDatabases {
 protected:
  ImportReport import(bool effective = false, bool history = false, bool dry_run = false) {
    ImportRequest request;
    request.path = source();
    request.type = "policy";
    request.owner = "quality@example.org";
    request.effective = effective;
    request.history = history;
    request.dry_run = dry_run;
    return world->importer.run(workflows::people::Authority::operator_of_data(), request,
                               [](const auto&, auto, auto) {});
  }
  std::filesystem::path source() const { return world->folder.path() / "source"; }
  void write(const std::string& path, const std::string& content) { write_file(source() / path, content); }
  std::string content_of(const std::string& number) {
    const auto view = world->view(number, "quality");
    return world->repository.read_blob(docs_repo::ObjectId{view.shown.blob_id});
  }
  std::string discrepancy() {
    const auto report = verified(*world);
    return report.first_discrepancy ? report.first_discrepancy->where + ": " + report.first_discrepancy->what : "";
  }
};
PROVOST_ON_BOTH_DATABASES(DocumentImportTest);

TEST_P(DocumentImportTest, FilesBecomeNumberedDraftsWithTheirLinksRewritten) {
  write("a.md",
        "---\ntitle: Admission policy\nowner: somebody\n---\nSee [safety](sub/b.md#when) and [web](https://x.org).\n");
  write("sub/b.md", "# Safety policy\n\nBack to [admission](../a.md).\n");
  const auto report = import();
  EXPECT_EQ(report.count(ImportOutcome::added), 2U);
  EXPECT_EQ(report.count(ImportOutcome::skipped), 0U);
  EXPECT_EQ(world->view("PO-001", "quality").shown.title, "Admission policy");
  EXPECT_EQ(world->view("PO-002", "quality").shown.title, "Safety policy");
  EXPECT_EQ(world->view("PO-001", "quality").shown.state, VersionState::draft);
  EXPECT_EQ(to_text(world->view("PO-001", "quality").shown.label), "0.1");
  EXPECT_EQ(content_of("PO-001"),
            "---\ntitle: Admission policy\nowner: somebody\n---\nSee [safety](/documents/PO-002#when) and "
            "[web](https://x.org).\n");
  EXPECT_EQ(content_of("PO-002"), "# Safety policy\n\nBack to [admission](/documents/PO-001).\n");
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(DocumentImportTest, LinksToFilesThatCameLaterLeadThereWhenRead) {
  const std::string text = "# Admission policy\n\nSee [safety](sub/b.md#when) and [nothing](c.md).\n";
  write("a.md", text);
  import(true);
  write("sub/b.md", "# Safety policy\n\nTake care.\n");
  import(true);
  EXPECT_EQ(content_of("PO-001"), text) << "what is in force stays as it is";
  const auto id = world->view("PO-001", "quality").facts.document.id;
  const workflows::store::ReadSnapshot snapshot(world->database);
  EXPECT_EQ(with_links_to_later_imports(snapshot.session(), id, text),
            "# Admission policy\n\nSee [safety](/documents/PO-002#when) and [nothing](c.md).\n");
}

TEST_P(DocumentImportTest, EffectiveOnesAreInForceAndMarkedAsLegacy) {
  write("a.md", "# Admission policy\n\nEverybody is welcome.\n");
  import(true);
  const auto view = world->view("PO-001", "teacher");
  EXPECT_EQ(view.shown.state, VersionState::effective);
  EXPECT_EQ(to_text(view.shown.label), "1.0");
  EXPECT_TRUE(view.shown.legacy);
  RegisterQuery query;
  query.search = "welcome";
  const workflows::store::ReadSnapshot snapshot(world->database);
  EXPECT_EQ(
      read_register(snapshot.session(), world->actor("teacher"), query, *workflows::parse_day("2026-11-23")).total, 1);
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(DocumentImportTest, ASecondImportChangesOnlyWhatChanged) {
  write("a.md", "# A\n");
  write("b.md", "# B\n");
  import();
  const auto entries = world->audit_entries();
  EXPECT_EQ(import().count(ImportOutcome::unchanged), 2U);
  EXPECT_EQ(world->audit_entries(), entries);
  write("b.md", "# B\n\nMore.\n");
  write("c.md", "# C\n");
  const auto report = import();
  EXPECT_EQ(report.count(ImportOutcome::unchanged), 1U);
  EXPECT_EQ(report.count(ImportOutcome::changed), 1U);
  EXPECT_EQ(report.count(ImportOutcome::added), 1U);
  EXPECT_EQ(content_of("PO-002"), "# B\n\nMore.\n");
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(DocumentImportTest, AChangedFileRevisesADocumentInForce) {
  write("a.md", "# A\n");
  import(true);
  write("a.md", "# A\n\nNew.\n");
  import(true);
  EXPECT_EQ(to_text(world->view("PO-001", "teacher").shown.label), "1.1");
  write("a.md", "# A\n\nNewer.\n");
  import(false);
  EXPECT_EQ(to_text(world->view("PO-001", "teacher").shown.label), "1.1");
  EXPECT_EQ(to_text(world->view("PO-001", "quality").shown.label), "1.2");
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(DocumentImportTest, ADryRunChangesNothing) {
  write("a.md", "# A\n");
  const auto entries = world->audit_entries();
  const auto report = import(false, false, true);
  EXPECT_EQ(report.count(ImportOutcome::added), 1U);
  EXPECT_EQ(report.files.front().number, "PO-001");
  EXPECT_EQ(world->audit_entries(), entries);
  EXPECT_THROW(world->view("PO-001", "quality"), workflows::NotFound);
}

TEST_P(DocumentImportTest, ABadFileIsNamedAndTheRestArrives) {
  write("good.md", "# Good\n");
  write("bad.md", "# Bad \xff\n");
  write("broken.md", "---\ntitle: [unclosed\n---\n# Text\n");
  write("empty.md", "");
  const auto report = import();
  EXPECT_EQ(report.count(ImportOutcome::added), 1U);
  EXPECT_EQ(report.count(ImportOutcome::skipped), 3U);
  for (const auto& file : report.files) {
    if (file.outcome != ImportOutcome::skipped) continue;
    EXPECT_NE(file.problem, "") << file.path;
  }
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(DocumentImportTest, AnotherImportWaitsForAVersionUnderReview) {
  write("a.md", "# A\n");
  import();
  auto details = DocumentDetails{};
  details.owner = "quality@example.org";
  details.reviewers = {"reviewer@example.org"};
  details.approvers = {"approver@example.org"};
  world->documents.change_details(world->actor("quality"), "PO-001", details, std::nullopt);
  world->transition("PO-001", "quality", Event::submit);
  write("a.md", "# A\n\nChanged.\n");
  const auto report = import();
  EXPECT_EQ(report.count(ImportOutcome::skipped), 1U);
  EXPECT_THAT(report.files.front().problem, HasSubstr("under review"));
  EXPECT_EQ(content_of("PO-001"), "# A\n");
}

TEST_P(DocumentImportTest, AGitHistoryBecomesTheEarlierVersions) {
  std::filesystem::create_directories(source());
  const auto git = [this](const std::string& arguments, const std::string& date) {
    const auto command = "cd '" + source().string() + "' && GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_DATE='" + date +
                         "' GIT_COMMITTER_DATE='" + date +
                         "' git -c user.name='Mary Smith' -c user.email=mary@example.org " + arguments +
                         " > /dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << arguments;
  };
  git("init -q", "2024-01-01T00:00:00Z");
  write("a.md", "# A\n\nFirst.\n");
  git("add .", "2024-01-01T00:00:00Z");
  git("commit -q -m 'First text'", "2024-01-01T00:00:00Z");
  write("a.md", "# A\n\nSecond.\n");
  git("commit -q -a -m 'Second text'", "2025-02-03T04:05:06Z");
  import(true, true);
  const auto view = world->view("PO-001", "quality");
  ASSERT_EQ(view.versions.size(), 2U);
  EXPECT_EQ(to_text(view.versions[0].label), "1.0");
  EXPECT_EQ(to_text(view.versions[1].label), "0.1");
  EXPECT_THAT(view.versions[1].author_names, HasSubstr("Mary Smith"));
  EXPECT_EQ(to_text(view.versions[1].created_at), "2024-01-01T00:00:00.000Z");
  EXPECT_THAT(view.versions[1].change_description, HasSubstr("First text"));
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(DocumentImportTest, AnUnknownOwnerTypeOrPathIsRefused) {
  write("a.md", "# A\n");
  ImportRequest request;
  request.path = source();
  request.type = "poem";
  request.owner = "quality@example.org";
  const auto run = [&] {
    return world->importer.run(workflows::people::Authority::operator_of_data(), request,
                               [](const auto&, auto, auto) {});
  };
  EXPECT_THROW(run(), workflows::Invalid);
  request.type = "policy";
  request.owner = "nobody@example.org";
  EXPECT_THROW(run(), workflows::Invalid);
  request.owner = "quality@example.org";
  request.path = source() / "missing";
  EXPECT_THROW(run(), workflows::Invalid);
}

TEST_P(DocumentImportTest, EveryRealPolicyArrives) {
  const std::filesystem::path corpus =
      std::filesystem::path(PROVOST_SOURCE_DIR).parent_path() / "shared/corpus/site-policy/Policies";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "the corpus of real policies is not on this machine";
  ImportRequest request;
  request.path = corpus;
  request.type = "policy";
  request.owner = "quality@example.org";
  const auto report =
      world->importer.run(workflows::people::Authority::operator_of_data(), request, [](const auto&, auto, auto) {});
  EXPECT_EQ(report.count(ImportOutcome::added), 57U);
  EXPECT_EQ(report.count(ImportOutcome::skipped), 0U);
  EXPECT_EQ(discrepancy(), "");
}

/// Imports of an organisation's own master list, with and without files beside it.
class ListedImportTest : public DocumentImportTest {
 protected:
  ImportReport import_list(const std::string& rows, bool files = true, bool dry_run = false) {
    write_file(world->folder.path() / "list.csv",
               "code,title,type,process,version,state,next review,process owner\n" + rows);
    ImportRequest request;
    if (files) request.path = source();
    request.list = world->folder.path() / "list.csv";
    request.type = "procedure";
    request.owner = "quality@example.org";
    request.dry_run = dry_run;
    return world->importer.run(workflows::people::Authority::operator_of_data(), request,
                               [](const auto&, auto, auto) {});
  }
  static const ImportedFile& row(const ImportReport& report, const std::string& code) {
    for (const auto& file : report.files) {
      if (file.path == code) return file;
    }
    throw std::runtime_error("no row " + code);
  }
};
PROVOST_ON_BOTH_DATABASES(ListedImportTest);

TEST_P(ListedImportTest, DocumentsKeepTheirCodesVersionsOwnersAndReviews) {
  write("QP-4-01 Complaints.md", "# Something else\n\nSee [the form](FM-9.md).\n");
  write("FM-9.md", "# Form\n");
  const auto report = import_list(
      "QP 4/01,Complaints,Procedure,Feedback; Support,3.2,effective,2027-05-31,teacher@example.org\n"
      "FM-9,Complaint form,Form,,,draft,,\n");
  EXPECT_EQ(report.count(ImportOutcome::added), 2U);
  EXPECT_EQ(report.count(ImportOutcome::skipped), 0U);
  const auto view = world->view("QP-4-01", "teacher");
  EXPECT_EQ(view.shown.title, "Complaints");
  EXPECT_EQ(view.shown.state, VersionState::effective);
  EXPECT_EQ(to_text(view.shown.label), "3.2");
  EXPECT_TRUE(view.shown.legacy);
  EXPECT_EQ(view.facts.document.type, "procedure");
  EXPECT_EQ(view.facts.document.owner_id, world->actor("teacher").person_id);
  EXPECT_EQ(view.facts.document.processes, (std::vector<std::string>{"Feedback", "Support"}));
  EXPECT_EQ(to_text(*view.facts.document.next_review), "2027-05-31");
  EXPECT_THAT(content_of("QP-4-01"), HasSubstr("(/documents/FM-9)"));
  EXPECT_EQ(world->view("FM-9", "quality").shown.state, VersionState::draft);
  EXPECT_EQ(to_text(world->view("FM-9", "quality").shown.label), "0.1");
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(ListedImportTest, ARowWithoutAFileWaitsAsADraftAndTakesTheFileThatComesLater) {
  const std::string rows = "QP-1,Complaints,,,2.0,in force,2027-05-31,\n";
  const auto first = import_list(rows, false);
  EXPECT_THAT(row(first, "QP-1").remarks.at(0), HasSubstr("No file came"));
  EXPECT_EQ(world->view("QP-1", "quality").shown.state, VersionState::draft);
  EXPECT_EQ(import_list(rows, false).count(ImportOutcome::unchanged), 1U);
  write("QP-1.md", "# Complaints\n\nListen first.\n");
  EXPECT_EQ(import_list(rows).count(ImportOutcome::changed), 1U);
  const auto view = world->view("QP-1", "teacher");
  EXPECT_EQ(view.shown.state, VersionState::effective);
  EXPECT_EQ(to_text(view.shown.label), "2.0");
  EXPECT_FALSE(view.facts.document.working_version_id);
  EXPECT_EQ(to_text(*view.facts.document.next_review), "2027-05-31");
  EXPECT_THAT(content_of("QP-1"), HasSubstr("Listen first."));
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(ListedImportTest, AnObsoleteDocumentStaysReadableAsObsolete) {
  write("QP-1.md", "# Old\n");
  const auto report = import_list("QP-1,Old,,,2.0,obsolete,,\nQP-2,Older,,,,obsolete,,\n");
  EXPECT_THAT(row(report, "QP-2").problem, HasSubstr("nothing to keep"));
  EXPECT_EQ(world->view("QP-1", "quality").shown.state, VersionState::obsolete);
  EXPECT_THROW(world->view("QP-1", "teacher"), workflows::DomainError);
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(ListedImportTest, ALaterListNeitherBreaksWhatIsInForceNorWhatIsNoLongerInUse) {
  write("QP-1.md", "# One\n");
  write("QP-2.md", "# Two\n");
  import_list("QP-1,One,,,1.0,effective,,\nQP-2,Two,,,1.0,obsolete,,\n");
  write("QP-1.md", "# One\n\nNew.\n");
  write("QP-2.md", "# Two\n\nNew.\n");
  const auto report = import_list("QP-1,One,,,1.0,obsolete,,\nQP-2,Two,,,1.0,effective,,\nQP-3,Three,,,,,,\n");
  EXPECT_THAT(row(report, "QP-1").problem, HasSubstr("Withdraw it from use on its page"));
  EXPECT_THAT(row(report, "QP-2").problem, HasSubstr("no longer in use here"));
  EXPECT_EQ(report.count(ImportOutcome::added), 1U) << "the rest arrives";
  EXPECT_EQ(world->view("QP-1", "quality").shown.state, VersionState::effective);
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(ListedImportTest, AnImportedDraftIsNoTextThatWaits) {
  write("QP-1.md", "# One\n");
  import_list("QP-1,One,,,,draft,,\n");
  write("QP-1.md", "# One\n\nNew.\n");
  EXPECT_THAT(row(import_list("QP-1,One,,,2.0,effective,,\n"), "QP-1").problem, HasSubstr("is being worked on"));
}

TEST_P(ListedImportTest, NothingIsGuessedWhereTheListLeavesADoubt) {
  write("QP-1.md", "# One\n");
  write("QP-1.txt", "One");
  write("stray.md", "# Stray\n");
  const auto report = import_list("QP-1,One,,,,,,\nQP-2,Two,SOP,,,,,Nobody Known\n");
  EXPECT_THAT(row(report, "QP-1").problem, HasSubstr("Several files"));
  EXPECT_THAT(row(report, "stray.md").problem, HasSubstr("no document for this file"));
  EXPECT_THAT(row(report, "QP-2").remarks, testing::Contains(HasSubstr("Nobody here is “Nobody Known”")));
  EXPECT_EQ(world->view("QP-2", "quality").facts.document.owner_id, world->actor("quality").person_id);
  EXPECT_EQ(world->view("QP-2", "quality").facts.document.type, "procedure");
}

TEST_P(ListedImportTest, NumbersGivenLaterPassOverCodesThatLookTheSame) {
  write("a.md", "# A\n");
  import();
  const auto report =
      import_list("PO-001,Taken,policy,,,,,\nPO-002,Ours,policy,,,,,\nPO-003,Ours too,procedure,,,,,\n", false);
  EXPECT_THAT(row(report, "PO-001").problem, HasSubstr("already"));
  EXPECT_EQ(report.count(ImportOutcome::added), 2U);
  write("b.md", "# B\n");
  import();
  EXPECT_EQ(world->view("PO-004", "quality").shown.title, "B");
  EXPECT_EQ(discrepancy(), "");
}

TEST_P(ListedImportTest, ADryRunOfAListChangesNothing) {
  const auto entries = world->audit_entries();
  EXPECT_EQ(import_list("QP-1,One,,,,,,\n", false, true).count(ImportOutcome::added), 1U);
  EXPECT_EQ(world->audit_entries(), entries);
  EXPECT_THROW(import_list("", false), workflows::Invalid);
}

}  // namespace provost::tests
