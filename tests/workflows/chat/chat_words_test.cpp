#include "workflows/chat/chat_words.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

using namespace workflows::chat;

namespace {

Command parse(std::string_view text) {
  return parse_command(text, Vocabulary());
}

}  // namespace

TEST(ChatWords, NothingTypedAsksForTasks) {
  for (const auto* text : {"", "  ", "tasks", "My tasks", "TASK"}) EXPECT_EQ(parse(text).word, Word::tasks);
}

TEST(ChatWords, NameWhatTheyAreAbout) {
  auto command = parse("  done\tca-17  I have completed it ");
  EXPECT_EQ(command.word, Word::done);
  EXPECT_EQ(command.subject, "CA-17");
  EXPECT_EQ(command.rest, "I have completed it");
  command = parse("acknowledge TRA-1");
  EXPECT_EQ(command.word, Word::done);
  EXPECT_EQ(command.subject, "TRA-1");
  command = parse("still valid po-004 nothing has changed");
  EXPECT_EQ(command.word, Word::still_valid);
  EXPECT_EQ(command.subject, "PO-004");
  EXPECT_EQ(command.rest, "nothing has changed");
  command = parse("find document ISO 21001");
  EXPECT_EQ(command.word, Word::find);
  EXPECT_EQ(command.subject, "ISO 21001");
  EXPECT_EQ(parse("approve PO-004").word, Word::sign);
}

TEST(ChatWords, OfButtonsNameATask) {
  auto command = parse("done task:123 begin");
  EXPECT_EQ(command.task_id, 123);
  EXPECT_EQ(command.rest, "begin");
  EXPECT_TRUE(command.subject.empty());
  for (const auto* text : {"done task:", "done task:x", "done task:1x", "done task:99999999999999999999999"}) {
    EXPECT_FALSE(parse(text).task_id) << text;
    EXPECT_TRUE(parse(text).subject.empty()) << text;
  }
}

TEST(ChatWords, SayUntilWhenAsPeopleSpeak) {
  EXPECT_EQ(parse("snooze CA-1").rest, "");
  EXPECT_EQ(parse("snooze CA-1 until Next Week").rest, "next_week");
  EXPECT_EQ(parse("snooze CA-1 next_week").rest, "next_week");
  EXPECT_EQ(parse("snooze CA-1 Tomorrow").rest, "tomorrow");
  EXPECT_EQ(parse("snooze CA-1 2026-12-01").rest, "2026-12-01");
  EXPECT_EQ(parse("snooze CA-1 1.12.2026").rest, "2026-12-01");
  for (const auto* text : {"1.12", "1.13.2026", "32.1.2026", "-1.1.2026", "1.1.2026x", "1..2026", "some day"}) {
    EXPECT_EQ(parse("snooze CA-1 " + std::string(text)).rest, text);
  }
}

TEST(ChatWords, OfOtherLanguagesStandBesideTheEnglishOnes) {
  Vocabulary vocabulary;
  vocabulary.add("find", "Suche, finde");
  vocabulary.add("document", "dokument");
  vocabulary.add("still", "weiterhin");
  vocabulary.add("valid", "gültig,, ");
  vocabulary.add("help", "tasks, hilfe");
  EXPECT_EQ(parse_command("SUCHE Dokument Anwesenheit", vocabulary).subject, "Anwesenheit");
  EXPECT_EQ(parse_command("search document attendance", vocabulary).subject, "attendance");
  EXPECT_EQ(parse_command("gu\xCC\x88ltig PO-4", vocabulary).word, Word::still_valid) << "with a combining mark";
  const auto valid = parse_command("weiterhin GÜLTIG po-4 nichts ist neu", vocabulary);
  EXPECT_EQ(valid.word, Word::still_valid);
  EXPECT_EQ(valid.subject, "PO-4");
  EXPECT_EQ(valid.rest, "nichts ist neu");
  EXPECT_EQ(parse_command("hilfe", vocabulary).word, Word::help);
  EXPECT_EQ(parse_command("tasks", vocabulary).word, Word::tasks) << "a word keeps its meaning";
  EXPECT_EQ(parse("suche x").word, Word::unknown);
  EXPECT_THROW(vocabulary.add("dance", "tanze"), std::logic_error);
  for (const auto* filler : {"until", "tomorrow", "next_week"}) EXPECT_EQ(parse(filler).word, Word::unknown);
}

TEST(ChatWords, ThatNobodyKnowsAreToldBack) {
  const auto command = parse("Dance for me");
  EXPECT_EQ(command.word, Word::unknown);
  EXPECT_EQ(command.subject, "dance");
}

}  // namespace provost::tests
