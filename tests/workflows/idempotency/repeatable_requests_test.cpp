#include "workflows/idempotency/repeatable_requests.hpp"

#include <boost/json.hpp>

#include "tests/workflows/support/world.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/people_service.hpp"

namespace provost::tests {

using namespace workflows::idempotency;

class RepeatableRequestsTest : public OnBothDatabases {
 protected:
  static RepeatableRequest request(const std::string& key = "key", const std::string& fingerprint = "print") {
    return {1, "POST /api/v1/documents", key, fingerprint};
  }
  /// Changes something as the request's actor would.
  void have_effect(const std::string& claim) {
    auto actor = world->actor("admin");
    actor.claim = claim;
    world->organisation.add_department(workflows::people::Authority::of(actor), "Science");
  }
};
PROVOST_ON_BOTH_DATABASES(RepeatableRequestsTest);

TEST_P(RepeatableRequestsTest, TheAnswerIsGivenAgainToTheSameRequestOnly) {
  RepeatableRequests requests(world->database, world->clock);
  const auto claim = std::get<Begun>(requests.begin(request())).claim;
  EXPECT_TRUE(std::holds_alternative<InFlight>(requests.begin(request())));
  EXPECT_TRUE(std::holds_alternative<OtherRequest>(requests.begin(request("key", "other"))));
  requests.keep(claim, {201, "{}", "made"});
  const auto again = std::get<KeptAnswer>(requests.begin(request()));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, "made");
  EXPECT_TRUE(std::holds_alternative<Begun>(requests.begin(request("another key"))));
  EXPECT_TRUE(std::holds_alternative<Begun>(requests.begin({2, request().route, "key", "print"})));
}

TEST_P(RepeatableRequestsTest, WhatNeitherSucceededNorChangedAnythingMayBeTriedAgain) {
  RepeatableRequests requests(world->database, world->clock);
  requests.forget(std::get<Begun>(requests.begin(request())).claim);
  const auto claim = std::get<Begun>(requests.begin(request())).claim;
  have_effect(claim);
  requests.forget(claim);
  EXPECT_EQ(std::get<DoneBefore>(requests.begin(request())).subject, "Science") << "it changed something";
}

TEST_P(RepeatableRequestsTest, AfterAStopARequestIsBegunAnewOrKnownToBeDone) {
  std::string claim;
  {
    RepeatableRequests stopped(world->database, world->clock);
    claim = std::get<Begun>(stopped.begin(request("without effect"))).claim;
    have_effect(std::get<Begun>(stopped.begin(request("with effect"))).claim);
  }
  RepeatableRequests requests(world->database, world->clock);
  if (world->database.is_postgresql()) {
    // Another server may still be at it.
    EXPECT_TRUE(std::holds_alternative<InFlight>(requests.begin(request("without effect"))));
    world->clock.move(std::chrono::minutes(11));
  }
  EXPECT_TRUE(std::holds_alternative<Begun>(requests.begin(request("without effect"))));
  EXPECT_TRUE(std::holds_alternative<DoneBefore>(requests.begin(request("with effect"))));
  EXPECT_THROW(have_effect(claim), workflows::Conflict) << "whoever was slow changes nothing any more";
}

TEST_P(RepeatableRequestsTest, AnEffectThatDidNotHappenIsNotNoted) {
  RepeatableRequests requests(world->database, world->clock);
  const auto claim = std::get<Begun>(requests.begin(request())).claim;
  have_effect(std::get<Begun>(requests.begin(request("other"))).claim);
  EXPECT_THROW(have_effect(claim), workflows::DomainError) << "the department is there already";
  requests.forget(claim);
  EXPECT_TRUE(std::holds_alternative<Begun>(requests.begin(request())));
}

TEST_P(RepeatableRequestsTest, LongAnswersAndOldOnesAreNotKept) {
  RepeatableRequests requests(world->database, world->clock);
  requests.keep(std::get<Begun>(requests.begin(request())).claim, {200, "{}", std::string(longest_kept_body + 1, 'x')});
  EXPECT_TRUE(std::holds_alternative<DoneBefore>(requests.begin(request())));
  world->clock.move(kept_for - std::chrono::minutes(1));
  requests.remove_old();
  EXPECT_TRUE(std::holds_alternative<DoneBefore>(requests.begin(request())));
  world->clock.move(std::chrono::minutes(2));
  requests.remove_old();
  EXPECT_TRUE(std::holds_alternative<Begun>(requests.begin(request())));
}

}  // namespace provost::tests
