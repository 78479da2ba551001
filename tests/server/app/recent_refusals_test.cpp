#include "server/app/recent_refusals.hpp"

#include <gtest/gtest.h>

namespace provost::app {

namespace {

TEST(RecentRefusals, ARefusalIsNewOnceAMinute) {
  RecentRefusals refusals;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(refusals.is_new("a", begin));
  EXPECT_FALSE(refusals.is_new("a", begin + std::chrono::seconds(59)));
  EXPECT_TRUE(refusals.is_new("b", begin)) << "another one";
  EXPECT_TRUE(refusals.is_new("a", begin + std::chrono::seconds(60)));
}

TEST(RecentRefusals, ACrowdOfDifferentOnesIsNotHeldForEver) {
  RecentRefusals refusals;
  const auto begin = std::chrono::steady_clock::now();
  for (int number = 0; number < 25'000; ++number) {
    EXPECT_TRUE(refusals.is_new(std::to_string(number), begin));
  }
}

}  // namespace

}  // namespace provost::app
