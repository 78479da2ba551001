#include "integrations/messages/slack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "tests/integrations/messages/samples.hpp"
#include "tests/integrations/messages/slack_limits.hpp"

namespace provost::tests {

namespace {

namespace json = boost::json;
using namespace integrations;

/// Every text in mrkdwn, the only ones in which anything acts, and the fallback.
std::vector<std::string> acting_texts(const json::value& value) {
  std::vector<std::string> texts;
  if (const json::object* object = value.if_object()) {
    const json::value* type = object->if_contains("type");
    if (type != nullptr && *type == "mrkdwn") texts.emplace_back(object->at("text").as_string());
    for (const auto& member : *object) {
      for (std::string& text : acting_texts(member.value())) texts.push_back(std::move(text));
    }
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& element : *array) {
      for (std::string& text : acting_texts(element)) texts.push_back(std::move(text));
    }
  }
  return texts;
}

/// What stands in angle brackets, where Slack's links, mentions and commands are.
std::vector<std::string> brackets(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    found.emplace_back(text.substr(at, end == std::string_view::npos ? end : end - at + 1));
  }
  return found;
}

}  // namespace

TEST(Slack, WritesAReminder) {
  const json::object payload = slack_payload(reminder());
  EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty());
  EXPECT_EQ(payload.at("text"),
            "⚠ Review POL_01 Safeguarding\nThe review is due.\nPlease read it.\n"
            "<https://school.example/tasks/17?from=chat&amp;x=1>");
  const json::value expected = json::parse(R"json([
    {"type":"header","text":{"type":"plain_text","text":"⚠ Review POL_01 Safeguarding","emoji":false}},
    {"type":"section","text":{"type":"mrkdwn","text":"For <@U012AB3CD>, Bob","verbatim":true}},
    {"type":"section","text":{"type":"plain_text","text":"The review is due.\nPlease read it.","emoji":false}},
    {"type":"section","fields":[{"type":"plain_text","text":"Due\n12 March 2027","emoji":false},
      {"type":"plain_text","text":"Owner\nAda","emoji":false},{"type":"plain_text","text":"Clause\n7.5","emoji":false}]},
    {"type":"section","text":{"type":"mrkdwn","verbatim":true,
      "text":"• <https://school.example/documents/2?tab=a&amp;b=c|POL_02 Admissions>\n• No link"}},
    {"type":"actions","elements":[{"type":"button","action_id":"open_page","style":"primary",
      "text":{"type":"plain_text","text":"Open the review","emoji":false},
      "url":"https://school.example/tasks/17?from=chat&x=1"}]},
    {"type":"context","elements":[{"type":"plain_text","text":"Sent by Provost, as you own this document.","emoji":false}]}
  ])json");
  EXPECT_EQ(payload.at("blocks"), expected) << written(payload.at("blocks"));
}

TEST(Slack, NothingThatPeopleWriteActs) {
  const json::object payload = slack_payload(mischievous());
  EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty());
  std::vector<std::string> texts = acting_texts(payload);
  ASSERT_EQ(texts.size(), 2U);  // mentions and items; all else is plain_text
  for (const std::string& text : texts) {
    EXPECT_FALSE(has(text, "`")) << text;
    EXPECT_FALSE(has(text, "*bold*")) << text;
    EXPECT_FALSE(has(text, "_it_")) << text;
    EXPECT_FALSE(has(text, "~no~")) << text;
    EXPECT_FALSE(has(text, ":smile:")) << text;
  }
  EXPECT_THAT(brackets(texts[0]), testing::IsEmpty()) << texts[0];
  // The one link is the one that Provost gave, and neither its address nor its label ends it early.
  const std::vector<std::string> links = brackets(texts[1]);
  ASSERT_EQ(links.size(), 1U) << texts[1];
  EXPECT_TRUE(links[0].starts_with("<https://school.example/a%7Cb%3Ec%29d%22e|&lt;!channel&gt; &lt;@U1&gt; "))
      << links[0];
  EXPECT_EQ(std::count(links[0].begin(), links[0].end(), '|'), 1);
  EXPECT_TRUE(links[0].ends_with(" isolated…>")) << links[0];
  const std::string fallback(payload.at("text").as_string());
  EXPECT_EQ(brackets(fallback), std::vector<std::string>{"<https://school.example/x>"});
  EXPECT_FALSE(has(written(payload), "\u202E"));
  EXPECT_FALSE(has(written(payload), "javascript"));
}

