#include "workflows/chat/chat_service.hpp"

#include <boost/json.hpp>

#include "tests/workflows/chat/chat_world.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/hashing.hpp"
#include "workflows/messages/preferences.hpp"

namespace provost::tests {

namespace {

using namespace workflows;
using namespace workflows::chat;
using boost::json::array;

class ChatServiceTest : public ChatTest {
 protected:
  std::string state(const std::string& key) const { return world->view_case(key, "quality").one.state; }
  static std::string all_text(const ReplyContent& content) {
    std::string text = boost::json::serialize(content.values);
    for (const auto& line : content.lines) text += line.text.phrase + boost::json::serialize(line.text.values) + "\n";
    return text;
  }
  std::string complaint_about(const std::string& who) {
    return world->open("complaint", "author",
                       {{"kind", "complaint"}, {"complaint", "It was loud"}, {"about", array{who + "@example.org"}}},
                       "About a colleague");
  }
};
PROVOST_ON_BOTH_DATABASES(ChatServiceTest);

TEST_P(ChatServiceTest, SomebodyUnknownGetsALinkAndNothingElse) {
  const auto key = training();
  for (const auto* words : {"tasks", "find policy", "status", "help"}) {
    const auto content = say("teacher", words);
    EXPECT_EQ(content.wording, "answer_link");
    EXPECT_TRUE(content.path.starts_with("/account/chat?code="));
    EXPECT_TRUE(content.lines.empty());
  }
  say("teacher", "done " + key + " begin");
  EXPECT_EQ(state(key), "assigned");
}

TEST_P(ChatServiceTest, TasksComeWithTheStepsThatNeedNothingMore) {
  link("teacher");
  EXPECT_EQ(say("teacher", "").wording, "answer_no_tasks");
  const auto key = training();
  const auto content = say("teacher", "");
  ASSERT_EQ(content.wording, "answer_tasks");
  ASSERT_EQ(content.lines.size(), 1U);
  EXPECT_EQ(content.lines[0].text.phrase, "task_line");
  EXPECT_EQ(content.lines[0].text.values, (boost::json::object{{"key", key},
                                                               {"title", "Fire safety"},
                                                               {"task", "Begin the training"},
                                                               {"is_overdue", false},
                                                               {"due", "2026-12-18"}}));
  EXPECT_EQ(content.lines[0].path, "/cases/" + key);
  ASSERT_EQ(content.lines[0].buttons.size(), 3U);
  EXPECT_EQ(content.lines[0].buttons[1].label.values.at("step"), "I have completed it");
  EXPECT_EQ(say("teacher", content.lines[0].buttons[1].words).wording, "answer_done");
  EXPECT_EQ(state(key), "completed");
  EXPECT_EQ(world->view_case(key, "quality").one.fields.at("completed_on"), "2026-11-23") << "the day it was said";
  const auto view = world->view_case(key, "quality");
  EXPECT_EQ(view.history.back().actor, "teacher@example.org");
}

TEST_P(ChatServiceTest, StepsWithAFormAReasonOrASignatureLeadToThePage) {
  link("quality");
  const auto key = training();
  world->fire(key, "teacher", "complete", {{"completed_on", "2026-11-23"}});
  auto content = say("quality", "done " + key);
  EXPECT_EQ(content.wording, "answer_on_page");
  EXPECT_EQ(content.path, "/cases/" + key);
  EXPECT_EQ(state(key), "completed");
  link("approver");
  link("reviewer");
  const auto number = world->new_policy();
  world->transition(number, "author", documents::Event::submit);
  content = say("reviewer", "done " + number);
  EXPECT_EQ(content.wording, "answer_on_page");
  world->transition(number, "reviewer", documents::Event::review);
  for (const auto* word : {"approve ", "sign ", "done "}) {
    content = say("approver", word + number);
    EXPECT_EQ(content.wording, "answer_on_page") << word;
    EXPECT_EQ(content.path, "/documents/" + number);
  }
}

TEST_P(ChatServiceTest, SeveralStepsAreOfferedAndOneCanBeNamed) {
  link("teacher");
  const auto key = training();
  const auto content = say("teacher", "done " + key);
  EXPECT_EQ(content.wording, "answer_choose");
  ASSERT_EQ(content.lines.size(), 2U);
  EXPECT_EQ(state(key), "assigned");
  EXPECT_EQ(say("teacher", "done " + key + " Begin").wording, "answer_done");
  EXPECT_EQ(state(key), "in_progress");
  EXPECT_EQ(say("teacher", "acknowledge " + key).wording, "answer_done") << "one step is left";
}

TEST_P(ChatServiceTest, AForeignTaskAGoneOneAndOneThatNeverWasChangeNothing) {
  link("teacher");
  link("author");
  const auto key = training();
  const auto words = say("teacher", "tasks").lines[0].buttons[0].words;
  EXPECT_EQ(say("author", words).wording, "answer_not_yours");
  EXPECT_EQ(say("author", "done " + key).wording, "answer_nothing_waits") << "they may know of it";
  EXPECT_EQ(state(key), "assigned");
  EXPECT_EQ(say("teacher", words).wording, "answer_done");
  const auto again = say("teacher", words);
  EXPECT_EQ(again.wording, "answer_already_done");
  EXPECT_TRUE(again.values.contains("by_you"));
  EXPECT_EQ(say("teacher", "done task:999999").wording, "answer_not_yours");
  EXPECT_EQ(say("teacher", "done NO-1").wording, "answer_not_yours");
  EXPECT_EQ(say("teacher", "done").wording, "answer_help");
}

TEST_P(ChatServiceTest, WhoStandsInForSomebodyActsForThem) {
  link("author");
  const auto key = training();
  cases::DelegationService delegations(world->database, world->clock);
  delegations.delegate(world->actor("teacher"), "teacher@example.org", "author@example.org", *parse_day("2026-11-23"),
                       *parse_day("2026-11-30"), "On leave");
  const auto words = say("author", "tasks").lines.at(0).buttons[0].words;
  EXPECT_EQ(say("author", words).wording, "answer_done");
  EXPECT_EQ(state(key), "in_progress");
}

TEST_P(ChatServiceTest, APersonKeptOutOfACaseLearnsNothingOfIt) {
  link("quality");
  const auto key = complaint_about("quality");
  for (const auto& words : {std::string("tasks"), "done " + key, "sign " + key, "snooze " + key}) {
    const auto content = say("quality", words);
    EXPECT_EQ(all_text(content).find("colleague"), std::string::npos) << words;
    EXPECT_EQ(all_text(content).find(key), std::string::npos) << words;
  }
}

TEST_P(ChatServiceTest, WhereOthersReadOnlyWhatEverybodyMayKnowIsNamed) {
  link("quality");
  complaint_about("teacher");
  const auto alone = say("quality", "tasks");
  EXPECT_NE(all_text(alone).find("About a colleague"), std::string::npos);
  const auto among_others = say("quality", "tasks", true);
  EXPECT_EQ(all_text(among_others).find("colleague"), std::string::npos);
  EXPECT_EQ(among_others.values.at("waiting"), alone.values.at("waiting"));
  link("author");
  const auto number = world->new_policy("# Draft of ours\n");
  EXPECT_NE(all_text(say("author", "find draft")).find(number), std::string::npos);
  EXPECT_EQ(say("author", "find draft", true).wording, "answer_none_found");
}

TEST_P(ChatServiceTest, WhereOthersReadNothingOfAConfidentialCaseIsToldWhateverIsAskedOfIt) {
  link("quality");
  const auto key = world->open(
      "complaint", "author", {{"kind", "complaint"}, {"complaint", "It was loud"}, {"handler", "quality@example.org"}},
      "About a colleague");
  world->fire(key, "quality", "acknowledge", {{"acknowledgement", "It arrived"}});
  world->fire(key, "quality", "assess", {{"assessment", "Not grave"}, {"urgent", false}});
  const auto task = std::to_string(world->view_case(key, "quality").tasks.at(0).task.id);
  const auto keeps_silent = [&](const ReplyContent& content, const std::string& words) {
    const auto text = all_text(content);
    for (const auto* told : {"colleague", "nvestigat", "quality@", "\"by\"", "\"when\"", "\"step\"", "\"text\""}) {
      EXPECT_EQ(text.find(told), std::string::npos) << words << ": " << text;
    }
    EXPECT_TRUE(content.lines.empty()) << words;
  };
  for (const auto& words : {"snooze " + key + " some day", "sign " + key, "valid " + key, "done " + key + " assess"}) {
    keeps_silent(say("quality", words, true), words);
  }
  EXPECT_EQ(say("quality", "snooze " + key + " some day").wording, "answer_no_day");
  const auto refused = say("quality", "snooze " + key + " some day", true);
  EXPECT_EQ(refused.wording, "answer_see_page");
  EXPECT_EQ(refused.path, "/cases/" + key);
  world->fire(key, "quality", "investigate", {});
  const auto again = say("quality", "done task:" + task, true);
  EXPECT_EQ(again.wording, "answer_already_done");
  keeps_silent(again, "done again");
  EXPECT_TRUE(say("quality", "done task:" + task).values.contains("by")) << "alone, everything is told";
}

TEST_P(ChatServiceTest, WhereOthersReadTheStepsOfACaseThatIsNotForEverybodyAreNotNamed) {
  link("teacher");
  const auto key = training();
  {
    store::WriteTransaction transaction(world->database, world->clock);
    transaction.session().execute("INSERT INTO case_exclusions (case_id, person_id) VALUES (:case_id, :person)",
                                  {world->view_case(key, "teacher").one.id, world->actor("author").person_id});
    transaction.commit();
  }
  const auto choice = say("teacher", "done " + key, true);
  EXPECT_EQ(choice.wording, "answer_see_page");
  EXPECT_TRUE(choice.lines.empty());
  const auto done = say("teacher", "done " + key + " begin", true);
  EXPECT_EQ(done.wording, "answer_done");
  EXPECT_EQ(done.values, (boost::json::object{{"key", key}}));
  EXPECT_EQ(state(key), "in_progress");
}

TEST_P(ChatServiceTest, ADocumentIsConfirmedWithAReasonOnly) {
  link("author");
  link("teacher");
  const auto number = world->new_policy();
  world->release(number);
  auto content = say("author", "valid " + number);
  EXPECT_EQ(content.wording, "answer_why");
  EXPECT_EQ(content.reason_words, "valid " + number);
  EXPECT_EQ(say("teacher", "valid " + number + " because").wording, "answer_refused");
  EXPECT_EQ(say("author", content.reason_words, false, "Read again").wording, "answer_still_valid");
  const auto reviews = world->view(number, "author").reviews;
  ASSERT_EQ(reviews.size(), 1U);
  EXPECT_EQ(reviews[0].reason, "Read again");
}

TEST_P(ChatServiceTest, ATaskIsPutOffByItsKeyOrItsButton) {
  link("teacher");
  link("author");
  const auto key = training();
  const auto words = say("teacher", "tasks").lines[0].buttons.back().words;
  EXPECT_EQ(say("author", words).wording, "answer_not_yours");
  auto content = say("teacher", words);
  EXPECT_EQ(content.wording, "answer_snoozed");
  EXPECT_EQ(content.values.at("day"), "2026-11-24");
  EXPECT_EQ(say("teacher", "tasks").wording, "answer_no_tasks");
  content = say("teacher", "snooze " + key + " until next week");
  EXPECT_EQ(content.values.at("day"), "2026-11-30");
  EXPECT_EQ(say("teacher", "snooze " + key + " some day").wording, "answer_no_day");
  EXPECT_EQ(say("author", "snooze " + key).wording, "answer_not_yours");
}

TEST_P(ChatServiceTest, TheAnswerSpeaksTheLanguageThatThePersonChoseAndUnderstandsItsWords) {
  EXPECT_EQ(say("teacher", "tasks").language, "") << "of somebody unknown: the organisation's";
  link("teacher");
  EXPECT_EQ(say("teacher", "tasks").language, "");
  messages::Preferences german;
  german.language = "de";
  messages::PreferenceService(world->database, world->clock).change(world->actor("teacher"), german);
  const auto key = training();
  vocabulary.add("snooze", "verschiebe");
  vocabulary.add("until", "auf");
  vocabulary.add("next_week", "nächste Woche");
  const auto content = say("teacher", "Verschiebe " + key + " auf NÄCHSTE Woche");
  EXPECT_EQ(content.language, "de");
  EXPECT_EQ(content.wording, "answer_snoozed");
  EXPECT_EQ(content.values.at("day"), "2026-11-30");
  EXPECT_EQ(chat->language_of(account("teacher")), "de");
  EXPECT_EQ(chat->language_of(account("author")), "");
  EXPECT_EQ(say("teacher", "unlink").language, "de") << "also the last answer";
}

TEST_P(ChatServiceTest, WhatComesAgainIsCarriedOutOnceWhateverHappensInBetween) {
  link("teacher");
  const auto key = training();
  const auto asked = request("teacher", "snooze " + key);
  EXPECT_EQ(chat->answer(asked, vocabulary).wording, "answer_snoozed");
  EXPECT_EQ(chat->answer(asked, vocabulary).wording, "answer_done_before");
  const auto begin = request("teacher", "done " + key + " begin");
  EXPECT_EQ(chat->answer(begin, vocabulary).wording, "answer_done");
  // Typed without a step, it would take whichever is left.
  auto next = request("teacher", "done " + key);
  EXPECT_EQ(chat->answer(next, vocabulary).wording, "answer_done");
  const auto after = state(key);
  world->clock.move(std::chrono::hours(1));
  const auto again = chat->answer(next, vocabulary);
  EXPECT_EQ(again.wording, "answer_done_before") << "also when it is too old to be carried out";
  EXPECT_EQ(again.values.at("key").as_string(), key);
  EXPECT_EQ(state(key), after);
  const store::ReadSnapshot snapshot(world->database);
  EXPECT_EQ(snapshot.session().number("SELECT COUNT(*) AS n FROM audit_events WHERE action = 'task.snoozed'"), 1);
}

TEST_P(ChatServiceTest, WhileARequestIsBeingCarriedOutNobodyElseStartsIt) {
  link("teacher");
  const auto key = training();
  const auto asked = request("teacher", "done " + key + " begin");
  const auto begun = requests->begin({world->actor("teacher").person_id, "chat", asked.key,
                                      sha256_hex(asked.key + "\n" + asked.words + "\n" + asked.reason)});
  EXPECT_THROW(chat->answer(asked, vocabulary), TooBusy);
  EXPECT_EQ(state(key), "assigned");
  requests->forget(std::get<idempotency::Begun>(begun).claim);
  EXPECT_EQ(chat->answer(asked, vocabulary).wording, "answer_done");
}

TEST_P(ChatServiceTest, WhatWasRefusedIsNotNotedAsDone) {
  link("author");
  link("teacher");
  const auto number = world->new_policy();
  world->release(number);
  for (const auto& words : {"valid " + number + " because", "snooze " + number + " some day", "done " + number}) {
    const auto asked = request("teacher", words);
    const auto first = chat->answer(asked, vocabulary).wording;
    EXPECT_EQ(chat->answer(asked, vocabulary).wording, first) << words;
    EXPECT_NE(first, "answer_done_before");
  }
}

TEST_P(ChatServiceTest, WhatIsOlderThanFiveMinutesChangesNothing) {
  link("teacher");
  const auto key = training();
  const auto asked = request("teacher", "done " + key + " begin");
  const auto in_time = request("teacher", "snooze " + key);
  const auto reading = request("teacher", "tasks");
  world->clock.move(carried_out_within);
  EXPECT_EQ(chat->answer(in_time, vocabulary).wording, "answer_snoozed");
  world->clock.move(std::chrono::milliseconds(1));
  EXPECT_EQ(chat->answer(asked, vocabulary).wording, "answer_too_late");
  EXPECT_EQ(state(key), "assigned");
  EXPECT_NE(chat->answer(reading, vocabulary).wording, "answer_too_late");
}

}  // namespace

}  // namespace provost::tests
