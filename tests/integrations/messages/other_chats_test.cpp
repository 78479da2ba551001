#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <stdexcept>

#include "integrations/messages/discord.hpp"
#include "integrations/messages/google_chat.hpp"
#include "integrations/messages/mattermost.hpp"
#include "integrations/messages/payload.hpp"
#include "integrations/messages/slack.hpp"
#include "integrations/messages/teams.hpp"
#include "integrations/messages/text_cutting.hpp"
#include "integrations/messages/zulip.hpp"
#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

namespace {

namespace json = boost::json;
using namespace integrations;

const char* const units[] = {"👩🏽‍🎓", "<", "&", "*", "\"", "\\", "\n", "e\u0301", "\xFF", "a\n", "@all "};

void expect_within(std::string_view what, const json::object& object, const char* key, std::size_t most) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return;
  EXPECT_FALSE(value->as_string().empty()) << what;
  EXPECT_LE(utf16_length(value->as_string()), most) << what;
}

/// Discord's table of limits.
void expect_discord_takes(const json::object& payload) {
  EXPECT_EQ(written(payload.at("allowed_mentions")), R"({"parse":[]})");
  expect_within("content", payload, "content", 2000);
  ASSERT_EQ(payload.at("embeds").as_array().size(), 1U);
  const json::object& embed = payload.at("embeds").at(0).as_object();
  expect_within("title", embed, "title", 256);
  expect_within("description", embed, "description", 4096);
  std::size_t sum = utf16_length(embed.at("title").as_string());
  if (embed.contains("description")) sum += utf16_length(embed.at("description").as_string());
  if (embed.contains("fields")) {
    EXPECT_LE(embed.at("fields").as_array().size(), 25U);
    for (const json::value& field : embed.at("fields").as_array()) {
      expect_within("name", field.as_object(), "name", 256);
      expect_within("value", field.as_object(), "value", 1024);
      sum += utf16_length(field.at("name").as_string()) + utf16_length(field.at("value").as_string());
    }
  }
  if (embed.contains("footer")) {
    expect_within("footer", embed.at("footer").as_object(), "text", 2048);
    sum += utf16_length(embed.at("footer").at("text").as_string());
  }
  EXPECT_LE(sum, 6000U);
}

/// What Zulip's receiver (zerver/webhooks/slack_incoming) takes: four kinds of block with the text it reads.
void expect_zulip_takes(const json::object& payload) {
  EXPECT_FALSE(payload.contains("attachments"));
  EXPECT_LE(code_points(written(payload.at("blocks"))), 10000U);
  for (const json::value& block : payload.at("blocks").as_array()) {
    const json::string& type = block.at("type").as_string();
    if (type == "header") {
      EXPECT_EQ(block.at("text").at("type"), "plain_text");
      EXPECT_LE(code_points(block.at("text").at("text").as_string()), 150U);
    } else if (type == "section") {
      EXPECT_FALSE(block.at("text").at("text").as_string().empty());
    } else if (type == "context") {
      EXPECT_EQ(block.at("elements").at(0).at("type"), "plain_text");
    } else {
      EXPECT_EQ(type, "divider");
    }
  }
}

}  // namespace

TEST(Mattermost, WritesAReminderInMarkdown) {
  const json::value expected = json::parse(R"json({
    "text":"**[⚠ Review POL\\_01 Safeguarding](https://school.example/tasks/17?from=chat&x=1)**\nFor Ada, Bob",
    "attachments":[{"fallback":"⚠ Review POL_01 Safeguarding","color":"#B26A00",
      "text":"The review is due.\nPlease read it.\n\n**Due:** 12 March 2027\n**Owner:** Ada\n**Clause:** 7.5\n\n- [POL\\_02 Admissions](https://school.example/documents/2?tab=a&b=c)\n- No link\n\n[Open the review](https://school.example/tasks/17?from=chat&x=1)",
      "footer":"Sent by Provost, as you own this document."}]
})json");
  EXPECT_EQ(json::value(mattermost_payload(reminder())), expected) << written(mattermost_payload(reminder()));
}

