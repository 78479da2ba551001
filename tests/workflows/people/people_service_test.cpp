#include "workflows/people/people_service.hpp"

#include "tests/workflows/support/world.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

using namespace workflows::people;
using workflows::Conflict;
using workflows::Forbidden;
using workflows::Invalid;
using workflows::TooBusy;
using workflows::Unauthenticated;

class PeopleServiceTest : public OnBothDatabases {
 protected:
  Authority as(const std::string& name) { return Authority::of(world->actor(name)); }
};
PROVOST_ON_BOTH_DATABASES(PeopleServiceTest);

TEST_P(PeopleServiceTest, AnAdministratorDoesNotRaiseTheirOwnRoles) {
  EXPECT_THROW(world->people.change_roles(as("admin"), "admin@example.org", {Role::administrator, Role::approver}),
               Forbidden);
  EXPECT_EQ(world->actor("admin").roles, Roles{Role::administrator});
}

TEST_P(PeopleServiceTest, OnlyAdministratorsChangePeople) {
  for (const auto* name : {"quality", "author", "teacher", "principal", "auditor"}) {
    EXPECT_THROW(world->people.change_roles(as(name), "teacher@example.org", {Role::administrator}), Forbidden) << name;
    EXPECT_THROW(world->people.disable(as(name), "teacher@example.org"), Forbidden) << name;
    EXPECT_THROW(world->people.reset_password(as(name), "admin@example.org", "another password", false), Forbidden);
  }
}

TEST_P(PeopleServiceTest, TheLastAdministratorStays) {
  EXPECT_THROW(world->people.disable(Authority::operator_of_data(), "admin@example.org"), Conflict);
  EXPECT_THROW(world->people.change_roles(Authority::operator_of_data(), "admin@example.org", {Role::staff}), Conflict);
}

TEST_P(PeopleServiceTest, AddressesAreUniqueWithoutRegardToCase) {
  EXPECT_THROW(
      world->people.add(as("admin"), {"Teacher@Example.org", "Twin", {Role::staff}, {}, World::password, false}),
      Conflict);
  EXPECT_THROW(world->people.add(as("admin"), {"no address", "X", {Role::staff}, {}, World::password, false}), Invalid);
  EXPECT_THROW(world->people.add(as("admin"), {"x@example.org", "X", {Role::staff}, {}, "short", false}), Invalid);
}

TEST_P(PeopleServiceTest, SignInGivesASessionThatEnds) {
  const auto session = world->sign_in.sign_in("Teacher@example.org ", World::password, "192.0.2.1");
  ASSERT_TRUE(world->sign_in.session(session.token));
  EXPECT_FALSE(world->sign_in.session("0123"));
  world->clock.move(std::chrono::hours(9));
  EXPECT_FALSE(world->sign_in.session(session.token)) << "idle for nine hours";
  const auto second = world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.1");
  world->sign_in.sign_out(*world->sign_in.session(second.token));
  EXPECT_FALSE(world->sign_in.session(second.token));
}

TEST_P(PeopleServiceTest, APageThatAsksByItselfKeepsNoSessionAlive) {
  const auto left_alone = world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.1");
  const auto used = world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.1");
  for (int hour = 0; hour < 8; ++hour) {
    EXPECT_TRUE(world->sign_in.session(left_alone.token, workflows::people::SessionUse::by_page));
    EXPECT_TRUE(world->sign_in.session(used.token));
    world->clock.move(std::chrono::hours(1));
  }
  EXPECT_FALSE(world->sign_in.session(left_alone.token, workflows::people::SessionUse::by_page));
  EXPECT_TRUE(world->sign_in.session(used.token));
}

TEST_P(PeopleServiceTest, WrongPasswordsAreSlowedDown) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_THROW(world->sign_in.sign_in("teacher@example.org", "wrong", "192.0.2.1"), Unauthenticated);
  }
  EXPECT_THROW(world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.2"), TooBusy);
  world->clock.move(std::chrono::minutes(1));
  EXPECT_NO_THROW(world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.2"));
}

TEST_P(PeopleServiceTest, ADisabledPersonIsOutAtOnce) {
  const auto session = world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.1");
  const auto token = world->people.create_token(Authority::operator_of_data(), "teacher@example.org", {"test"});
  ASSERT_TRUE(world->sign_in.bearer(token));
  world->people.disable(as("admin"), "teacher@example.org");
  EXPECT_FALSE(world->sign_in.session(session.token));
  EXPECT_FALSE(world->sign_in.bearer(token));
  EXPECT_THROW(world->sign_in.sign_in("teacher@example.org", World::password, "192.0.2.1"), Unauthenticated);
}

TEST_P(PeopleServiceTest, ATokenIsRevoked) {
  const auto token = world->people.create_token(as("teacher"), "teacher@example.org", {"survey tool"});
  EXPECT_THROW(world->people.create_token(as("teacher"), "admin@example.org", {"not mine"}), Forbidden);
  ASSERT_TRUE(world->sign_in.bearer(token));
  const workflows::store::ReadSnapshot snapshot(world->database);
  const auto tokens = tokens_of(snapshot.session(), world->actor("teacher").person_id);
  ASSERT_EQ(tokens.size(), 1U);
  world->people.revoke_token(world->actor("teacher"), tokens.front().id);
  EXPECT_FALSE(world->sign_in.bearer(token));
}

TEST_P(PeopleServiceTest, APersonChangesTheirOwnPasswordAndStillSigns) {
  EXPECT_THROW(world->people.change_own_password(world->actor("approver"), "wrong", "a brand new password"), Invalid);
  world->people.change_own_password(world->actor("approver"), World::password, "a brand new password");
  EXPECT_THROW(world->sign_in.sign_in("approver@example.org", World::password, ""), Unauthenticated);
  EXPECT_NO_THROW(world->sign_in.sign_in("approver@example.org", "a brand new password", ""));
  const auto number = world->new_policy();
  using workflows::documents::Event;
  world->transition(number, "author", Event::submit);
  world->transition(number, "reviewer", Event::review);
  workflows::documents::TransitionRequest request;
  request.event = Event::approve;
  request.secret = "a brand new password";
  world->documents.transition(world->actor("approver"), number, request);
  EXPECT_TRUE(world->view(number, "teacher").facts.effective);
}

}  // namespace provost::tests
