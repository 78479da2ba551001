#include "workflows/standards/library_formats.hpp"

#include <gmock/gmock.h>

#include "workflows/embedded_files.hpp"

namespace provost::tests {

namespace {

using namespace workflows::standards;  // NOLINT: the words of the library
using testing::ElementsAre;
using testing::HasSubstr;

Standard sound(std::string_view text, const std::string& file = "outline.csv") {
  const auto library = read_library(text, file);
  EXPECT_TRUE(library.problems.empty()) << library.problems.front().message;
  EXPECT_EQ(library.standards.size(), 1U);
  return library.standards.empty() ? Standard{} : library.standards.front();
}

std::string first_problem(std::string_view text, const std::string& file = "outline.csv") {
  const auto library = read_library(text, file);
  return library.problems.empty() ? "" : workflows::engine::to_text(library.problems.front(), "f");
}

constexpr auto small_yaml = R"(standard: small_2026
title: "Small: 2026"
version: 2
clauses:
  - {number: "4", title: "Context", assessable: false}
  - {number: "4.1", title: "Say \"why\"", asks: "Know\nwhy.", maintain: true}
  - {number: "4.2", title: "Records", retain: true}
)";

TEST(LibraryFormats, OwnYamlComesBackAsItWas) {
  const auto standard = sound(small_yaml);
  EXPECT_EQ(standard.name, "small_2026");
  EXPECT_EQ(standard.version, 2);
  ASSERT_EQ(standard.clauses.size(), 3U);
  EXPECT_FALSE(standard.clauses[0].assessable);
  EXPECT_TRUE(standard.clauses[1].maintain);
  EXPECT_EQ(standard.clauses[1].title, "Say \"why\"");
  EXPECT_EQ(sound(as_own_yaml(standard)), standard);
}

TEST(LibraryFormats, EverythingThatIsShippedIsSoundAndComesBackAsItWas) {
  int standards = 0;
  int mappings = 0;
  for (const auto& path : workflows::embedded_file_names()) {
    if (!path.starts_with("standards/")) continue;
    const auto library = read_library(*workflows::find_embedded_file(path), path);
    EXPECT_TRUE(library.problems.empty()) << path << ": " << library.problems.front().message;
    for (const auto& standard : library.standards) {
      EXPECT_EQ(sound(as_own_yaml(standard)), standard);
      for (const auto& clause : standard.clauses) EXPECT_EQ(clause.asks.empty(), !clause.assessable) << clause.number;
      ++standards;
    }
    for (const auto& mapping : library.mappings) {
      EXPECT_EQ(read_library(as_own_yaml(mapping), "m").mappings.at(0), mapping);
      ++mappings;
    }
  }
  EXPECT_EQ(standards, 2);
  EXPECT_EQ(mappings, 1);
}

TEST(LibraryFormats, OwnYamlSaysWhatIsWrongAndWhere) {
  EXPECT_THAT(first_problem("standard: a\ntitle: A\nclauses:\n  - {number: \"1\", titel: x}\n"), HasSubstr("f:4:"));
  EXPECT_THAT(first_problem("standard: a\ntitle: A\nclauses: []\n"), HasSubstr("has no clauses"));
  EXPECT_THAT(first_problem("standard: a\ntitle: A\nclauses: [{number: \"1\", title: x}, {number: \"1\", title: y}]\n"),
              HasSubstr("the clause 1 stands there twice."));
  EXPECT_THAT(first_problem("standard: A B\ntitle: A\nclauses: [{number: \"1\", title: x}]\n"),
              HasSubstr("the name of a standard"));
  EXPECT_THAT(first_problem("standard: a\ntitle: &x A\nclauses: [*x]\n"), HasSubstr("anchors and aliases"));
  EXPECT_THAT(
      first_problem("mapping: m\ntitle: M\nfrom: a\nto: b\nrows: [{from: \"1\", to: \"1\", relationship: near}]\n"),
      HasSubstr("not “near”"));
}

constexpr auto ciso_yaml = R"(urn: urn:intuitem:risk:library:test
locale: en
ref_id: TEST
name: Test library
version: 3
provider: Somebody
objects:
  frameworks:
    - urn: urn:intuitem:risk:framework:test-2026
      ref_id: TEST-2026
      name: Test 2026
      requirement_nodes:
        - urn: urn:intuitem:risk:req_node:test-2026:1
          assessable: false
          depth: 1
          ref_id: '1'
          name: Part one
        - urn: urn:intuitem:risk:req_node:test-2026:1.1
          assessable: true
          depth: 2
          parent_urn: urn:intuitem:risk:req_node:test-2026:1
          description: Do the thing
  requirement_mapping_sets:
    - urn: urn:intuitem:risk:req_mapping_set:test-to-other
      ref_id: test-to-other
      name: Test to other
      source_framework_urn: urn:intuitem:risk:framework:test-2026
      target_framework_urn: urn:intuitem:risk:framework:other
      requirement_mappings:
        - {source_requirement_urn: 'urn:intuitem:risk:req_node:test-2026:1.1', target_requirement_urn: 'urn:x:req_node:other:a.1', relationship: subset, rationale: because}
        - {source_requirement_urn: 'urn:intuitem:risk:req_node:test-2026:1.1', target_requirement_urn: 'urn:x:req_node:other:a.2', relationship: not_related}
)";

