#include "workflows/gap_analysis/gap_analysis_service.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <thread>

#include "tests/workflows/journey/journey_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::tests {

namespace {

using namespace workflows::gap_analysis;
using boost::json::array;
using boost::json::object;
using testing::HasSubstr;
using workflows::documents::Event;

constexpr auto iso_21001 = "iso_21001_2018";
constexpr auto iso_9001 = "iso_9001_2015";

class GapAnalysisServiceTest : public JourneyOnBothDatabases {
 protected:
  void SetUp() override {
    JourneyOnBothDatabases::SetUp();
    if (IsSkipped()) return;
    service = std::make_unique<GapAnalysisService>(world->database, world->clock, world->catalogue, world->facts,
                                                   world->standards);
    // Three clauses: two to look at, and a heading.
    import("small", "Small 1", R"([{number: "4", title: Context, assessable: false}, {number: "4.1", title: Issues},
                                   {number: "4.2", title: Scope, maintain: true}])");
  }
  void import(const std::string& name, const std::string& title, const std::string& clauses) {
    workflows::standards::StandardService imports(world->database, world->clock, world->standards);
    imports.import(workflows::people::Authority::of(world->actor("quality")),
                   workflows::standards::read_library(
                       "standard: " + name + "\ntitle: " + title + "\nedition: \"1\"\nclauses: " + clauses, "x.yaml"),
                   "x.yaml");
  }
  std::string begun(array standards = {"small"}) {
    const auto key = world->open("gap_analysis", "quality",
                                 {{"standard", std::move(standards)},
                                  {"scope", "All"},
                                  {"planned_end", "2027-01-31"},
                                  {"assessors", array{"auditor@example.org", "author@example.org"}}});
    world->fire(key, "quality", "begin");
    return key;
  }
  ClauseAssessment save(const std::string& key, const char* person, const std::string& clause, object changes,
                        std::optional<std::int64_t> row_version = std::nullopt, const char* standard = "small") {
    return service->save(world->actor(person), key, standard, clause, changes, row_version);
  }
  GapAnalysis read(const std::string& key, const char* person = "quality") {
    const workflows::store::ReadSnapshot snapshot(world->database);
    return read_gap_analysis(snapshot.session(), world->catalogue, world->facts, world->standards, world->actor(person),
                             key, world->clock.now());
  }
  ClauseAnswer answer(const std::string& key, const std::string& clause, const char* standard = "small") {
    kept.push_back(read(key));
    return require_answer(kept.back(), standard, clause).answer;
  }
  std::unique_ptr<GapAnalysisService> service;
  std::vector<GapAnalysis> kept;
};
PROVOST_ON_BOTH_DATABASES(GapAnalysisServiceTest);

TEST_P(GapAnalysisServiceTest, AnAnswerIsSavedPieceByPieceAndCounted) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "partial"}});
  save(key, "auditor", "4.1", {{"gap", "Nobody looks at it every year"}, {"severity", "high"}});
  const auto found = answer(key, "4.1");
  EXPECT_EQ(found.own.result, Result::partial);
  EXPECT_EQ(found.own.gap, "Nobody looks at it every year");
  EXPECT_EQ(found.own.row_version, 2);
  const auto analysis = read(key);
  ASSERT_EQ(analysis.parts.size(), 1U);
  EXPECT_EQ(analysis.parts[0].coverage.partial, 1);
  EXPECT_EQ(analysis.parts[0].coverage.not_assessed, 1);
  ASSERT_EQ(analysis.parts[0].groups.size(), 1U);
  EXPECT_EQ(analysis.parts[0].groups[0].label, "4 Context");
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(GapAnalysisServiceTest, EmptyTextsClearWhatWasThere) {
  const auto key = begun();
  save(key, "auditor", "4.1",
       {{"result", "partial"}, {"responsible", "teacher@example.org"}, {"until", "2027-02-01"}, {"effort", "small"}});
  const auto cleared =
      save(key, "auditor", "4.1", {{"responsible", ""}, {"until", " "}, {"effort", ""}, {"department", ""}});
  EXPECT_FALSE(cleared.responsible_id);
  EXPECT_FALSE(cleared.until);
  EXPECT_EQ(cleared.effort, Effort::not_said);
}

TEST_P(GapAnalysisServiceTest, SavingWhatIsThereAlreadyLeavesNoTrace) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "conforms"}, {"evidence", "Seen"}});
  const auto entries = world->audit_entries();
  EXPECT_EQ(save(key, "auditor", "4.1", {{"result", "conforms"}, {"evidence", " Seen "}}, 1).row_version, 1);
  EXPECT_EQ(world->audit_entries(), entries);
}

