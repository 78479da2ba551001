#include "workflows/standards/standard_library.hpp"

#include <gmock/gmock.h>

#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/clauses_elsewhere.hpp"
#include "workflows/standards/document_coverage.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::tests {

namespace {

using namespace workflows;             // NOLINT: names of the errors
using namespace workflows::standards;  // NOLINT: the words of the library
using testing::HasSubstr;

std::string outline(int version, const std::string& title = "Context", const std::string& more = "") {
  return "standard: small\ntitle: Small\nversion: " + std::to_string(version) +
         "\nclauses:\n  - {number: \"1\", title: \"" + title + "\", maintain: true}\n" + more;
}

class StandardLibraryTest : public JourneyOnBothDatabases {
 protected:
  void SetUp() override {
    JourneyOnBothDatabases::SetUp();
    if (world) service = std::make_unique<StandardService>(world->database, world->clock, world->standards);
  }
  std::vector<ImportedPart> import(const std::string& text, const std::string& person = "quality") {
    return service->import(people::Authority::of(world->actor(person)), read_library(text, "small.yaml"), "small.yaml");
  }
  std::string refusal(const std::string& text) {
    try {
      import(text);
      return "";
    } catch (const DomainError& error) {
      return error.what();
    }
  }
  std::vector<PublishedStandard> versions(const std::string& name) {
    const store::ReadSnapshot snapshot(world->database);
    return world->standards.standard_versions(snapshot.session(), name, 100);
  }
  std::unique_ptr<StandardService> service;
};
PROVOST_ON_BOTH_DATABASES(StandardLibraryTest);

TEST_P(StandardLibraryTest, TheStandardsOfTheProgramAreThereOnce) {
  publish_shipped(world->database, world->clock, world->standards);
  const store::ReadSnapshot snapshot(world->database);
  ASSERT_EQ(world->standards.standards(snapshot.session()).size(), 2U);
  ASSERT_EQ(world->standards.mappings(snapshot.session()).size(), 1U);
  EXPECT_EQ(world->standards.standard_versions(snapshot.session(), "iso_21001_2018", 100).size(), 1U);
  const auto mapping = world->standards.find_mapping(snapshot.session(), "iso_21001_2018_to_iso_9001_2015");
  const auto rows_from = [&](const std::string& clause) {
    std::string text;
    for (const auto& row : mapping->content->rows) {
      if (row.from == clause) text += (text.empty() ? "" : " ") + row.to;
    }
    return text;
  };
  EXPECT_EQ(rows_from("8.2.1"), "8.2.2 8.2.3");
  EXPECT_EQ(rows_from("10.1"), "10.2");
  EXPECT_EQ(rows_from("8.5.1.2"), "") << "admission of learners has nothing on the other side";
}

TEST_P(StandardLibraryTest, AnImportAddsAVersionOnlyWhenItRises) {
  EXPECT_TRUE(import(outline(1)).at(0).changed);
  EXPECT_FALSE(import(outline(1)).at(0).changed);
  EXPECT_THAT(refusal(outline(1, "Other")), HasSubstr("Raise the version in the file"));
  EXPECT_TRUE(import(outline(2, "Other")).at(0).changed);
  EXPECT_THAT(refusal(outline(1)), HasSubstr("holds version 2"));
  const auto list = versions("small");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].content->clauses[0].title, "Other");
  EXPECT_EQ(list[0].origin, "small.yaml");
  EXPECT_THAT(differences(*list[1].content, *list[0].content),
              testing::ElementsAre("1 is now called “Other”, and was “Context”."));
  EXPECT_FALSE(verified(*world, world->catalogue).first_discrepancy);
}

TEST_P(StandardLibraryTest, AFileThatNamesNoVersionGetsTheNext) {
  EXPECT_EQ(import("number,title\n1,Context\n").at(0).version, 1);
  EXPECT_FALSE(import("number,title\n1,Context\n").at(0).changed);
  EXPECT_EQ(import("number,title\n1,Other\n").at(0).version, 2);
}

TEST_P(StandardLibraryTest, AMappingToWhatIsNotThereIsRefused) {
  const std::string head = "mapping: m\ntitle: M\nfrom: iso_9001_2015\nto: ";
  EXPECT_THAT(refusal(head + "small\nrows: [{from: \"4.1\", to: \"1\", relationship: equal}]\n"),
              HasSubstr("not in the library"));
  import(outline(1));
  EXPECT_THAT(refusal(head + "small\nrows: [{from: \"4.1\", to: \"7\", relationship: equal}]\n"),
              HasSubstr("not there: 7 of Small"));
  EXPECT_EQ(refusal(head + "small\nrows: [{from: \"4.1\", to: \"1\", relationship: equal}]\n"), "");
}