TEST(LibraryFormats, CisoAssistantLibrariesAreRead) {
  const auto library = read_library(ciso_yaml, "test.yaml");
  ASSERT_TRUE(library.problems.empty()) << library.problems.front().message;
  const auto& standard = library.standards.at(0);
  EXPECT_EQ(standard.name, "test-2026");
  EXPECT_EQ(standard.title, "Test 2026");
  EXPECT_EQ(standard.version, 3);
  EXPECT_EQ(standard.provider, "Somebody");
  ASSERT_EQ(standard.clauses.size(), 2U);
  EXPECT_FALSE(standard.clauses[0].assessable);
  EXPECT_EQ(standard.clauses[1].number, "1.1") << "from the URN, as there is no ref_id";
  EXPECT_EQ(standard.clauses[1].title, "Do the thing");
  const auto& mapping = library.mappings.at(0);
  EXPECT_EQ(mapping.from, "test-2026");
  EXPECT_EQ(mapping.to, "other");
  EXPECT_THAT(mapping.rows, ElementsAre(MappedClause{"1.1", "a.1", Relationship::subset, "because"}));
}

TEST(LibraryFormats, SectionsThatNumberFromOneEachAreKeptApart) {
  const auto standard = sound(R"(objects:
  framework:
    urn: urn:x:risk:framework:annex
    name: "Annex\_A"
    requirement_nodes:
      - {urn: 'urn:x:req_node:annex:a.1', ref_id: '1', name: "Caf\xe9 \_ one"}
      - {urn: 'urn:x:req_node:annex:b.1', ref_id: '1', name: Two}
      - {urn: 'urn:x:req_node:annex:part:1', ref_id: '1', name: Three}
      - {urn: 'urn:x:req_node:annex:b.1', ref_id: '1', name: Four}
)");
  EXPECT_EQ(standard.title, "Annex A") << "yaml-cpp makes a byte of this escape that is no UTF-8";
  std::vector<std::string> numbers;
  for (const auto& clause : standard.clauses) numbers.push_back(clause.number);
  EXPECT_THAT(numbers, ElementsAre("1", "b.1", "part:1", "b.1 (2)"));
}

TEST(LibraryFormats, CisoAssistantTakesWhatIsExportedForIt) {
  const auto standard = sound(small_yaml);
  const auto again = sound(as_ciso_assistant(standard));
  EXPECT_EQ(again.name, standard.name);
  EXPECT_EQ(again.version, standard.version);
  ASSERT_EQ(again.clauses.size(), standard.clauses.size());
  for (std::size_t i = 0; i < again.clauses.size(); ++i) {
    EXPECT_EQ(again.clauses[i].number, standard.clauses[i].number);
    EXPECT_EQ(again.clauses[i].title, standard.clauses[i].title);
    EXPECT_EQ(again.clauses[i].assessable, standard.clauses[i].assessable);
  }
}