TEST_P(GapAnalysisServiceTest, NobodyOverwritesWhatSomebodyElseWroteMeanwhile) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "conforms"}}, 0);
  try {
    save(key, "author", "4.1", {{"result", "none"}}, 0);
    FAIL() << "the second answer replaced the first";
  } catch (const workflows::Stale& stale) {
    EXPECT_THAT(stale.what(), HasSubstr("has changed the answer to 4.1 meanwhile"));
  }
  EXPECT_EQ(answer(key, "4.1").own.result, Result::conforms);
  save(key, "author", "4.1", {{"result", "none"}}, 1);
  save(key, "author", "4.2", {{"result", "none"}}, 0);
}

TEST_P(GapAnalysisServiceTest, SeveralAssessorsAtOnceLoseNothing) {
  const auto key = begun({iso_21001});
  const auto clauses = read(key).parts[0];
  const auto work = [&](const char* person, std::size_t first) {
    GapAnalysisService own(world->database, world->clock, world->catalogue, world->facts, world->standards);
    for (std::size_t i = first; i < 20; i += 2) {
      own.save(world->actor(person), key, iso_21001, clauses.clauses[i].clause->number, {{"result", "conforms"}}, 0);
    }
  };
  std::thread other([&] { work("author", 1); });
  work("auditor", 0);
  other.join();
  EXPECT_EQ(read(key).parts[0].coverage.conforms, 20);
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(GapAnalysisServiceTest, OnlyThoseWhoMayTakeTheStepWriteAndOnlyWhileTheWorkflowSaysSo) {
  const auto key = begun();
  EXPECT_THROW(save(key, "teacher", "4.1", {{"result", "conforms"}}), workflows::Forbidden);
  EXPECT_THROW(save(key, "auditor", "4", {{"result", "conforms"}}), workflows::NotFound);
  EXPECT_THROW(save(key, "auditor", "4.9", {{"result", "conforms"}}), workflows::NotFound);
  EXPECT_THROW(save("GAP-9", "auditor", "4.1", {{"result", "conforms"}}), workflows::NotFound);
  EXPECT_THROW(save(key, "auditor", "4.1", {{"result", "good"}}), workflows::Invalid);
  EXPECT_THROW(save(key, "auditor", "4.1", {{"responsible", "nobody@example.org"}}), workflows::Invalid);
  EXPECT_THROW(save(key, "auditor", "4.1", {{"until", "soon"}}), workflows::Invalid);
  EXPECT_THROW(save(key, "auditor", "4.1", {{"colour", "red"}}), workflows::Invalid);
  EXPECT_EQ(read(key).parts[0].coverage.not_assessed, 2);
  EXPECT_TRUE(read(key, "auditor").may_assess);
  EXPECT_FALSE(read(key, "teacher").may_assess);
  world->fire(key, "quality", "drop");
  EXPECT_THROW(save(key, "auditor", "4.1", {{"result", "conforms"}}), workflows::Conflict);
  EXPECT_FALSE(read(key, "auditor").may_assess);
}

TEST_P(GapAnalysisServiceTest, WhatDoesNotApplyCountsOnlyWithItsJustification) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "not_applicable"}});
  EXPECT_EQ(answer(key, "4.1").counted, Result::not_assessed);
  save(key, "auditor", "4.1", {{"justification", "No such thing here"}});
  EXPECT_EQ(answer(key, "4.1").counted, Result::not_applicable);
}

