#include "integrations/messages/teams.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

namespace {

namespace json = boost::json;
using namespace integrations;

const json::value& card_of(const json::object& payload) {
  return payload.at("attachments").at(0).at("content");
}

/// What Teams cannot show: a TextBlock without text or wrap, a FactSet without facts, a later version, too many bytes.
void expect_showable(const json::object& payload) {
  EXPECT_LE(written(payload).size(), 28000U);
  EXPECT_EQ(payload.at("type"), "message");
  EXPECT_EQ(payload.at("attachments").at(0).at("contentType"), "application/vnd.microsoft.card.adaptive");
  EXPECT_TRUE(payload.at("attachments").at(0).at("contentUrl").is_null());
  EXPECT_EQ(card_of(payload).at("version"), "1.4");
  for (const json::value& element : card_of(payload).at("body").as_array()) {
    if (element.at("type") == "TextBlock") {
      EXPECT_FALSE(element.at("text").as_string().empty());
      EXPECT_EQ(element.at("wrap"), true);
    } else {
      ASSERT_EQ(element.at("type"), "FactSet");
      EXPECT_FALSE(element.at("facts").as_array().empty());
      for (const json::value& fact : element.at("facts").as_array()) {
        EXPECT_FALSE(fact.at("title").as_string().empty());
        EXPECT_FALSE(fact.at("value").as_string().empty());
      }
    }
  }
}

}  // namespace

TEST(Teams, WritesAReminder) {
  const json::object payload = teams_payload(reminder());
  expect_showable(payload);
  const json::value expected = json::parse(R"json({
    "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4",
    "body":[
      {"type":"TextBlock","text":"⚠ Review POL\\_01 Safeguarding","wrap":true,"weight":"Bolder","size":"Large",
       "color":"Warning"},
      {"type":"TextBlock","text":"For <at>Ada</at>, Bob","wrap":true},
      {"type":"TextBlock","text":"The review is due.\n\nPlease read it.","wrap":true},
      {"type":"FactSet","facts":[{"title":"Due","value":"12 March 2027"},{"title":"Owner","value":"Ada"},
       {"title":"Clause","value":"7.5"}]},
      {"type":"TextBlock","text":"• [POL\\_02 Admissions](https://school.example/documents/2?tab=a&b=c)","wrap":true
},
      {"type":"TextBlock","text":"• No link","wrap":true,"spacing":"Small"},
      {"type":"TextBlock","text":"Sent by Provost, as you own this document.","wrap":true,"size":"Small","isSubtle":true}],
    "actions":[{"type":"Action.OpenUrl","title":"Open the review","url":"https://school.example/tasks/17?from=chat&x=1"}],
    "msteams":{
  "width" : "Full",
            "entities"
      : [ {"type" : "mention", "text" : "<at>Ada</at>", "mentioned" : {"id" : "ada@school.example", "name" : "Ada"}} ]
}
})json");
  EXPECT_EQ(card_of(payload), expected) << written(card_of(payload));
}

TEST(Teams, NothingThatPeopleWriteActs) {
  const json::object payload = teams_payload(mischievous());
  expect_showable(payload);
  EXPECT_TRUE(card_of(payload).at("msteams").at("entities").as_array().empty());
  for (const json::value& element : card_of(payload).at("body").as_array()) {
    if (element.at("type") != "TextBlock") continue;
    const std::string text(element.at("text").as_string());
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\\') {
        ++at;  // whatever follows is literal
        continue;
      }
      const bool ours = has(text, "](https://school.example/a%7Cb%3Ec%29d%22e)") &&
                        std::string("[]()").find(text[at]) != std::string::npos;
      EXPECT_TRUE(ours || std::string("*_[]()#~`").find(text[at]) == std::string::npos) << text.substr(at);
    }
    EXPECT_FALSE(has(text, "<at>")) << text;
    EXPECT_FALSE(has(text, "{{")) << text;
    EXPECT_FALSE(has(text, "https://evil")) << text;
    EXPECT_FALSE(has(text, "www.")) << text;
    EXPECT_FALSE(has(text, "\n-")) << text;
    EXPECT_FALSE(has(text, "\n>")) << text;
    EXPECT_FALSE(has(text, "\u202E")) << text;
  }
  EXPECT_FALSE(has(written(payload), "javascript"));
}

TEST(Teams, AMentionIsTheVeryTextOfItsEntity) {
  Message message = reminder();
  message.mentions = {{"Ada_<B>", "", "ada@school.example"},
                      {"Cy", "", "48d31887-5fad-4d73-a9f5-3c356e68a038"},
                      {"Di", "", "not an address"},
                      {"<>", "", "eve@school.example"}};
  const json::value card = card_of(teams_payload(message));
  EXPECT_EQ(card.at("body").at(1).at("text"), "For <at>Ada B</at>, <at>Cy</at>, Di, <>");
  const json::array& entities = card.at("msteams").at("entities").as_array();
  ASSERT_EQ(entities.size(), 2U);
  EXPECT_EQ(entities[0].at("text"), "<at>Ada B</at>");
  EXPECT_EQ(entities[1].at("mentioned").at("id"), "48d31887-5fad-4d73-a9f5-3c356e68a038");
}

TEST(Teams, KeepsTheSizeWhateverIsGiven) {
  for (const char* unit : {"👩🏽‍🎓", "<", "*", "\"", "\\", "\n", "e\u0301", "\xFF", "a\n", "{{"}) {
    expect_showable(teams_payload(endless(unit)));
  }
  EXPECT_GT(written(teams_payload(endless())).size(), 10000U);
}

TEST(Teams, ShortensFactsThenItemsThenText) {
  Message message;
  message.title = "T";
  message.text = std::string(11000, 't');
  message.facts = {{"a", std::string(3000, 'f')}, {"b", std::string(3000, 'f')}, {"c", std::string(3000, 'f')}};
  for (int at = 0; at < 50; ++at) message.items.push_back({std::string(280, 'i'), ""});
  const json::object payload = teams_payload(message);
  expect_showable(payload);
  const std::string text = written(payload);
  EXPECT_TRUE(has(text, std::string(11000, 't')));  // the text stays whole
  EXPECT_FALSE(has(text, std::string(100, 'f')));   // facts have become short
  EXPECT_TRUE(has(text, std::string(90, 'f') + "…"));
  EXPECT_TRUE(has(text, " more\""));  // some items are told by number
}

TEST(Teams, LeavesOutWhatIsEmpty) {
  const json::object payload = teams_payload(Message{});
  expect_showable(payload);
  EXPECT_EQ(card_of(payload).at("body").as_array().size(), 1U);
  EXPECT_FALSE(card_of(payload).as_object().contains("actions"));
}

}  // namespace provost::tests