TEST(Mattermost, NothingThatPeopleWriteActs) {
  json::object payload = mattermost_payload(mischievous());
  json::object& attachment = payload.at("attachments").at(0).as_object();
  for (const char* key : {"fallback", "footer"}) {  // plain text for both programs, where only a ping could act
    const std::string plain(attachment.at(key).as_string());
    for (const char* bad : {"@channel", "@all", "@here", "@**"}) EXPECT_FALSE(has(plain, bad)) << bad << "\n" << plain;
    attachment.erase(key);
  }
  const std::string text = written(payload);
  for (const char* bad : {"@channel", "@all", "@here", "@**", "https://evil", "www.", "](/p", "\\n> ", "\\n# ",
                          "\\n1. ", " *bold*", " _it_", " `", ":smile:", " | ", "javascript", "\u202E"}) {
    EXPECT_FALSE(has(text, bad)) << bad << "\n" << text;
  }
}

TEST(Mattermost, KeepsTheLimitWhateverIsGiven) {
  for (const char* unit : units) {
    EXPECT_LE(code_points(written(mattermost_payload(endless(unit)))), 16383U) << unit;
  }
  EXPECT_TRUE(has(written(mattermost_payload(digest())), "- and 50 more"));
  EXPECT_EQ(written(mattermost_payload(Message{})), R"({"text":"**Message from Provost**"})");
}

TEST(GoogleChat, WritesAReminderAsACard) {
  const json::value expected =
      json::parse(R"json({"fallbackText":"⚠ Review POL_01 Safeguarding","cardsV2":[{"cardId":"message",
    "card":{"sections":[{"widgets":[
      {"textParagraph":{"text":"<b>⚠ Review POL_01 Safeguarding</b>"}},
      {"textParagraph":{"text":"For Ada, Bob"}},
      {"textParagraph":{"text":"The review is due.<br>Please read it."}},
      {"decoratedText":{"topLabel":"Due","text":"12 March 2027","wrapText":true}},
      {"decoratedText":{"topLabel":"Owner","text":"Ada","wrapText":true}},
      {"decoratedText":{"topLabel":"Clause","text":"7.5","wrapText":true}},
      {"textParagraph":{"text":"• <a href=\"https://school.example/documents/2?tab=a&amp;b=c\">POL_02 Admissions</a><br>• No link"}},
      {"buttonList":{"buttons":[{"text":"Open the review","onClick":{"openLink":{"url":"https://school.example/tasks/17?from=chat&x=1"}}}]}},
      {"textParagraph":{"text":"<i>Sent by Provost, as you own this document.</i>"}}]}]}}]})json");
  EXPECT_EQ(json::value(google_chat_payload(reminder())), expected) << written(google_chat_payload(reminder()));
}

TEST(GoogleChat, NothingThatPeopleWriteActs) {
  const json::object payload = google_chat_payload(mischievous());
  EXPECT_FALSE(payload.contains("text"));
  const std::string text = written(payload.at("cardsV2"));
  for (const char* bad : {"<users", "<b>html", "<!", "<@", "https://evil", "javascript", "\u202E"}) {
    // The button's label is plain text for Google, as is the fallback.
    std::string rest = text;
    const std::size_t button = rest.find("\"buttonList\"");
    rest.erase(button, rest.find("\"onClick\"") - button);
    EXPECT_FALSE(has(rest, bad)) << bad << "\n" << rest;
  }
  EXPECT_TRUE(has(text, R"(<a href=\"https://school.example/a%7Cb%3Ec%29d%22e\">)")) << text;
}

TEST(GoogleChat, KeepsTheLimitWhateverIsGiven) {
  for (const char* unit : units) EXPECT_LE(written(google_chat_payload(endless(unit))).size(), 32000U) << unit;
  EXPECT_TRUE(has(written(google_chat_payload(digest())), "• and 50 more"));
}

TEST(Discord, WritesAReminderAsAnEmbed) {
  const json::object payload = discord_payload(reminder());
  expect_discord_takes(payload);
  const json::value expected = json::parse(R"json({"allowed_mentions":{"parse":[]},"content":"For Ada, Bob","embeds":[{
    "title":"⚠ Review POL\\_01 Safeguarding","color":11692544,"url":"https://school.example/tasks/17?from=chat&x=1",
    "description":"The review is due.\nPlease read it.\n\n- [POL\\_02 Admissions](https://school.example/documents/2?tab=a&b=c)\n- No link\n\n[Open the review](https://school.example/tasks/17?from=chat&x=1)",
    "fields":[{"name":"Due","value":"12 March 2027","inline":true},{"name":"Owner","value":"Ada","inline":true},
      {"name":"Clause","value":"7.5","inline":true}],
    "footer":{
    "text" : "Sent by Provost, as you own this document."}
}]
})json");
  EXPECT_EQ(json::value(payload), expected) << written(payload);
}

