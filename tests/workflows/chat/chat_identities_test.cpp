#include "workflows/chat/chat_identities.hpp"

#include "tests/workflows/chat/chat_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/notices/notices.hpp"

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
  bool is_open(const std::string& code, const std::string& reader = "teacher") {
    const store::ReadSnapshot snapshot(world->database);
    return account_of_code(snapshot.session(), code, world->actor(reader).person_id, world->clock.now()).has_value();
  }
  LinkOffer confirm(const std::string& who, const std::string& code) {
    return identities->confirm(world->actor(who), code, world->password);
  }
  std::vector<std::string> told(const std::string& who) {
    const store::ReadSnapshot snapshot(world->database);
    std::vector<std::string> texts;
    for (const auto& notice : notices::read_notices(snapshot.session(), world->actor(who).person_id, true, 10)) {
      texts.push_back(notice.text);
    }
    return texts;
  }
  std::int64_t entries(const std::string& action) {
    const store::ReadSnapshot snapshot(world->database);
    return snapshot.session().number("SELECT COUNT(*) AS n FROM audit_events WHERE action = :action", {action});
  }
  static std::string other_than(const std::string& digits) { return digits == "000000" ? "000001" : "000000"; }
  static ChatAccount in_team(const std::string& address, const std::string& tenant = "tenant-1") {
    return {"teams", tenant + " " + address, "member-1", "Theo", "Staff"};
  }
};
PROVOST_ON_BOTH_DATABASES(ChatIdentitiesTest);

TEST_P(ChatIdentitiesTest, ACodeLinksOnceAndEndsAfterFifteenMinutes) {
  auto code = identities->begin(account("teacher"));
  world->clock.move(link_life);
  EXPECT_FALSE(is_open(code));
  EXPECT_THROW(confirm("teacher", code), NotFound);
  code = identities->begin(account("teacher"));
  world->clock.move(link_life - std::chrono::milliseconds(1));
  EXPECT_TRUE(is_open(code));
  auto offer = confirm("teacher", code);
  EXPECT_EQ(offer.account.member, "Uteacher");
  EXPECT_EQ(owner("teacher"), "") << "the page alone links nothing";
  world->clock.move(link_life);
  EXPECT_EQ(identities->complete(account("teacher"), offer.digits), LinkOutcome::nothing_waits);
  offer = confirm("teacher", identities->begin(account("teacher")));
  world->clock.move(link_life - std::chrono::milliseconds(1));
  EXPECT_EQ(identities->complete(account("teacher"), offer.digits), LinkOutcome::linked);
  EXPECT_EQ(owner("teacher"), "teacher@example.org");
  EXPECT_EQ(identities->complete(account("teacher"), offer.digits), LinkOutcome::nothing_waits);
  EXPECT_THROW(confirm("author", code), NotFound);
  EXPECT_THROW(confirm("teacher", "nonsense"), NotFound);
}

TEST_P(ChatIdentitiesTest, OnlyWhoHasBothTheCodeAndTheAccountIsLinked) {
  // In Teams everybody reads the code. Whoever opens it first is shown digits, which the account's owner never sees.
  const auto code = identities->begin(account("teacher"));
  const auto stolen = confirm("author", code);
  EXPECT_FALSE(is_open(code, "teacher"));
  EXPECT_TRUE(is_open(code, "author"));
  EXPECT_THROW(confirm("teacher", code), NotFound) << "and is told to ask again";
  // A code that is sent to somebody: they are shown the digits, and the sender has to guess.
  for (std::int64_t guess = 1; guess < most_wrong_digits; ++guess) {
    EXPECT_EQ(identities->complete(account("teacher"), other_than(stolen.digits)), LinkOutcome::wrong_digits);
  }
  EXPECT_EQ(identities->complete(account("teacher"), other_than(stolen.digits)), LinkOutcome::nothing_waits);
  EXPECT_EQ(identities->complete(account("teacher"), stolen.digits), LinkOutcome::nothing_waits) << "five were wrong";
  EXPECT_EQ(owner("teacher"), "");
  const auto next = identities->begin(account("teacher"));
  const auto first = confirm("teacher", next);
  const auto second = confirm("teacher", next);
  if (first.digits != second.digits) {
    EXPECT_EQ(identities->complete(account("teacher"), first.digits), LinkOutcome::wrong_digits);
  }
  EXPECT_EQ(identities->complete(account("teacher"), second.digits), LinkOutcome::linked);
}

