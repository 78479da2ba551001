#include "workflows/gap_analysis/carried_answers.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

namespace {

using namespace workflows::gap_analysis;
using workflows::standards::MappedClause;
using workflows::standards::Mapping;
using workflows::standards::Relationship;

Mapping mapping(const std::string& from, const std::string& to, std::vector<MappedClause> rows) {
  Mapping made;
  made.name = from + "_to_" + to;
  made.from = from;
  made.to = to;
  made.rows = std::move(rows);
  return made;
}

/// What an answer to A 1 is worth for B 1, as text; "nothing".
std::string worth(Result answer, Relationship relationship) {
  const auto one = mapping("a", "b", {{"1", "1", relationship, ""}});
  const CarriedAnswers answers({&one});
  const auto best = CarriedAnswers::best(answers.sources_of({"b", "1"}), [answer](const ClauseName& clause) {
    return clause == ClauseName{"a", "1"} ? answer : Result::not_assessed;
  });
  return best ? std::string(to_text(best->result)) : "nothing";
}

TEST(CarriedAnswers, TheSameOrMoreCarriesTheWholeAnswer) {
  for (const auto relationship : {Relationship::equal, Relationship::superset}) {
    EXPECT_EQ(worth(Result::conforms, relationship), "conforms");
    EXPECT_EQ(worth(Result::partial, relationship), "partial");
    EXPECT_EQ(worth(Result::none, relationship), "none");
    EXPECT_EQ(worth(Result::not_applicable, relationship), "not_applicable");
    EXPECT_EQ(worth(Result::not_assessed, relationship), "nothing");
  }
}

TEST(CarriedAnswers, APartOrAnOverlapShowsAtMostThatItIsPartlyMet) {
  EXPECT_EQ(worth(Result::conforms, Relationship::subset), "partial");
  EXPECT_EQ(worth(Result::partial, Relationship::subset), "partial");
  EXPECT_EQ(worth(Result::none, Relationship::subset), "nothing");
  EXPECT_EQ(worth(Result::not_applicable, Relationship::subset), "nothing");
  EXPECT_EQ(worth(Result::conforms, Relationship::intersect), "partial");
  EXPECT_EQ(worth(Result::partial, Relationship::intersect), "nothing");
  EXPECT_EQ(worth(Result::none, Relationship::intersect), "nothing");
}

TEST(CarriedAnswers, AMappingServesBothWays) {
  const auto one = mapping("a", "b", {{"1", "9", Relationship::subset, ""}});
  const CarriedAnswers answers({&one});
  const std::vector<CarrySource> of_b{{{"a", "1"}, Relationship::subset}};
  const std::vector<CarrySource> of_a{{{"b", "9"}, Relationship::superset}};
  EXPECT_EQ(answers.sources_of({"b", "9"}), of_b);
  EXPECT_EQ(answers.sources_of({"a", "1"}), of_a);
  EXPECT_TRUE(answers.sources_of({"a", "2"}).empty());
}

TEST(CarriedAnswers, OnAWayOverSeveralMappingsTheWeakestRelationDecides) {
  const auto first = mapping("a", "b", {{"1", "1", Relationship::equal, ""}, {"2", "2", Relationship::superset, ""}});
  const auto second = mapping("b", "c", {{"1", "1", Relationship::superset, ""}, {"2", "2", Relationship::subset, ""}});
  const CarriedAnswers answers({&first, &second});
  const std::vector<CarrySource> of_one{{{"a", "1"}, Relationship::superset}, {{"b", "1"}, Relationship::superset}};
  auto found = answers.sources_of({"c", "1"});
  std::sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.clause < y.clause; });
  EXPECT_EQ(found, of_one);
  // A contains B, and B is a part of C: nothing but an overlap is left.
  const std::vector<CarrySource> of_two{{{"b", "2"}, Relationship::subset}, {{"a", "2"}, Relationship::intersect}};
  EXPECT_EQ(answers.sources_of({"c", "2"}), of_two);
}

TEST(CarriedAnswers, TwoPartsOfOneClauseSayNothingOfEachOther) {
  const auto first = mapping("a", "b", {{"1", "1", Relationship::subset, ""}});
  const auto second = mapping("b", "c", {{"1", "1", Relationship::superset, ""}});
  const std::vector<CarrySource> only_b{{{"b", "1"}, Relationship::superset}};
  EXPECT_EQ(CarriedAnswers({&first, &second}).sources_of({"c", "1"}), only_b);
  for (const auto other : {Relationship::superset, Relationship::intersect}) {
    EXPECT_FALSE(together(Relationship::subset, other));
    EXPECT_FALSE(together(Relationship::intersect, other));
    EXPECT_EQ(together(Relationship::superset, Relationship::intersect), Relationship::intersect);
  }
}

TEST(CarriedAnswers, NoClauseServesAnotherOneOfItsOwnStandard) {
  const auto one = mapping("a", "b", {{"1", "1", Relationship::superset, ""}, {"2", "1", Relationship::superset, ""}});
  const std::vector<CarrySource> only_b{{{"b", "1"}, Relationship::subset}};
  EXPECT_EQ(CarriedAnswers({&one}).sources_of({"a", "1"}), only_b);
}

TEST(CarriedAnswers, OfSeveralSourcesTheStrongestCountsAndOfEqualsTheLeastFavourable) {
  const auto one = mapping("a", "b",
                           {{"1", "1", Relationship::intersect, ""},
                            {"2", "1", Relationship::superset, ""},
                            {"3", "1", Relationship::superset, ""}});
  const CarriedAnswers answers({&one});
  const auto best = CarriedAnswers::best(answers.sources_of({"b", "1"}), [](const ClauseName& clause) {
    return clause.second == "2" ? Result::conforms : clause.second == "3" ? Result::partial : Result::conforms;
  });
  ASSERT_TRUE(best);
  EXPECT_EQ(best->source.clause.second, "3");
  EXPECT_EQ(best->result, Result::partial);
}

TEST(CarriedAnswers, ACircleOfMappingsEnds) {
  const auto one = mapping("a", "b", {{"1", "1", Relationship::equal, ""}});
  const auto two = mapping("b", "c", {{"1", "1", Relationship::equal, ""}});
  const auto three = mapping("c", "a", {{"1", "1", Relationship::subset, ""}});
  EXPECT_EQ(CarriedAnswers({&one, &two, &three}).sources_of({"a", "1"}).size(), 2U);
}

}  // namespace

}  // namespace provost::tests
