#include "workflows/chat/chat_identities.hpp"

#include "tests/workflows/chat/chat_world.hpp"
#include "tests/workflows/support/verified.hpp"

namespace provost::tests {

namespace {

using namespace workflows;
using namespace workflows::chat;
using people::Authority;

class ChatIdentitiesTest : public ChatTest {
 protected:
  std::string owner(const std::string& who) {
    const store::ReadSnapshot snapshot(world->database);
    const auto person = person_of(snapshot.session(), account(who), world->clock.now());
    return person ? person->email : "";
  }
  bool is_open(const std::string& code) {
    const store::ReadSnapshot snapshot(world->database);
    return account_of_code(snapshot.session(), code, world->clock.now()).has_value();
  }
};
PROVOST_ON_BOTH_DATABASES(ChatIdentitiesTest);

TEST_P(ChatIdentitiesTest, ACodeLinksOnceAndEndsAfterFifteenMinutes) {
  auto code = identities->begin(account("teacher"));
  world->clock.move(link_life);
  EXPECT_FALSE(is_open(code));
  EXPECT_THROW(identities->confirm(world->actor("teacher"), code), NotFound);
  code = identities->begin(account("teacher"));
  world->clock.move(link_life - std::chrono::milliseconds(1));
  EXPECT_TRUE(is_open(code));
  EXPECT_EQ(identities->confirm(world->actor("teacher"), code).member, "Uteacher");
  EXPECT_EQ(owner("teacher"), "teacher@example.org");
  EXPECT_THROW(identities->confirm(world->actor("author"), code), NotFound);
  EXPECT_THROW(identities->confirm(world->actor("teacher"), "nonsense"), NotFound);
}

TEST_P(ChatIdentitiesTest, ANewerCodeOfTheAccountEndsTheOlderOne) {
  const auto older = identities->begin(account("teacher"));
  const auto of_other = identities->begin(account("author"));
  const auto newer = identities->begin(account("teacher"));
  EXPECT_FALSE(is_open(older));
  EXPECT_TRUE(is_open(newer));
  EXPECT_TRUE(is_open(of_other));
}

TEST_P(ChatIdentitiesTest, NobodyTakesOverAnAccountAndNobodyHasTwoInOnePlace) {
  link("teacher");
  const auto again = identities->begin(account("teacher"));
  EXPECT_THROW(identities->confirm(world->actor("author"), again), Conflict);
  EXPECT_THROW(identities->confirm(world->actor("teacher"), again), Conflict);
  const auto second = identities->begin(account("author"));
  EXPECT_THROW(identities->confirm(world->actor("teacher"), second), Conflict);
  auto elsewhere = account("author");
  elsewhere.workspace = "T2";
  EXPECT_NO_THROW(identities->confirm(world->actor("teacher"), identities->begin(elsewhere)));
  EXPECT_EQ(owner("teacher"), "teacher@example.org");
}

TEST_P(ChatIdentitiesTest, OnlyThePersonEndsTheirLinkAndThenAnybodyMayProveTheAccount) {
  link("teacher");
  std::int64_t id = 0;
  {
    const store::ReadSnapshot snapshot(world->database);
    id = identities_of(snapshot.session(), world->actor("teacher").person_id).front().id;
  }
  EXPECT_THROW(identities->end(world->actor("author"), id), NotFound);
  identities->end(world->actor("teacher"), id);
  EXPECT_EQ(owner("teacher"), "");
  EXPECT_THROW(identities->end(world->actor("teacher"), id), NotFound);
  identities->confirm(world->actor("author"), identities->begin(account("teacher")));
  EXPECT_EQ(owner("teacher"), "author@example.org");
}

TEST_P(ChatIdentitiesTest, GuestsAndThoseWhoLeftActForNobody) {
  EXPECT_THROW(link("external"), Forbidden);
  link("teacher");
  link("author");
  const auto admin = Authority::of(world->actor("admin"));
  world->people.disable(admin, "teacher@example.org");
  EXPECT_EQ(owner("teacher"), "");
  world->people.change_roles(admin, "author@example.org", {people::Role::external_auditor});
  EXPECT_EQ(owner("author"), "");
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_no_access");
  EXPECT_EQ(say("author", "tasks").wording, "answer_no_access");
  EXPECT_EQ(say("author", "tasks").path, "") << "no link for somebody known";
}

TEST_P(ChatIdentitiesTest, WhoeverSpeaksThroughAnAccountEndsItsLinkWithWhomeverItIs) {
  // Somebody else confirmed what was meant for the teacher.
  identities->confirm(world->actor("author"), identities->begin(account("teacher")));
  link("quality");
  EXPECT_EQ(say("teacher", "unlink").wording, "answer_unlinked");
  EXPECT_EQ(owner("teacher"), "");
  EXPECT_EQ(owner("quality"), "quality@example.org") << "no other account";
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_link");
  EXPECT_EQ(say("teacher", "Unlink").wording, "answer_unlinked") << "nothing to end";
  link("teacher");
  world->people.disable(Authority::of(world->actor("admin")), "teacher@example.org");
  say("teacher", "unlink");
  {
    const store::ReadSnapshot snapshot(world->database);
    EXPECT_FALSE(is_linked_account(snapshot.session(), account("teacher"))) << "also of somebody who left";
  }
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
}

TEST_P(ChatIdentitiesTest, WhoHasAPasswordOfSomebodyElseSignsInFirst) {
  link("teacher");
  const auto key = training();
  world->people.reset_password(Authority::of(world->actor("admin")), "teacher@example.org", "a new pass phrase 77",
                               true);
  for (const auto& words : {std::string("tasks"), "done " + key + " begin"}) {
    const auto content = say("teacher", words);
    EXPECT_EQ(content.wording, "answer_sign_in");
    EXPECT_TRUE(content.values.empty() && content.lines.empty());
  }
  EXPECT_EQ(world->view_case(key, "quality").one.state, "assigned");
}

TEST_P(ChatIdentitiesTest, LinksAreInTheTrailAndCanBeMadeAgainFromIt) {
  link("teacher");
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
}

TEST_P(ChatIdentitiesTest, AppsAreForAdministratorsAndSecretsAreChecked) {
  ChatAppService apps(world->database, world->clock);
  const std::string secret(32, 'a');
  EXPECT_THROW(apps.set_secret(Authority::of(world->actor("teacher")), "slack", secret), Forbidden);
  EXPECT_THROW(apps.set_secret(Authority::of(world->actor("quality")), "slack", secret), Forbidden);
  EXPECT_THROW(apps.add_team(Authority::of(world->actor("quality")), "Staff"), Forbidden);
  const auto admin = Authority::of(world->actor("admin"));
  for (const auto& wrong : {std::string(), std::string(31, 'a'), std::string(32, 'g'), std::string(129, 'a')}) {
    EXPECT_THROW(apps.set_secret(admin, "slack", wrong), Invalid) << wrong;
  }
  EXPECT_THROW(apps.set_secret(admin, "0123456789abcdef", std::string(44, 'a')), NotFound);
  apps.set_secret(admin, "slack", secret);
  apps.set_secret(admin, "slack", std::string(32, 'b'));
  const auto address = apps.add_team(admin, "Staff");
  EXPECT_THROW(apps.add_team(admin, "Staff"), Invalid);
  EXPECT_THROW(apps.set_secret(admin, address, "short"), Invalid);
  {
    const store::ReadSnapshot snapshot(world->database);
    ASSERT_EQ(list_apps(snapshot.session()).size(), 2U);
    EXPECT_EQ(secret_of(snapshot.session(), *find_app(snapshot.session(), "slack")), std::string(32, 'b'));
    EXPECT_FALSE(find_app(snapshot.session(), address)->has_secret);
  }
  EXPECT_THROW(apps.remove(Authority::of(world->actor("quality")), "slack"), Forbidden);
  apps.remove(admin, "slack");
  {
    const store::ReadSnapshot snapshot(world->database);
    EXPECT_FALSE(find_app(snapshot.session(), "slack"));
  }
  apps.set_secret(admin, "slack", secret);
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
}

}  // namespace

}  // namespace provost::tests
