#include "integrations/chat_actions/chat_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integrations/messages/slack_limits.hpp"

namespace provost::tests {

namespace {

using namespace integrations;

ChatAnswer answer_with(const std::string& text, std::size_t lines) {
  ChatAnswer answer;
  answer.message.title = text;
  answer.message.text = text;
  answer.message.button = "Open my tasks";
  answer.message.address = "https://eoms.example.org/";
  answer.message.footer = "and 3 more";
  for (std::size_t at = 0; at < lines; ++at) {
    answer.lines.push_back({text,
                            "https://eoms.example.org/cases/CA-" + std::to_string(at),
                            {{text, "done task:1 begin"}, {"Tomorrow", "snooze task:1 tomorrow"}}});
  }
  return answer;
}

TEST(ChatAnswer, OfSlackIsForOnePersonAndWithinItsLimits) {
  for (const auto& text :
       {std::string("Fire safety"), std::string(5000, 'x'), std::string("<!channel> *a* <@U1|b> &")}) {
    for (const std::size_t lines : {0U, 1U, 8U, 60U}) {
      const auto payload = slack_answer(answer_with(text, lines));
      EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty()) << lines;
      EXPECT_EQ(payload.at("response_type"), "ephemeral");
      EXPECT_EQ(payload.at("replace_original"), false);
      std::string acting(payload.at("text").as_string());
      for (const auto& block : payload.at("blocks").as_array()) {
        const auto* written = block.as_object().if_contains("text");
        if (written != nullptr && written->at("type") == "mrkdwn")
          acting += std::string(written->at("text").as_string());
      }
      EXPECT_EQ(acting.find("<!channel>"), std::string::npos);
      EXPECT_EQ(acting.find("<@U1"), std::string::npos);
    }
  }
}

TEST(ChatAnswer, KeepsItsPageAndFooterBelowTheLines) {
  const auto payload = slack_answer(answer_with("Fire safety", 2));
  const auto& blocks = payload.at("blocks").as_array();
  ASSERT_EQ(blocks.size(), 2 + 2 * 2 + 2U);
  EXPECT_EQ(blocks[2].at("text").at("text"), "<https://eoms.example.org/cases/CA-0|Fire safety>");
  EXPECT_EQ(blocks[3].at("elements").at(0).at("value"), "done task:1 begin");
  EXPECT_EQ(blocks[6].at("elements").at(0).at("url"), "https://eoms.example.org/");
  EXPECT_EQ(blocks[7].at("type"), "context");
}

TEST(ChatAnswer, AsksForAReason) {
  auto answer = answer_with("Why is it still valid?", 0);
  answer.reason_words = "valid PO-1";
  answer.reason_label = "Why?";
  answer.reason_button = "Confirm";
  answer.message.button.clear();
  const auto payload = slack_answer(answer);
  EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty());
  const auto& blocks = payload.at("blocks").as_array();
  EXPECT_EQ(blocks[2].at("element").at("action_id"), "reason");
  EXPECT_EQ(blocks[3].at("elements").at(0).at("value"), "valid PO-1");
}

TEST(ChatAnswer, OfTeamsIsACardWithLinksAndWithoutButtonsThatNeedABot) {
  const auto text = json::serialize(teams_answer(answer_with("Fire safety", 3)));
  EXPECT_NE(text.find("AdaptiveCard"), std::string::npos);
  EXPECT_NE(text.find("/cases/CA-2"), std::string::npos);
  EXPECT_EQ(text.find("Submit"), std::string::npos);
  EXPECT_EQ(text.find("done task"), std::string::npos);
  EXPECT_LE(json::serialize(teams_answer(answer_with(std::string(5000, 'x'), 60))).size(), 28'000U);
}

}  // namespace

}  // namespace provost::tests