TEST_P(ChatIdentitiesTest, DigitsThatAnotherAccountSaysAreWorthNothing) {
  // Whoever was sent the link of another account, and says the digits where all can read them.
  const auto offer = confirm("teacher", identities->begin(account("author")));
  EXPECT_EQ(entries("chat.link_confirmed"), 1);
  EXPECT_EQ(identities->complete(account("teacher"), other_than(offer.digits)), LinkOutcome::nothing_waits);
  EXPECT_EQ(entries("chat.link_refused"), 0);
  EXPECT_EQ(identities->complete(account("teacher"), offer.digits), LinkOutcome::nothing_waits);
  EXPECT_EQ(identities->complete(account("author"), offer.digits), LinkOutcome::nothing_waits);
  EXPECT_EQ(owner("author"), "");
  EXPECT_NE(told("teacher").front().find("“author” was not linked with you"), std::string::npos);
  EXPECT_EQ(entries("chat.link_refused"), 1);
  // Also when the speaker has begun something of their own, which stays.
  const auto other = confirm("teacher", identities->begin(account("author")));
  const auto own = confirm("quality", identities->begin(account("quality")));
  if (own.digits != other.digits) {
    EXPECT_EQ(identities->complete(account("quality"), other.digits), LinkOutcome::wrong_digits);
    EXPECT_EQ(identities->complete(account("author"), other.digits), LinkOutcome::nothing_waits);
    EXPECT_EQ(identities->complete(account("quality"), own.digits), LinkOutcome::linked);
  }
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
}

TEST_P(ChatIdentitiesTest, AskingForANewLinkIsNoGuess) {
  const auto offer = confirm("teacher", identities->begin(account("teacher")));
  EXPECT_EQ(say("teacher", "link").wording, "answer_link") << "somebody who lost the digits";
  EXPECT_EQ(identities->complete(account("teacher"), offer.digits), LinkOutcome::nothing_waits);
}

TEST_P(ChatIdentitiesTest, ConfirmingAsksForThePasswordAndGuessingItIsSlowedDown) {
  const auto code = identities->begin(account("teacher"));
  const auto teacher = world->actor("teacher");
  EXPECT_THROW(identities->confirm(teacher, code, ""), Invalid);
  for (int times = 0; times < 4; ++times) EXPECT_THROW(identities->confirm(teacher, code, "a wrong one"), Invalid);
  EXPECT_THROW(confirm("teacher", code), TooBusy);
  EXPECT_EQ(entries("signature.secret_refused"), 5);
  world->clock.move(std::chrono::minutes(2));
  const auto offer = confirm("teacher", code);
  EXPECT_EQ(identities->complete(account("teacher"), offer.digits), LinkOutcome::linked);
}

TEST_P(ChatIdentitiesTest, ThePersonIsToldOfEachLinkMadeAndEnded) {
  link("teacher");
  ASSERT_EQ(told("teacher").size(), 1U);
  EXPECT_NE(told("teacher")[0].find("Slack account “teacher” can now act for you"), std::string::npos);
  std::int64_t id = 0;
  {
    const store::ReadSnapshot snapshot(world->database);
    id = identities_of(snapshot.session(), world->actor("teacher").person_id).front().id;
  }
  identities->end(world->actor("teacher"), id);
  EXPECT_EQ(told("teacher").size(), 2U);
  EXPECT_EQ(entries("chat.linked"), 1);
  EXPECT_EQ(entries("chat.unlinked"), 1);
}

TEST_P(ChatIdentitiesTest, APasswordSetByAnAdministratorAndTheEndOfAccessEndLinks) {
  const auto admin = Authority::of(world->actor("admin"));
  link("teacher");
  link("author");
  auto elsewhere = account("teacher");
  elsewhere.workspace = "T2";
  const auto waiting = confirm("teacher", identities->begin(elsewhere));
  world->people.change_own_password(world->actor("teacher"), world->password, "a new pass phrase 76");
  EXPECT_EQ(owner("teacher"), "teacher@example.org") << "one's own change leaves them";
  EXPECT_NE(told("teacher").front().find("still acts for you in chat: Slack account “teacher”"), std::string::npos);
  world->people.reset_password(admin, "teacher@example.org", "a new pass phrase 77", true);
  EXPECT_EQ(owner("teacher"), "");
  EXPECT_NE(told("teacher").front().find("an administrator gave you a new password"), std::string::npos);
  EXPECT_EQ(identities->complete(elsewhere, waiting.digits), LinkOutcome::nothing_waits);
  world->people.disable(admin, "author@example.org");
  world->people.enable(admin, "author@example.org");
  EXPECT_EQ(owner("author"), "") << "access again is no link again";
  EXPECT_EQ(entries("chat.unlinked"), 2);
  EXPECT_EQ(say("author", "tasks").wording, "answer_link");
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
}

