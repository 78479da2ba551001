#include "server/app/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

using app::RateLimiter;

TEST(RateLimiterTest, EachCallerHasAQuotaForEachMinute) {
  RateLimiter limiter(2);
  RateLimiter::Moment now{};
  EXPECT_TRUE(limiter.take("a", now).granted);
  const auto last = limiter.take("a", now + std::chrono::seconds(10));
  EXPECT_TRUE(last.granted);
  EXPECT_EQ(last.left, 0);
  EXPECT_EQ(last.reset, 50);
  EXPECT_FALSE(limiter.look("a", now + std::chrono::seconds(59)).granted);
  EXPECT_FALSE(limiter.take("a", now + std::chrono::seconds(59)).granted);
  EXPECT_TRUE(limiter.take("b", now + std::chrono::seconds(59)).granted);
  EXPECT_TRUE(limiter.look("a", now + std::chrono::seconds(60)).granted);
  EXPECT_EQ(limiter.take("a", now + std::chrono::seconds(60)).left, 1);
}

TEST(RateLimiterTest, LookingCountsNothing) {
  RateLimiter limiter(1);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(limiter.look("a", {}).granted);
  EXPECT_TRUE(limiter.take("a", {}).granted);
}

}  // namespace provost::tests