TEST(LibraryFormats, OscalCatalogsAreRead) {
  const auto standard = sound(R"({"catalog": {"uuid": "x", "metadata": {"title": "Catalog of 2026", "version": "1.1"},
    "groups": [{"id": "ac", "title": "Access", "controls": [
      {"id": "ac-1", "title": "Policy", "props": [{"name": "label", "value": "AC-1"}, {"name": "label", "class": "sp", "value": "AC-01"}],
       "parts": [{"name": "statement", "prose": "Have a policy.", "parts": [{"name": "item", "prose": "Write it."}]}, {"name": "guidance", "prose": "No"}],
       "controls": [{"id": "ac-1.1", "title": "More"}]}]}]}})");
  EXPECT_EQ(standard.name, "catalog_of_2026");
  EXPECT_EQ(standard.edition, "1.1");
  ASSERT_EQ(standard.clauses.size(), 3U);
  EXPECT_FALSE(standard.clauses[0].assessable);
  EXPECT_EQ(standard.clauses[1].number, "AC-1");
  EXPECT_EQ(standard.clauses[1].asks, "Have a policy.\nWrite it.");
  EXPECT_EQ(standard.clauses[2].number, "ac-1.1");
  EXPECT_THAT(first_problem("{\"a\": 1}"), HasSubstr("no OSCAL “catalog”"));
  EXPECT_THAT(first_problem("{\"catalog\": "), HasSubstr("not JSON"));
}

TEST(LibraryFormats, AnOutlineComesBackThroughOscal) {
  Standard outline;
  outline.name = "school_rules";
  outline.title = "School rules";
  outline.edition = "2027";
  outline.clauses = {{"1", "First “clause”", "Do it.", true, false, true, ""},
                     {"2", "Heading", "", false, false, false, ""},
                     {"2.1", "Second", "", false, true, true, ""},
                     {"A/3", "Third", "Line one\nLine two", true, true, true, ""}};
  const auto text = as_oscal(outline, workflows::parse_instant("2026-11-25T10:00:00.000Z"));
  const auto read = read_library(text, "school-rules.json");
  ASSERT_TRUE(read.problems.empty()) << read.problems.front().message;
  ASSERT_EQ(read.standards.size(), 1U);
  EXPECT_EQ(read.standards[0].title, outline.title);
  EXPECT_EQ(read.standards[0].edition, outline.edition);
  EXPECT_EQ(read.standards[0].clauses, outline.clauses);
  EXPECT_EQ(as_oscal(outline, workflows::parse_instant("2026-11-25T10:00:00.000Z")), text);
}

TEST(LibraryFormats, CsvOutlinesAreReadAsSpreadsheetsWriteThem) {
  const auto standard =
      sound("\xEF\xBB\xBFNumber;Title;Maintain\r\n4.1;\"Context; \"\"why\"\"\";x\r\n;;\r\n4.2;Parties;\r\n",
            "School rules 2026.csv");
  EXPECT_EQ(standard.name, "school_rules_2026");
  ASSERT_EQ(standard.clauses.size(), 2U);
  EXPECT_EQ(standard.clauses[0].title, "Context; \"why\"");
  EXPECT_TRUE(standard.clauses[0].maintain);
  EXPECT_FALSE(standard.clauses[1].maintain);
  EXPECT_EQ(sound(as_csv(standard), "School rules 2026.csv"), standard);
  EXPECT_THAT(first_problem("a,b\n1,2\n"), HasSubstr("no column “number”"));
  EXPECT_THAT(first_problem("number,title\n,Nothing\n"), HasSubstr("f:2:"));
  EXPECT_THAT(first_problem("number,title\n\"1,x\n"), HasSubstr("not CSV"));
  EXPECT_THAT(first_problem(std::string("number,title\n1,\xFF\n")), HasSubstr("UTF-8"));
  EXPECT_NE(first_problem(""), "");
}

TEST(LibraryFormats, WhatIsTooMuchIsRefused) {
  EXPECT_THAT(first_problem(std::string(largest_library + 1, 'a')), HasSubstr("larger than 16 MB"));
  std::string deep = "{\"catalog\": ";
  for (int i = 0; i < 200; ++i) deep += "{\"groups\": [";
  EXPECT_NE(first_problem(deep), "");
}

}  // namespace

}  // namespace provost::tests