TEST_P(ChatIdentitiesTest, InTeamsALinkCountsInOtherTeamsWhereAnAdministratorSaidSo) {
  ChatAppService apps(world->database, world->clock);
  const auto admin = Authority::of(world->actor("admin"));
  const auto staff = apps.add_team(admin, "Staff");
  const auto teachers = apps.add_team(admin, "Teachers");
  const auto strangers = apps.add_team(admin, "Strangers");
  const auto owner_in = [&](const ChatAccount& asked) {
    const store::ReadSnapshot snapshot(world->database);
    const auto person = person_of(snapshot.session(), asked, world->clock.now());
    return person ? person->email : "";
  };
  EXPECT_EQ(link(in_team(staff), "teacher"), LinkOutcome::linked);
  EXPECT_EQ(owner_in(in_team(teachers)), "");
  EXPECT_THROW(apps.share_links(Authority::of(world->actor("quality")), staff, true), Forbidden);
  EXPECT_THROW(apps.share_links(admin, "slack", true), NotFound);
  apps.share_links(admin, teachers, true);
  EXPECT_EQ(owner_in(in_team(teachers)), "") << "both have to be said";
  apps.share_links(admin, staff, true);
  EXPECT_EQ(owner_in(in_team(teachers)), "teacher@example.org");
  EXPECT_EQ(owner_in(in_team(strangers)), "");
  EXPECT_EQ(owner_in(in_team(teachers, "tenant-2")), "") << "of another organisation";
  EXPECT_THROW(link(in_team(teachers), "author"), Conflict);
  identities->end(in_team(teachers));
  EXPECT_EQ(owner_in(in_team(staff)), "") << "“unlink” ends it wherever it counts";
  EXPECT_EQ(link(in_team(staff), "teacher"), LinkOutcome::linked);
  apps.remove(admin, staff);
  EXPECT_EQ(owner_in(in_team(teachers)), "") << "what came from a removed team proves nothing";
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
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
  EXPECT_THROW(confirm("author", again), Conflict);
  EXPECT_THROW(confirm("teacher", again), Conflict);
  EXPECT_THROW(confirm("teacher", identities->begin(account("author"))), Conflict);
  auto elsewhere = account("author");
  elsewhere.workspace = "T2";
  EXPECT_EQ(link(elsewhere, "teacher"), LinkOutcome::linked);
  EXPECT_EQ(owner("teacher"), "teacher@example.org");
}

TEST_P(ChatIdentitiesTest, WhatIsLinkedInBetweenIsNotLinkedAgain) {
  const auto offer = confirm("teacher", identities->begin(account("first")));
  const auto other = confirm("teacher", identities->begin(account("second")));
  EXPECT_EQ(identities->complete(account("first"), offer.digits), LinkOutcome::linked);
  EXPECT_THROW(identities->complete(account("second"), other.digits), Conflict);
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
  EXPECT_EQ(link(account("teacher"), "author"), LinkOutcome::linked);
  EXPECT_EQ(owner("teacher"), "author@example.org");
}

TEST_P(ChatIdentitiesTest, GuestsAndThoseWhoLeftActForNobody) {
  EXPECT_THROW(link("external"), Forbidden);
  link("teacher");
  link("author");
  const auto admin = Authority::of(world->actor("admin"));
  world->people.limit_access(admin, "teacher@example.org", "2026-11-23");
  world->clock.move(std::chrono::hours(24));
  EXPECT_EQ(owner("teacher"), "");
  world->people.change_roles(admin, "author@example.org", {people::Role::external_auditor});
  EXPECT_EQ(owner("author"), "");
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_no_access");
  EXPECT_EQ(say("author", "tasks").wording, "answer_no_access");
  EXPECT_EQ(say("author", "tasks").path, "") << "no link for somebody known";
}

TEST_P(ChatIdentitiesTest, WhoeverSpeaksThroughAnAccountEndsItsLinkWithWhomeverItIs) {
  // Somebody was talked into typing digits that are not their own.
  EXPECT_EQ(link(account("teacher"), "author"), LinkOutcome::linked);
  link("quality");
  EXPECT_EQ(say("teacher", "unlink").wording, "answer_unlinked");
  EXPECT_EQ(owner("teacher"), "");
  EXPECT_EQ(owner("quality"), "quality@example.org") << "no other account";
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_link");
  EXPECT_EQ(say("teacher", "Unlink").wording, "answer_unlinked") << "nothing to end";
  link("teacher");
  world->people.change_roles(Authority::of(world->actor("admin")), "teacher@example.org",
                             {people::Role::external_auditor});
  say("teacher", "unlink");
  {
    const store::ReadSnapshot snapshot(world->database);
    EXPECT_FALSE(is_linked_account(snapshot.session(), account("teacher"))) << "also of somebody whose access ended";
  }
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where;
}

TEST_P(ChatIdentitiesTest, TheDigitsAreSaidInTheChatAndTheAnswerNamesForWhomItActs) {
  EXPECT_EQ(say("teacher", "link 123456").wording, "answer_link") << "nobody confirmed anything";
  const auto asked = say("teacher", "tasks");
  const auto offer = confirm("teacher", asked.path.substr(std::string("/account/chat?code=").size()));
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_link") << "a new question ends what was begun";
  EXPECT_EQ(say("teacher", "link " + offer.digits).wording, "answer_link");
  const auto again = say("teacher", "tasks");
  const auto next = confirm("teacher", again.path.substr(std::string("/account/chat?code=").size()));
  EXPECT_EQ(say("teacher", "link " + other_than(next.digits)).wording, "answer_wrong_digits");
  const auto linked = say("teacher", "link " + next.digits.substr(0, 3) + " " + next.digits.substr(3));
  EXPECT_EQ(linked.wording, "answer_linked");
  EXPECT_EQ(linked.values.at("name"), "teacher");
  EXPECT_EQ(say("teacher", "link " + next.digits).wording, "answer_linked") << "said twice";
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_no_tasks");
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