TEST_P(GapAnalysisServiceTest, TheReportTakesAnswersAndPlanAndItsActionsBecomeCases) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "conforms"}});
  EXPECT_EQ(world->fact("every_clause_assessed", key), "1 of 2 clauses are not assessed yet: 4.2.");
  save(key, "auditor", "4.2", {{"result", "none"}, {"gap", "No scope is written"}, {"severity", "low"}});
  EXPECT_EQ(world->fact("every_clause_assessed", key), "Write down what was seen, or that nothing was found: 4.1.");
  save(key, "auditor", "4.1",
       {{"result", "partial"},
        {"evidence", "Context paper"},
        {"action", "Tell everybody"},
        {"severity", "high"},
        {"responsible", "teacher@example.org"},
        {"until", "2027-02-01"}});
  world->fire(key, "quality", "consolidate");
  EXPECT_EQ(world->fact("every_gap_planned", key), "Plan an action for each gap, or say why it stays: 4.2.");
  EXPECT_THROW(world->fire(key, "quality", "submit", {{"summary", "s"}}), workflows::Conflict);
  save(key, "auditor", "4.2", {{"action", "Write the scope"}});
  EXPECT_EQ(world->fact("every_gap_planned", key), "These actions have no person or no date: 4.2.");
  save(key, "auditor", "4.2", {{"responsible", "author@example.org"}, {"until", "2027-03-01"}, {"effort", "small"}});
  world->fire(key, "quality", "submit", {{"summary", "s"}});
  const auto fields = world->view_case(key, "quality").one.fields;
  ASSERT_EQ(fields.at("assessments").as_array().size(), 2U);
  EXPECT_EQ(fields.at("assessments").as_array()[0].at("evidence").as_string(), "Context paper");
  // The most urgent first.
  EXPECT_EQ(fields.at("actions").as_array()[0].at("action").as_string(), "Tell everybody");
  EXPECT_EQ(fields.at("actions").as_array()[1].at("clause").as_string(), "Small 1 4.2");
  EXPECT_THROW(save(key, "auditor", "4.2", {{"result", "conforms"}}), workflows::Conflict);
  world->fire(key, "principal", "approve");
  world->fire(key, "quality", "start_actions");
  const auto view = world->view_case(key, "quality");
  ASSERT_EQ(view.children.size(), 2U);
  EXPECT_EQ(view.children[0].title, "Tell everybody");
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(GapAnalysisServiceTest, AConfidentialDocumentPutsAnAnswerInDoubtWithoutBeingNamed) {
  workflows::documents::NewDocument wanted;
  wanted.type = "policy";
  wanted.content.markdown = "# Context\n\nWhat matters.\n";
  wanted.details.owner = "author@example.org";
  wanted.details.reviewers = {"reviewer@example.org"};
  wanted.details.approvers = {"approver@example.org"};
  wanted.details.clauses = {"4.1"};
  wanted.details.classification = "confidential";
  const auto number = world->documents.create(world->actor("author"), wanted);
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "conforms"}, {"evidence", "Seen"}});
  world->clock.move(std::chrono::hours(1));
  world->release(number);
  const auto seen_by = [&](const char* person) {
    kept.push_back(read(key, person));
    return require_answer(kept.back(), "small", "4.1").answer;
  };
  EXPECT_TRUE(seen_by("teacher").in_doubt);
  EXPECT_TRUE(seen_by("teacher").changed_documents.empty());
  EXPECT_THAT(seen_by("author").changed_documents, testing::ElementsAre(number));
}

TEST_P(GapAnalysisServiceTest, AnActionOfAClauseThatIsNoGapAnyMoreIsNotPlanned) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "none"}, {"gap", "x"}, {"action", "Write it"}});
  EXPECT_EQ(prioritised_plan(read(key).parts).size(), 1U);
  save(key, "auditor", "4.1", {{"result", "conforms"}, {"evidence", "Written"}});
  EXPECT_TRUE(prioritised_plan(read(key).parts).empty());
  EXPECT_EQ(world->fact("every_gap_planned", key), "yes");
  save(key, "auditor", "4.1", {{"result", "not_assessed"}});
  EXPECT_FALSE(answer(key, "4.1").own.assessed_at);
}

TEST_P(GapAnalysisServiceTest, AGapMayStayWhenSomebodySaysWhy) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "partial"}, {"evidence", "Seen"}});
  save(key, "auditor", "4.2", {{"result", "conforms"}, {"evidence", "Seen"}});
  EXPECT_NE(world->fact("every_gap_planned", key), "yes");
  save(key, "auditor", "4.1", {{"accepted_because", "The building goes next year"}});
  EXPECT_EQ(world->fact("every_gap_planned", key), "yes");
}

TEST_P(GapAnalysisServiceTest, OneAnswerServesTwoStandardsThroughTheirMapping) {
  const auto key = begun({iso_21001, iso_9001});
  save(key, "auditor", "7.5.3", {{"result", "conforms"}, {"evidence", "Documents are controlled"}}, 0, iso_21001);
  kept.push_back(read(key));
  bool served = false;
  for (const auto& one : kept.back().parts[1].clauses) {
    if (!one.carried) continue;
    served = true;
    EXPECT_EQ(one.carried->source.clause.first, iso_21001);
    EXPECT_EQ(one.counted, one.carried->result);
    EXPECT_THAT(one.carried_title, HasSubstr("ISO 21001:2018 7.5.3"));
    // An answer of its own goes before.
    save(key, "auditor", one.clause->number, {{"result", "none"}}, 0, iso_9001);
    EXPECT_EQ(answer(key, one.clause->number, iso_9001).counted, Result::none);
    break;
  }
  EXPECT_TRUE(served);
}

