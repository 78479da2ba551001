#include "workflows/chat/chat_words.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

using namespace workflows::chat;

TEST(ChatWords, NothingTypedAsksForTasks) {
  for (const auto* text : {"", "  ", "tasks", "My tasks", "TASK"}) EXPECT_EQ(parse_command(text).word, Word::tasks);
}

TEST(ChatWords, NameWhatTheyAreAbout) {
  auto command = parse_command("  done\tca-17  I have completed it ");
  EXPECT_EQ(command.word, Word::done);
  EXPECT_EQ(command.subject, "CA-17");
  EXPECT_EQ(command.rest, "I have completed it");
  command = parse_command("acknowledge TRA-1");
  EXPECT_EQ(command.word, Word::done);
  EXPECT_EQ(command.subject, "TRA-1");
  command = parse_command("still valid po-004 nothing has changed");
  EXPECT_EQ(command.word, Word::still_valid);
  EXPECT_EQ(command.subject, "PO-004");
  EXPECT_EQ(command.rest, "nothing has changed");
  command = parse_command("find document ISO 21001");
  EXPECT_EQ(command.word, Word::find);
  EXPECT_EQ(command.subject, "ISO 21001");
  EXPECT_EQ(parse_command("approve PO-004").word, Word::sign);
}

TEST(ChatWords, OfButtonsNameATask) {
  auto command = parse_command("done task:123 begin");
  EXPECT_EQ(command.task_id, 123);
  EXPECT_EQ(command.rest, "begin");
  EXPECT_TRUE(command.subject.empty());
  for (const auto* text : {"done task:", "done task:x", "done task:1x", "done task:99999999999999999999999"}) {
    EXPECT_FALSE(parse_command(text).task_id) << text;
    EXPECT_TRUE(parse_command(text).subject.empty()) << text;
  }
}

TEST(ChatWords, ThatNobodyKnowsAreToldBack) {
  const auto command = parse_command("Dance for me");
  EXPECT_EQ(command.word, Word::unknown);
  EXPECT_EQ(command.subject, "dance");
}

}  // namespace provost::tests