TEST_P(StandardLibraryTest, AMappingMaySpeakOfClausesByTheirIdentifiers) {
  import(
      "objects:\n  framework:\n    urn: urn:x:risk:framework:small\n    name: Small\n    requirement_nodes:\n"
      "      - {urn: 'urn:x:risk:req_node:small:a.1', ref_id: 'A.1', name: First}\nversion: 1\n");
  import(
      "objects:\n  requirement_mapping_set:\n    urn: urn:x:risk:req_mapping_set:small-to-iso\n    name: Small to ISO\n"
      "    source_framework_urn: urn:x:risk:framework:small\n    target_framework_urn: "
      "urn:x:risk:framework:iso_9001_2015\n"
      "    requirement_mappings:\n      - {source_requirement_urn: 'urn:x:risk:req_node:small:a.1',"
      " target_requirement_urn: 'urn:x:risk:req_node:iso_9001_2015:4.1', relationship: intersect}\nversion: 1\n");
  const store::ReadSnapshot snapshot(world->database);
  const auto mapping = world->standards.find_mapping(snapshot.session(), "small-to-iso");
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->content->rows.at(0), (MappedClause{"A.1", "4.1", Relationship::intersect, ""}));
}

TEST_P(StandardLibraryTest, WhatCannotBeReadBackIsNotTaken) {
  const std::string mapping =
      "mapping: m\nfrom: iso_9001_2015\nto: iso_21001_2018\nrows: [{from: \"4.1\", to: \"4.1\", relationship: "
      "equal}]\n";
  EXPECT_THAT(refusal(mapping + "title: \"a\\_b\"\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(refusal(outline(1) + "provider: \"a\\_b\"\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(
      refusal("standard: small\ntitle: Small\nversion: 9223372036854775807\nclauses: [{number: \"1\", title: x}]\n"),
      HasSubstr("1 000 000"));
  EXPECT_TRUE(versions("small").empty());
}

TEST_P(StandardLibraryTest, AnOwnOutlineWithoutAClauseOfTheShippedMappingHindersNoStart) {
  const auto own = [this] {
    const store::ReadSnapshot snapshot(world->database);
    auto standard = *world->standards.find_standard(snapshot.session(), "iso_9001_2015")->content;
    ++standard.version;
    std::erase_if(standard.clauses, [](const Clause& clause) { return clause.number == "4.1"; });
    return standard;
  }();
  import(as_own_yaml(own));
  {
    auto lease = world->database.borrow();
    lease.session().execute("DELETE FROM library_versions WHERE kind = 'mapping'");
  }
  EXPECT_NO_THROW(publish_shipped(world->database, world->clock, world->standards));
}

TEST_P(StandardLibraryTest, AMappingIsReadFromBothEnds) {
  const store::ReadSnapshot snapshot(world->database);
  auto forwards = clauses_elsewhere(snapshot.session(), world->standards, "iso_21001_2018");
  auto backwards = clauses_elsewhere(snapshot.session(), world->standards, "iso_9001_2015");
  ASSERT_EQ(forwards["8.2.1"].size(), 2U);
  EXPECT_EQ(forwards["8.2.1"][0].relationship, Relationship::superset);
  ASSERT_EQ(backwards["8.2.2"].size(), 1U);
  EXPECT_EQ(backwards["8.2.2"][0].number, "8.2.1");
  EXPECT_EQ(backwards["8.2.2"][0].standard_title, "ISO 21001:2018");
  EXPECT_EQ(backwards["8.2.2"][0].relationship, Relationship::subset);
  EXPECT_EQ(backwards["4.1"][0].relationship, Relationship::equal);
  EXPECT_TRUE(forwards["8.5.1.2"].empty());
}

TEST_P(StandardLibraryTest, ABrokenFileLeavesNothing) {
  const auto before = world->audit_entries();
  EXPECT_THAT(refusal(outline(1, "Context", "  - {number: \"1\", title: Again}\n")), HasSubstr("twice"));
  EXPECT_EQ(world->audit_entries(), before);
  EXPECT_TRUE(versions("small").empty());
}

TEST_P(StandardLibraryTest, OnlyQualityManagersAndAdministratorsImport) {
  EXPECT_THROW(import(outline(1), "teacher"), Forbidden);
  EXPECT_THROW(import(outline(1), "auditor"), Forbidden);
  EXPECT_NO_THROW(import(outline(1), "admin"));
}

TEST_P(StandardLibraryTest, AnOrganisationsOwnVersionIsNotReplacedByTheProgram) {
  const store::ReadSnapshot snapshot(world->database);
  auto own = *world->standards.find_standard(snapshot.session(), "iso_9001_2015")->content;
  ++own.version;
  own.clauses[0].title = "Ours";
  import(as_own_yaml(own));
  publish_shipped(world->database, world->clock, world->standards);
  EXPECT_EQ(versions("iso_9001_2015").at(0).content->clauses[0].title, "Ours");
}

TEST_P(StandardLibraryTest, ADocumentInForceCoversTheClausesItNames) {
  documents::NewDocument document;
  document.type = "policy";
  document.content.markdown = "# Scope\n\nEverything.\n";
  document.details.reviewers = {"reviewer@example.org"};
  document.details.approvers = {"approver@example.org"};
  document.details.clauses = {"4.3", "ISO 21001:2018 5.2.2", "ISO 27001:2022 8.2.3"};
  document.details.classification = "confidential";
  const auto number = world->documents.create(world->actor("author"), document);
  const auto row = [&](const std::string& person, const std::string& clause) {
    const store::ReadSnapshot snapshot(world->database);
    const auto standard = world->standards.find_standard(snapshot.session(), "iso_21001_2018");
    const auto coverage = read_document_coverage(snapshot.session(), world->actor(person), *standard->content);
    for (const auto& one : coverage.clauses) {
      if (one.clause->number == clause) {
        return std::string(one.covered ? "covered" : "not covered") + (one.missing ? ", missing" : "") + ", " +
               std::to_string(one.documents.size()) + " shown, " + std::to_string(coverage.mandatory_missing);
      }
    }
    return std::string("no such clause");
  };
  const auto all = row("quality", "4.3");
  EXPECT_EQ(all, "not covered, missing, 1 shown, " + all.substr(all.rfind(' ') + 1));
  world->release(number);
  const auto missing_before = std::stoi(all.substr(all.rfind(' ') + 1));
  EXPECT_EQ(row("quality", "4.3"), "covered, 1 shown, " + std::to_string(missing_before - 2));
  EXPECT_EQ(row("quality", "5.2.2"), "covered, 1 shown, " + std::to_string(missing_before - 2));
  EXPECT_TRUE(row("quality", "8.2.3").starts_with("not covered, missing")) << "that clause is another standard's";
  EXPECT_EQ(row("teacher", "4.3"), "covered, 0 shown, " + std::to_string(missing_before - 2))
      << "a confidential document covers the clause for everybody and is shown to few";
  EXPECT_EQ(row("quality", "4.1"), "not covered, 0 shown, " + std::to_string(missing_before - 2))
      << "this clause asks for no document";
}

/// Changes that people make on pages, one at a time.
class LibraryChangesTest : public StandardLibraryTest {
 protected:
  void SetUp() override {
    StandardLibraryTest::SetUp();
    if (world) publish_shipped(world->database, world->clock, world->standards);
  }
  template <typename Change>
  std::int64_t change(const std::string& name, const Change& change, const std::string& person = "quality") {
    return service->change(people::Authority::of(world->actor(person)), name, change);
  }
  Standard newest(const std::string& name = "iso_21001_2018") {
    const store::ReadSnapshot snapshot(world->database);
    return *world->standards.find_standard(snapshot.session(), name)->content;
  }
  Mapping mapping() {
    const store::ReadSnapshot snapshot(world->database);
    return *world->standards.find_mapping(snapshot.session(), "iso_21001_2018_to_iso_9001_2015")->content;
  }
  ClauseChange clause_change(const std::string& number, const std::string& asks) {
    const auto standard = newest();
    ClauseChange change{ChangeKind::change, number, *standard.find(number), standard.version, "It misled."};
    change.clause.asks = asks;
    return change;
  }
};
PROVOST_ON_BOTH_DATABASES(LibraryChangesTest);

TEST_P(LibraryChangesTest, AChangedClauseIsANewVersionWithItsMakerAndReason) {
  const auto before = newest();
  EXPECT_EQ(change("iso_21001_2018", clause_change("4.3", "Write the scope down.")), before.version + 1);
  const auto after = newest();
  EXPECT_EQ(after.find("4.3")->asks, "Write the scope down.");
  EXPECT_EQ(after.clauses.size(), before.clauses.size());
  EXPECT_THAT(differences(before, after), testing::ElementsAre(HasSubstr("is put in other words")));
  EXPECT_EQ(versions("iso_21001_2018").front().origin, world->actor("quality").name + ": It misled.");
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(LibraryChangesTest, TwoPeopleChangeDifferentClausesAndNotTheSameOne) {
  const auto first = clause_change("4.3", "First.");
  const auto second = clause_change("4.4", "Second.");
  const auto third = clause_change("4.3", "Third.");
  change("iso_21001_2018", first);
  change("iso_21001_2018", second, "admin");
  EXPECT_THROW(change("iso_21001_2018", third), Conflict);
  EXPECT_EQ(newest().find("4.3")->asks, "First.");
  EXPECT_EQ(newest().find("4.4")->asks, "Second.");
  auto unknown_version = clause_change("4.3", "Fourth.");
  unknown_version.version = 1'000;
  EXPECT_THROW(change("iso_21001_2018", unknown_version), Conflict);
}

TEST_P(LibraryChangesTest, NothingChangesForNothingOrForThoseWhoMayNot) {
  const auto same = clause_change("4.3", newest().find("4.3")->asks);
  const auto entries = world->audit_entries();
  EXPECT_EQ(change("iso_21001_2018", same), newest().version);
  EXPECT_THROW(change("iso_21001_2018", clause_change("4.3", "Mine."), "author"), Forbidden);
  auto no_reason = clause_change("4.3", "New.");
  no_reason.reason = " ";
  EXPECT_THROW(change("iso_21001_2018", no_reason), Invalid);
  auto no_title = clause_change("4.3", "New.");
  no_title.clause.title = "";
  EXPECT_THROW(change("iso_21001_2018", no_title), Invalid);
  EXPECT_THROW(change("nothing", clause_change("4.3", "New.")), NotFound);
  EXPECT_EQ(world->audit_entries(), entries);
}

TEST_P(LibraryChangesTest, AClauseIsAddedAfterAnotherAndRemovedWhenNoMappingNamesIt) {
  const auto standard = newest();
  ClauseChange add{ChangeKind::add,
                   "4.3",
                   {"4.3.1", "Branches", "Name the branches.", true, false, true, ""},
                   standard.version,
                   "We have branches."};
  change("iso_21001_2018", add);
  const auto after = newest();
  const auto at = static_cast<std::size_t>(after.find("4.3.1") - after.clauses.data());
  EXPECT_EQ(after.clauses[at - 1].number, "4.3");
  add.version = after.version;
  EXPECT_THROW(change("iso_21001_2018", add), Invalid) << "a number stands once";
  change("iso_21001_2018", ClauseChange{ChangeKind::remove, "4.3.1", {}, after.version, "No more."});
  EXPECT_EQ(newest().find("4.3.1"), nullptr);
  EXPECT_THROW(change("iso_21001_2018", ClauseChange{ChangeKind::remove, "4.3", {}, newest().version, "Gone."}),
               Invalid)
      << "the mapping names it";
}

TEST_P(LibraryChangesTest, ARowOfAMappingIsCorrectedAddedAndRemoved) {
  const auto name = mapping().name;
  const auto version = mapping().version;
  const auto row_change = [&](ChangeKind kind, const MappedClause& row, std::int64_t seen) {
    return RowChange{kind, row, seen, "Our auditor said so."};
  };
  using enum Relationship;
  EXPECT_EQ(change(name, row_change(ChangeKind::change, {"4.3", "4.3", intersect, "Auditor"}, version)), version + 1);
  EXPECT_THROW(change(name, row_change(ChangeKind::change, {"4.3", "4.3", subset, ""}, version)), Conflict);
  change(name, row_change(ChangeKind::add, {"8.5.1.2", "8.2.1", intersect, ""}, version));
  EXPECT_THROW(change(name, row_change(ChangeKind::add, {"8.5.1.2", "99", equal, ""}, version)), Invalid);
  EXPECT_THROW(change(name, row_change(ChangeKind::add, {"4.3", "4.3", equal, ""}, version)), Invalid);
  change(name, row_change(ChangeKind::remove, {"8.5.1.2", "8.2.1", equal, ""}, mapping().version));
  const store::ReadSnapshot snapshot(world->database);
  const auto list = world->standards.mapping_versions(snapshot.session(), name, 100);
  ASSERT_EQ(list.size(), 4U);
  EXPECT_THAT(differences(*list[3].content, *list[2].content),
              testing::ElementsAre(HasSubstr("is now “intersect”"), HasSubstr("another reason")));
  EXPECT_THAT(differences(*list[2].content, *list[1].content),
              testing::ElementsAre(HasSubstr("New: from 8.5.1.2 to 8.2.1")));
  EXPECT_THAT(differences(*list[1].content, *list[0].content), testing::ElementsAre(HasSubstr("Gone: from 8.5.1.2")));
}

}  // namespace

}  // namespace provost::tests
