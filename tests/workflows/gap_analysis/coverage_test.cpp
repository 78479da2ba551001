#include "workflows/gap_analysis/coverage.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

namespace {

using namespace workflows::gap_analysis;

Coverage of(std::initializer_list<Result> results) {
  Coverage coverage;
  for (const auto result : results) coverage.count(result);
  return coverage;
}

TEST(Coverage, CountsOneHalfAndNothingOverWhatAppliesAndIsAssessed) {
  EXPECT_DOUBLE_EQ(*of({Result::conforms, Result::partial, Result::none}).share(), 0.5);
  EXPECT_DOUBLE_EQ(*of({Result::partial}).share(), 0.5);
  EXPECT_DOUBLE_EQ(*of({Result::none}).share(), 0);
}

TEST(Coverage, WhatDoesNotApplyAndWhatIsNotAssessedAreToldApart) {
  const auto coverage = of({Result::conforms, Result::not_applicable, Result::not_assessed, Result::not_assessed});
  EXPECT_DOUBLE_EQ(*coverage.share(), 1);
  EXPECT_EQ(coverage.not_applicable, 1);
  EXPECT_EQ(coverage.not_assessed, 2);
  EXPECT_EQ(coverage.total(), 4);
}

TEST(Coverage, WithoutAClauseThatAppliesThereIsNoValue) {
  EXPECT_FALSE(Coverage().share());
  EXPECT_FALSE(of({Result::not_applicable, Result::not_assessed}).share());
}

}  // namespace

}  // namespace provost::tests
