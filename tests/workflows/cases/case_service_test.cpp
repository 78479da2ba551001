#include <boost/json.hpp>
#include <mutex>
#include <thread>

#include "tests/workflows/cases/cases_world.hpp"
#include "tests/workflows/support/verified.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

namespace {

using namespace workflows;  // NOLINT: names of the errors
using boost::json::array;
using boost::json::object;

class CaseServiceTest : public CasesOnBothDatabases {
 protected:
  std::string opened() { return world->open("request", "teacher", {{"what", "Ten microscopes"}}); }
  std::string asked(const array& approvers = {"approver@example.org"}) {
    auto key = opened();
    world->fire(key, "teacher", "ask", {{"approvers", approvers}, {"amount", "1200 EUR"}, {"wanted_by", "2027-03-31"}});
    return key;
  }
  std::string buying() {
    auto key = asked();
    world->fire(key, "approver", "approve", {}, "", World::password);
    return key;
  }
};

TEST_P(CaseServiceTest, OpensACaseWithKeyTaskAndHistory) {
  const auto key = opened();
  EXPECT_EQ(key, "REQ-1");
  EXPECT_EQ(opened(), "REQ-2");
  const auto view = world->view_case(key, "teacher");
  EXPECT_EQ(view.state_title, "Open");
  EXPECT_EQ(view.one.fields.at("what").as_string(), "Ten microscopes");
  ASSERT_EQ(view.tasks.size(), 1U);
  EXPECT_EQ(view.tasks[0].task.title, "Check the request");
  EXPECT_EQ(view.tasks[0].person_email, "teacher@example.org");
  // Monday 23 November + 2 working days, the whole of Wednesday: it ends when Thursday begins in London.
  EXPECT_EQ(to_text(*view.tasks[0].task.due_at), "2026-11-26T00:00:00.000Z");
  ASSERT_EQ(view.history.size(), 1U);
  EXPECT_EQ(view.history[0].event, "open");
  EXPECT_EQ(view.history[0].actor_name, "teacher");
  EXPECT_EQ(world->tasks("teacher").rows.at(0).key, "REQ-1");
}

TEST_P(CaseServiceTest, RefusesToOpenWithoutTheRoleTheFieldOrTheTitle) {
  const auto entries = world->audit_entries();
  EXPECT_THROW(world->open("request", "approver", {{"what", "x"}}), Forbidden);
  try {
    world->open("request", "teacher", {});
    FAIL();
  } catch (const Invalid& invalid) {
    EXPECT_EQ(invalid.fields().at(0).field, "what");
  }
  EXPECT_THROW(world->open("request", "teacher", {{"what", "x"}}, ""), Invalid);
  EXPECT_THROW(world->open("nothing", "teacher"), NotFound);
  EXPECT_EQ(world->audit_entries(), entries);
  EXPECT_EQ(opened(), "REQ-1");
}

TEST_P(CaseServiceTest, MovesOnWithANewTaskForThePeopleNamed) {
  const auto key = asked();
  const auto view = world->view_case(key, "approver");
  EXPECT_EQ(view.one.state, "asked");
  ASSERT_EQ(view.tasks.size(), 1U);
  EXPECT_EQ(view.tasks[0].person_email, "approver@example.org");
  EXPECT_EQ(to_text(*view.tasks[0].task.due_at), "2027-03-28T23:00:00.000Z");  // three days ahead; summer time began
  EXPECT_EQ(world->tasks("teacher").total, 0);
  EXPECT_EQ(world->possible(key, "approver"), "approve send_back refuse");
  EXPECT_EQ(world->possible(key, "teacher"), "");
}

TEST_P(CaseServiceTest, RefusesAndChangesNothing) {
  const auto key = asked();
  const auto entries = world->audit_entries();
  EXPECT_THROW(world->fire(key, "approver", "fly"), Invalid);
  EXPECT_THROW(world->fire(key, "approver", "order"), Conflict);
  EXPECT_THROW(world->fire(key, "teacher", "approve"), Forbidden);
  EXPECT_THROW(world->fire(key, "approver", "approve"), Invalid);
  EXPECT_THROW(world->fire(key, "approver", "refuse"), Invalid);
  EXPECT_THROW(world->fire(key, "approver", "send_back"), Invalid);
  EXPECT_THROW(world->fire("REQ-9", "approver", "approve"), NotFound);
  EXPECT_EQ(world->view_case(key, "approver").one.state, "asked");
  EXPECT_EQ(world->audit_entries(), entries);
  EXPECT_THROW(world->fire(key, "approver", "approve", {}, "", "a wrong password"), Forbidden);
  EXPECT_EQ(world->view_case(key, "approver").history.size(), 2U);
}

TEST_P(CaseServiceTest, ASignedStepCarriesASignatureThatCanBeChecked) {
  const auto key = buying();
  const auto view = world->view_case(key, "approver");
  EXPECT_EQ(view.one.state, "buying");
  const auto& entry = view.history.back();
  EXPECT_EQ(entry.meaning, "I approve this request");
  EXPECT_NE(entry.statement.find("Case: " + key), std::string::npos);
  EXPECT_NE(entry.statement.find("approver@example.org"), std::string::npos);
  EXPECT_TRUE(entry.signature.starts_with("-----BEGIN SSH SIGNATURE-----"));
  EXPECT_TRUE(entry.signing_key_id.has_value());
}

TEST_P(CaseServiceTest, AQuorumWaitsForEverybodyNamed) {
  const auto key = asked({"approver@example.org", "second.approver@example.org"});
  world->fire(key, "approver", "approve", {}, "", World::password);
  auto view = world->view_case(key, "approver");
  EXPECT_EQ(view.one.state, "asked");
  EXPECT_TRUE(view.history.back().waits_for_others);
  EXPECT_THROW(world->fire(key, "approver", "approve", {}, "", World::password), Conflict);
  world->fire(key, "second.approver", "approve", {}, "", World::password);
  EXPECT_EQ(world->view_case(key, "approver").one.state, "buying");
}

TEST_P(CaseServiceTest, OpensChildrenAndMovesOnWhenTheyAreDone) {
  const auto key = buying();
  const array items{object{{"item", "Microscope"}, {"urgent", true}}, object{{"item", "Lens"}, {"urgent", false}},
                    object{{"item", "Lamp"}, {"urgent", true}}};
  world->fire(key, "reviewer", "order", {{"items", items}});
  auto view = world->view_case(key, "teacher");
  EXPECT_EQ(view.one.state, "waiting");
  ASSERT_EQ(view.children.size(), 2U);
  EXPECT_EQ(view.children[0].title, "Microscope");
  EXPECT_EQ(view.children[1].title, "Lamp");
  EXPECT_EQ(world->view_case(view.children[1].key, "teacher").one.fields.at("name").as_string(), "Lamp");
  world->fire(view.children[0].key, "teacher", "arrive");
  EXPECT_EQ(world->view_case(key, "teacher").one.state, "waiting");
  world->fire(view.children[1].key, "reviewer", "arrive");
  view = world->view_case(key, "teacher");
  EXPECT_EQ(view.one.state, "done");
  EXPECT_TRUE(view.one.closed_at.has_value());
  EXPECT_TRUE(view.history.back().automatic);
  EXPECT_TRUE(view.tasks.empty());
}

TEST_P(CaseServiceTest, MovesOnAtOnceWhenNothingHadToBeOpened) {
  const auto key = buying();
  world->fire(key, "reviewer", "order", {{"items", array{object{{"item", "Lens"}, {"urgent", false}}}}});
  EXPECT_EQ(world->view_case(key, "teacher").one.state, "done");
}

TEST_P(CaseServiceTest, TellsWhoWasFaster) {
  const auto key = asked();
  const auto seen = world->view_case(key, "approver").one.row_version;
  world->fire(key, "approver", "send_back", {}, "Please say how many");
  try {
    world->cases.transition(world->actor("approver"), key, {"approve", {}, "", World::password, seen});
    FAIL();
  } catch (const Stale& stale) {
    const std::string message = stale.what();
    EXPECT_NE(message.find("approver was faster: “Send back”"), std::string::npos) << message;
    EXPECT_NE(message.find("“Open”"), std::string::npos) << message;
  }
}

TEST_P(CaseServiceTest, OfTwoAtOnceOneWins) {
  const auto key = opened();
  const auto seen = world->view_case(key, "teacher").one.row_version;
  int won = 0, lost = 0;
  std::mutex mutex;
  const auto person = world->actor("teacher");
  const auto attempt = [&] {
    try {
      world->cases.transition(
          person, key, {"ask", {{"approvers", array{"approver@example.org"}}, {"amount", "5 EUR"}}, "", "", seen});
      const std::lock_guard lock(mutex);
      ++won;
    } catch (const Stale&) {
      const std::lock_guard lock(mutex);
      ++lost;
    }
  };
  std::thread first(attempt), second(attempt);
  first.join();
  second.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(lost, 1);
  EXPECT_EQ(world->view_case(key, "teacher").history.size(), 2U);
}

TEST_P(CaseServiceTest, FactsDecideAndSayWhyNot) {
  const auto key = buying();
  const auto file = world->folder.path() / "proof.txt";
  write_file(file, "a receipt");
  const auto sha256 = world->cases.attach(world->actor("reviewer"), key, file, "proof.txt");
  try {
    world->fire(key, "reviewer", "prove", {{"proof", sha256}});
    FAIL();
  } catch (const Conflict& conflict) {
    EXPECT_EQ(conflict.reasons().at(0), "“money_is_there” does not hold yet.");
  }
  world->facts.known["money_is_there"] = true;
  world->fire(key, "reviewer", "prove", {{"proof", sha256}});
  EXPECT_EQ(world->view_case(key, "reviewer").one.state, "done");
}

TEST_P(CaseServiceTest, OnlyThoseWhoMaySeeAConfidentialCase) {
  const auto key = world->open("whisper", "teacher", {}, "Something happened");
  EXPECT_NO_THROW(world->view_case(key, "teacher"));
  EXPECT_NO_THROW(world->view_case(key, "quality"));
  EXPECT_THROW(world->view_case(key, "admin"), NotFound);
  EXPECT_THROW(world->view_case(key, "author"), NotFound);
  EXPECT_THROW(world->fire(key, "author", "close"), NotFound);
  EXPECT_THROW(world->cases.comment(world->actor("author"), key, "Hello"), NotFound);
  EXPECT_THROW(world->cases.comment(world->actor("teacher"), key, "What do you think, @author?"), Invalid);
  const store::ReadSnapshot snapshot(world->database);
  cases::CaseQuery query;
  EXPECT_EQ(
      cases::read_cases(snapshot.session(), world->catalogue, world->actor("admin"), query, world->clock.now()).total,
      0);
  EXPECT_EQ(
      cases::read_cases(snapshot.session(), world->catalogue, world->actor("teacher"), query, world->clock.now()).total,
      1);
}

TEST_P(CaseServiceTest, MentionsTellPeopleAndLetThemTakePart) {
  const auto key = opened();
  world->cases.comment(world->actor("teacher"), key, "Is this right, @second.author@example.org and @Reviewer?");
  const auto view = world->view_case(key, "teacher");
  ASSERT_EQ(view.comments.size(), 1U);
  EXPECT_EQ(view.comments[0].mentions, (std::vector<std::string>{"reviewer@example.org", "second.author@example.org"}));
  ASSERT_EQ(world->notices("reviewer").size(), 1U);
  EXPECT_EQ(world->notices("reviewer")[0].key, key);
  EXPECT_TRUE(world->notices("author").empty());
}

TEST_P(CaseServiceTest, ACommentTellsThePeopleChosenToo) {
  const auto key = opened();
  const auto teacher = world->actor("teacher");
  world->cases.comment(teacher, key, "Is this right, @Reviewer?", {"auditor@example.org", "reviewer@example.org"});
  const auto view = world->view_case(key, "teacher");
  EXPECT_EQ(view.comments.at(0).mention_names, (std::vector<std::string>{"reviewer", "auditor"}));
  EXPECT_EQ(world->notices("auditor").size(), 1U);
  EXPECT_EQ(world->notices("reviewer").size(), 1U);
  std::vector<std::string> names;
  for (const auto& person : view.people) names.push_back(person.name);
  EXPECT_EQ(names, (std::vector<std::string>{"auditor", "reviewer", "teacher"}));
  EXPECT_THROW(world->cases.comment(teacher, key, "Hello", {"nobody@example.org"}), Invalid);
  const auto secret = world->open("whisper", "teacher");
  EXPECT_THROW(world->cases.comment(teacher, secret, "Hello", {"author@example.org"}), Invalid);
  EXPECT_EQ(world->view_case(secret, "teacher").comments.size(), 0U);
}

TEST_P(CaseServiceTest, TheBoardOffersWhatThePersonCanDo) {
  const auto key = opened();
  const auto steps = [&](const std::string& person) {
    const auto actor = world->actor(person);
    const store::ReadSnapshot snapshot(world->database);
    std::string text;
    for (const auto& column : cases::read_board(snapshot.session(), world->catalogue, world->facts, actor, "request", 5,
                                                world->clock.now())) {
      for (const auto& card : column.cards) {
        text += column.state + ":" + card.row.key + ":" + std::to_string(card.row_version);
        for (const auto& step : card.steps) text += " " + step.event;
      }
    }
    return text;
  };
  const auto version = std::to_string(world->view_case(key, "teacher").one.row_version);
  EXPECT_EQ(steps("teacher"), "open:" + key + ":" + version + " ask");
  EXPECT_EQ(steps("reviewer"), "open:" + key + ":" + version);
}

TEST_P(CaseServiceTest, LinksAndFilesComeAndGo) {
  const auto key = opened();
  const auto number = world->new_policy();
  world->release(number);
  const auto teacher = world->actor("teacher");
  world->cases.link(teacher, key, "document", number);
  world->cases.link(teacher, key, "clause", "8.4.1");
  EXPECT_THROW(world->cases.link(teacher, key, "document", "PO-999"), Invalid);
  EXPECT_THROW(world->cases.link(teacher, key, "case", key), Invalid);
  EXPECT_THROW(world->cases.link(teacher, key, "clause", "8.4.1"), Conflict);
  EXPECT_THROW(world->cases.link(world->actor("approver"), key, "clause", "4.1"), Forbidden);
  auto view = world->view_case(key, "teacher");
  ASSERT_EQ(view.links.size(), 2U);
  EXPECT_EQ(view.links[1].title, "Attendance");
  world->cases.unlink(teacher, key, view.links[0].link.id);
  EXPECT_EQ(world->view_case(key, "teacher").links.size(), 1U);

  const auto file = world->folder.path() / "quote.txt";
  write_file(file, "a quote");
  const auto sha256 = world->cases.attach(teacher, key, file, "quote.txt");
  EXPECT_THROW(world->cases.attach(teacher, key, file, "again.txt"), Conflict);
  EXPECT_EQ(world->view_case(key, "teacher").attachments.at(0).media_type, "text/plain");
  world->cases.detach(teacher, key, sha256, "The wrong quote");
  EXPECT_TRUE(world->view_case(key, "teacher").attachments.empty());
}

TEST_P(CaseServiceTest, AFileThatAnAnswerNamesStays) {
  world->publish(R"(workflow: tidy
title: Tidying
code: TDY
start: open
opened_by: [anybody]
fields:
  - {name: photographs, type: table, label: Photographs, columns: [{name: photograph, type: file, label: Photograph}]}
states:
  open: {title: Open}
  done: {title: Done, final: true}
transitions:
  - {event: show, title: Show, from: open, by: [owner], needs: [photographs]}
  - {event: finish, title: Finish, from: open, to: done, by: [owner]}
)");
  const auto teacher = world->actor("teacher");
  const auto key = world->open("tidy", "teacher");
  const auto file = world->folder.path() / "shelf.txt";
  write_file(file, "a shelf");
  const auto sha256 = world->cases.attach(teacher, key, file, "shelf.txt");
  world->fire(key, "teacher", "show",
              {{"photographs", boost::json::array{boost::json::object{{"photograph", sha256}}}}});
  EXPECT_THROW(world->cases.detach(teacher, key, sha256, "Blurred"), Conflict);
  EXPECT_EQ(world->view_case(key, "teacher").attachments.size(), 1U);
}

TEST_P(CaseServiceTest, ARoleTaskCanBeTakenAndHandedOver) {
  const auto key = buying();
  auto view = world->view_case(key, "reviewer");
  ASSERT_EQ(view.tasks.size(), 1U);
  EXPECT_TRUE(view.tasks[0].can_take);
  EXPECT_EQ(view.tasks[0].role_label, "Reviewer");
  EXPECT_EQ(world->tasks("second.reviewer").total, 1);
  world->cases.assign_task(world->actor("reviewer"), key, view.tasks[0].task.id, "reviewer@example.org");
  EXPECT_EQ(world->tasks("second.reviewer").total, 0);
  EXPECT_EQ(world->tasks("reviewer").total, 1);
  EXPECT_THROW(
      world->cases.assign_task(world->actor("reviewer"), key, view.tasks[0].task.id, "second.reviewer@example.org"),
      Forbidden);
  EXPECT_THROW(world->cases.assign_task(world->actor("teacher"), key, view.tasks[0].task.id, "author@example.org"),
               Invalid);
  world->cases.assign_task(world->actor("teacher"), key, view.tasks[0].task.id, "second.reviewer@example.org");
  EXPECT_EQ(world->tasks("second.reviewer").total, 1);
}

TEST_P(CaseServiceTest, ANewOwnerGetsTheOwnersTasks) {
  const auto key = opened();
  EXPECT_THROW(world->cases.change_owner(world->actor("author"), key, "author@example.org", "Mine"), Forbidden);
  world->cases.change_owner(world->actor("teacher"), key, "author@example.org", "I leave the school");
  EXPECT_EQ(world->tasks("author").total, 1);
  EXPECT_EQ(world->tasks("teacher").total, 0);
  EXPECT_EQ(world->possible(key, "teacher"), "");
  EXPECT_EQ(world->notices("author").size(), 1U);
}

TEST_P(CaseServiceTest, NobodyIsNamedAfterTheirLastDay) {
  const auto key = opened();
  const auto operators = workflows::people::Authority::operator_of_data();
  world->people.limit_access(operators, "author@example.org", "2026-11-23");
  const auto take_over = [&] {
    world->cases.change_owner(world->actor("teacher"), key, "author@example.org", "Leave");
  };
  EXPECT_NO_THROW(world->cases.comment(world->actor("teacher"), key, "Please see", {"author@example.org"}));
  world->clock.move(std::chrono::hours(24));
  EXPECT_THROW(take_over(), Invalid);
  world->people.limit_access(operators, "author@example.org", "2026-11-24");
  EXPECT_NO_THROW(take_over());
}

TEST_P(CaseServiceTest, RunningCasesStayOnTheirVersion) {
  const auto old_key = opened();
  std::string changed = request_yaml;
  changed.replace(changed.find("title: Request"), 14, "title: Purchase");
  world->publish(changed);
  const auto new_key = opened();
  EXPECT_EQ(world->view_case(old_key, "teacher").version.definition->title, "Request");
  EXPECT_EQ(world->view_case(old_key, "teacher").newest_version, 2);
  EXPECT_EQ(world->view_case(new_key, "teacher").version.definition->title, "Purchase");
}

TEST_P(CaseServiceTest, EverythingFitsTheAuditTrail) {
  const auto key = buying();
  world->fire(key, "reviewer", "order", {{"items", array{object{{"item", "Lamp"}, {"urgent", true}}}}});
  world->cases.comment(world->actor("teacher"), key, "Thank you @reviewer");
  const auto report = verified(*world, world->catalogue);
  EXPECT_FALSE(report.first_discrepancy) << report.first_discrepancy->where << " " << report.first_discrepancy->what;
}

PROVOST_ON_BOTH_DATABASES(CaseServiceTest);

}  // namespace

}  // namespace provost::tests