TEST_P(GapAnalysisServiceTest, AChangedDocumentPutsTheAnswerInDoubtUntilSomebodyConfirms) {
  workflows::documents::NewDocument wanted;
  wanted.type = "policy";
  wanted.content.markdown = "# Context\n\nWhat matters.\n";
  wanted.details.owner = "author@example.org";
  wanted.details.reviewers = {"reviewer@example.org"};
  wanted.details.approvers = {"approver@example.org"};
  wanted.details.clauses = {"4.1"};
  const auto number = world->documents.create(world->actor("author"), wanted);
  world->release(number);
  const auto key = begun();
  world->clock.move(std::chrono::hours(1));
  save(key, "auditor", "4.1", {{"result", "conforms"}});
  EXPECT_TRUE(answer(key, "4.1").changed_documents.empty());
  EXPECT_TRUE(answer(key, "4.1").is_shown());
  world->clock.move(std::chrono::hours(1));
  world->transition(number, "author", Event::revise, "New issues");
  world->release(number);
  EXPECT_THAT(answer(key, "4.1").changed_documents, testing::ElementsAre(number));
  EXPECT_TRUE(answer(key, "4.1").in_doubt);
  world->clock.move(std::chrono::hours(1));
  service->confirm(world->actor("auditor"), key, "small", "4.1", std::nullopt);
  EXPECT_TRUE(answer(key, "4.1").changed_documents.empty());
}

TEST_P(GapAnalysisServiceTest, ANewEditionBeginsWithTheOldAnswersToBeConfirmed) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "conforms"}, {"evidence", "Seen"}});
  save(key, "auditor", "4.2", {{"result", "partial"}, {"gap", "Old"}, {"action", "Under way"}});
  import("small_2", "Small 2", R"([{number: "4.1", title: Issues}, {number: "4.3", title: New}])");
  const auto next = service->follow(world->actor("quality"), key, "Edition 2", {"small_2"});
  EXPECT_EQ(world->view_case(next, "quality").one.title, "Edition 2");
  const auto carried = answer(next, "4.1", "small_2");
  EXPECT_TRUE(carried.to_confirm);
  EXPECT_EQ(carried.own.carried_from, key);
  EXPECT_EQ(carried.counted, Result::conforms);
  EXPECT_EQ(carried.own.action, "");
  EXPECT_EQ(answer(next, "4.3", "small_2").counted, Result::not_assessed);
  EXPECT_THROW(service->follow(world->actor("teacher"), key, "Mine", {"small_2"}), workflows::Forbidden);
  EXPECT_THROW(service->follow(world->actor("quality"), key, "None", {}), workflows::Invalid);
  EXPECT_THROW(service->follow(world->actor("quality"), key, "None", {"no_such"}), workflows::Invalid);
  world->fire(next, "quality", "begin", {{"planned_end", "2027-06-30"}});
  EXPECT_THAT(world->fact("every_clause_assessed", next), HasSubstr("1 of 2 clauses are not assessed yet: 4.3."));
  save(next, "auditor", "4.3", {{"result", "conforms"}, {"evidence", "Seen"}}, std::nullopt, "small_2");
  EXPECT_EQ(world->fact("every_clause_assessed", next), "Answers of an earlier analysis wait to be confirmed: 4.1.");
  service->confirm(world->actor("auditor"), next, "small_2", "4.1", std::nullopt);
  EXPECT_EQ(world->fact("every_clause_assessed", next), "yes");
  EXPECT_FALSE(verified(*world).first_discrepancy);
}

TEST_P(GapAnalysisServiceTest, CoverageIsKnownForEachDay) {
  const auto key = begun();
  save(key, "auditor", "4.1", {{"result", "none"}});
  world->clock.move(std::chrono::hours(24));
  save(key, "auditor", "4.1", {{"result", "partial"}});
  save(key, "auditor", "4.1", {{"result", "conforms"}});
  const workflows::store::ReadSnapshot snapshot(world->database);
  const auto analysis = read(key);
  const auto days = coverage_over_time(snapshot.session(), world->standards, analysis.one,
                                       *analysis.parts[0].standard.content, "UTC", 60);
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].coverage.none, 1);
  EXPECT_EQ(days[1].coverage.conforms, 1);
  EXPECT_EQ(days[1].coverage.not_assessed, 1);
}

}  // namespace

}  // namespace provost::tests