TEST(Discord, NothingThatPeopleWriteActs) {
  const json::object payload = discord_payload(mischievous());
  expect_discord_takes(payload);
  const json::object& embed = payload.at("embeds").at(0).as_object();
  for (const std::string& text :
       {std::string(embed.at("title").as_string()), std::string(embed.at("description").as_string()),
        std::string(payload.at("content").as_string())}) {
    for (const char* bad : {" <@", " <https", "https://evil", " *bold*", " `", " | ", "javascript", "\n> ", "\n# "}) {
      EXPECT_FALSE(has(text, bad)) << bad << "\n" << text;
    }
  }
}

TEST(Discord, KeepsEveryLimitWhateverIsGiven) {
  for (const char* unit : units) expect_discord_takes(discord_payload(endless(unit)));
  expect_discord_takes(discord_payload(Message{}));
  const json::object many = discord_payload(digest());
  expect_discord_takes(many);
  EXPECT_TRUE(has(written(many), "[Task 20]"));
  EXPECT_TRUE(has(written(many), " more"));
}

TEST(Zulip, WritesAReminderWithItsLinkInTheText) {
  const json::object payload = zulip_payload(reminder());
  expect_zulip_takes(payload);
  const json::value expected = json::parse(R"json({
    "text":"⚠ Review POL_01 Safeguarding\n<https://school.example/tasks/17?from=chat&x=1|Open the review>","blocks":[
    {"type":"header","text":{"type":"plain_text","text":"⚠ Review POL_01 Safeguarding"}},
    {"type":"section","text":{"type":"mrkdwn","text":"For Ada, Bob"}},
    {"type":"section","text":{"type":"mrkdwn","text":"The review is due.\nPlease read it."}},
    {"type":"section","text":{"type":"mrkdwn","text":"- Due: 12 March 2027\n- Owner: Ada\n- Clause: 7.5"}},
    {"type":"section","text":{"type":"mrkdwn","text":"- <https://school.example/documents/2?tab=a&b=c|POL_02 Admissions>\n- No link"}},
    {"type":"section","text":{"type":"mrkdwn","text":"<https://school.example/tasks/17?from=chat&x=1|Open the review>"}},
    {"type":"divider"},
    {"type":"context","elements":[{"type":"plain_text","text":"Sent by Provost, as you own this document."}]}]})json");
  EXPECT_EQ(json::value(payload), expected) << written(payload);
}

TEST(Zulip, NothingThatPeopleWriteActs) {
  const json::object payload = zulip_payload(mischievous());
  expect_zulip_takes(payload);
  const std::string text = written(payload);
  for (const char* bad : {"@*", "@channel", "@all", "*bold*", "_it_", "`", "<!", "<time", "https://evil", "](",
                          ":smile:", "javascript", "\\n# ", "\\n> "}) {
    EXPECT_FALSE(has(text, bad)) << bad << "\n" << text;
  }
  EXPECT_TRUE(has(text, "<https://school.example/a%7Cb%3Ec%29d%22e|")) << text;
}

TEST(Zulip, KeepsTheLimitWhateverIsGiven) {
  for (const char* unit : units) expect_zulip_takes(zulip_payload(endless(unit)));
  expect_zulip_takes(zulip_payload(Message{}));
  EXPECT_TRUE(has(written(zulip_payload(digest())), "- and 50 more"));
}

TEST(Payload, IsWrittenByItsFormat) {
  const Message message = reminder();
  EXPECT_EQ(payload_for(Format::slack, message), slack_payload(message));
  EXPECT_EQ(payload_for(Format::teams, message), teams_payload(message));
  EXPECT_EQ(payload_for(Format::mattermost, message), mattermost_payload(message));
  EXPECT_EQ(payload_for(Format::google_chat, message), google_chat_payload(message));
  EXPECT_EQ(payload_for(Format::discord, message), discord_payload(message));
  EXPECT_EQ(payload_for(Format::zulip, message), zulip_payload(message));
  EXPECT_THROW(payload_for(Format::webhook, message), std::invalid_argument);
}

}  // namespace provost::tests
