#include "workflows/people/shown_clauses.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

using workflows::people::is_shown;

TEST(ShownClauses, AClauseShowsItselfAndWhatIsBelowIt) {
  EXPECT_TRUE(is_shown({"8.5"}, "8.5"));
  EXPECT_TRUE(is_shown({"8.5"}, "8.5.1.2"));
  EXPECT_TRUE(is_shown({"4", "8.5"}, "8.5.1"));
  EXPECT_FALSE(is_shown({"8.5"}, "8.50"));
  EXPECT_FALSE(is_shown({"8.5"}, "8"));
  EXPECT_FALSE(is_shown({"8.5.1"}, "8.5"));
  EXPECT_TRUE(is_shown({"A"}, "A.5.1"));
  EXPECT_FALSE(is_shown({}, "8.5"));
}

TEST(ShownClauses, AStandardIsMeantWhenItIsNamed) {
  EXPECT_TRUE(is_shown({"ISO 21001:2018 8.5"}, "ISO 21001:2018 8.5.1"));
  EXPECT_FALSE(is_shown({"ISO 21001:2018 8.5"}, "ISO 9001:2015 8.5.1"));
  EXPECT_TRUE(is_shown({"ISO 21001:2018 8.5"}, "8.5.1"));
  EXPECT_TRUE(is_shown({"8.5"}, "ISO 9001:2015 8.5.1"));
}

TEST(ShownClauses, ATitleAloneShowsTheWholeStandard) {
  EXPECT_TRUE(is_shown({"ISO 21001:2018"}, "ISO 21001:2018 8.5.1"));
  EXPECT_TRUE(is_shown({"ISO 21001:2018"}, "8.5.1"));
  EXPECT_FALSE(is_shown({"ISO 21001:2018"}, "ISO 9001:2015 8.5.1"));
}

TEST(ShownClauses, ALineThatIsNoClauseAndNoEditionIsNotUnderstood) {
  using workflows::people::names_clause_or_standard;
  EXPECT_TRUE(names_clause_or_standard("8.5"));
  EXPECT_TRUE(names_clause_or_standard("ISO 21001:2018 8.5"));
  EXPECT_TRUE(names_clause_or_standard("ISO 21001:2018"));
  for (const auto* line : {"hello", "ISO 21001:2018 8.5.5 a)", "AZAV §178", "ISO 21001:"}) {
    EXPECT_FALSE(names_clause_or_standard(line)) << line;
  }
}

}  // namespace provost::tests