TEST(Slack, MentionsOnlyWhoCanBeAMember) {
  for (const char* member : {"U1A", "W012AB3CD", "U12345678901234567890"})
    EXPECT_TRUE(is_slack_member(member)) << member;
  for (const char* other : {"", "U", "U1", "u012ab3cd", "X012AB3CD", "U012AB3CD>", "U0-12", "U123456789012345678901"}) {
    EXPECT_FALSE(is_slack_member(other)) << other;
  }
  Message message = reminder();
  message.mentions = {{"A <b>", "U1", ""}};
  EXPECT_TRUE(has(written(slack_payload(message)), "For A &lt;b&gt;\""));
}

TEST(Slack, KeepsEveryLimitWhateverIsGiven) {
  for (const char* unit :
       {"👩🏽‍🎓", "<", "&", "\"", "\\", "a", "\n", "e\u0301", "\xFF", "a\n", "<!channel>", "|`*_~"}) {
    EXPECT_THAT(SlackLimits(slack_payload(endless(unit))).breaches, testing::IsEmpty()) << unit;
    Message message = endless(unit);
    message.items.clear();
    EXPECT_THAT(SlackLimits(slack_payload(message)).breaches, testing::IsEmpty()) << unit;
    message = endless(unit);
    message.address = "https://school.example/" + std::string(2900, '&');
    for (ListItem& item : message.items) item.address = message.address;
    EXPECT_THAT(SlackLimits(slack_payload(message)).breaches, testing::IsEmpty()) << unit;
  }
  const json::object payload = slack_payload(endless());
  const std::string header(payload.at("blocks").at(0).at("text").at("text").as_string());
  EXPECT_TRUE(header.ends_with("👩🏽‍🎓…")) << header;
  EXPECT_GT(code_points(header), 140U);
}

TEST(Slack, TellsHowManyItemsDidNotFit) {
  const json::object payload = slack_payload(digest());
  EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty());
  const std::string text = written(payload);
  EXPECT_TRUE(has(text, "|Task 1>"));
  EXPECT_TRUE(has(text, "|Task 50>"));
  EXPECT_FALSE(has(text, "|Task 51>"));
  EXPECT_TRUE(has(text, "• and 50 more"));
}

TEST(Slack, LeavesOutWhatIsEmpty) {
  const json::object payload = slack_payload(Message{});
  EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty());
  EXPECT_EQ(payload.at("blocks").as_array().size(), 1U);
  EXPECT_EQ(payload.at("text"), "Message from Provost");
  Message message = reminder();
  message.facts = {{"", ""}, {"Due", ""}, {"", "x"}};
  message.items = {{"", "https://a.example"}};
  message.mentions = {{"", "U012AB3CD", ""}};
  message.address = "not an address";
  const std::string text = written(slack_payload(message));
  EXPECT_THAT(SlackLimits(slack_payload(message)).breaches, testing::IsEmpty());
  EXPECT_TRUE(has(text, R"("Due\n–")")) << text;
  EXPECT_TRUE(has(text, R"("–\nx")")) << text;
  EXPECT_FALSE(has(text, "actions"));
  EXPECT_FALSE(has(text, "<@"));
}

TEST(Slack, CarriesButtonsThatDoSomething) {
  auto message = reminder();
  message.actions = {
      {"Done", "done task:17"}, {"", "nothing"}, {"Too long", std::string(2001, 'x')}, {"Later", "snooze"}};
  const json::object payload = slack_payload(message);
  EXPECT_THAT(SlackLimits(payload).breaches, testing::IsEmpty());
  for (const json::value& block : payload.at("blocks").as_array()) {
    if (block.at("type") != "actions") continue;
    const json::array& elements = block.at("elements").as_array();
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_EQ(elements[0].at("action_id"), "open_page");
    EXPECT_EQ(elements[1].at("value"), "done task:17");
    EXPECT_EQ(elements[2].at("text").at("text"), "Later");
  }
}

}  // namespace provost::tests
