#include "integrations/chat_actions/chat_command.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

namespace {

using namespace integrations;

const std::map<std::string, std::string> command_fields{
    {"team_id", "T1DC2JH3J"}, {"team_domain", "northbridge"}, {"user_id", "U2CERLKJA"},
    {"user_name", "theo"},    {"text", " done\nCA-1 "},       {"response_url", "https://hooks.slack.com/commands/1"}};

TEST(SlackCommand, TellsWhoSaysWhat) {
  const auto command = slack_command(command_fields);
  EXPECT_EQ(command.service, "slack");
  EXPECT_EQ(command.workspace, "T1DC2JH3J");
  EXPECT_EQ(command.member, "U2CERLKJA");
  EXPECT_EQ(command.member_name, "theo");
  EXPECT_EQ(command.words, "done CA-1");
  EXPECT_EQ(command.response_address, "https://hooks.slack.com/commands/1");
}

TEST(SlackCommand, WithoutWhoSaysItIsUnreadable) {
  for (const auto* name : {"team_id", "user_id"}) {
    auto fields = command_fields;
    for (const auto& wrong : {std::string(), std::string("U1 2"),
                              std::string("U\0"
                                          "1",
                                          3),
                              std::string(201, 'U')}) {
      fields[name] = wrong;
      EXPECT_THROW(slack_command(fields), Unreadable) << name << wrong;
    }
    fields.erase(name);
    EXPECT_THROW(slack_command(fields), Unreadable) << name;
  }
}

std::string payload(const std::string& action, const std::string& more = "") {
  return R"({"type":"block_actions","user":{"id":"U1","username":"theo"},"team":{"id":"T1","domain":"n"},)" + more +
         R"("response_url":"https://hooks.slack.com/actions/1","actions":[)" + action + "]}";
}

TEST(SlackAction, OfAButtonSaysItsWordsWithTheReasonBesideIt) {
  const auto command = slack_action(
      payload(R"({"type":"button","action_id":"say.reason","value":"valid PO-1"})",
              R"("state":{"values":{"b":{"reason":{"type":"plain_text_input","value":"Read\nagain"}}}},)"));
  EXPECT_EQ(command.words, "valid PO-1");
  EXPECT_EQ(command.reason, "Read again");
  EXPECT_EQ(command.member, "U1");
  EXPECT_EQ(command.workspace, "T1");
  EXPECT_EQ(command.response_address, "https://hooks.slack.com/actions/1");
}

TEST(SlackAction, OfAPageButtonOrAFieldAsksForNothing) {
  EXPECT_EQ(slack_action(payload(R"({"type":"button","action_id":"open_page","value":"x"})")).words, "");
  EXPECT_EQ(slack_action(payload(R"({"type":"plain_text_input","action_id":"reason","value":"x"})")).words, "");
  EXPECT_EQ(slack_action(payload(R"({"type":"button","action_id":"say.0.0"})")).words, "");
}

TEST(SlackAction, OfAnotherKindIsUnreadable) {
  std::string deep;
  for (int level = 0; level < 10'000; ++level) deep += "[";
  for (const auto& wrong :
       {std::string(), std::string("[]"), std::string("{}"), deep, std::string(R"({"type":"view_submission"})"),
        payload(""), payload("1"), std::string(R"({"type":"block_actions","actions":[{"type":"button"}]})"),
        std::string(R"({"type":"block_actions","user":{"id":1},"team":{"id":"T"},"actions":[{}]})")}) {
    EXPECT_THROW(slack_action(wrong), Unreadable) << wrong.substr(0, 60);
  }
}

TEST(ResponseAddress, IsSlacksOverHttps) {
  EXPECT_TRUE(is_slack_response_address("https://hooks.slack.com/commands/T1/1/x"));
  EXPECT_TRUE(is_slack_response_address("https://hooks.slack-gov.com/actions/T1/1/x"));
  for (const auto* wrong :
       {"", "http://hooks.slack.com/x", "https://hooks.slack.com:8443/x", "https://slack.com/x",
        "https://hooks.slack.com.example.org/x", "https://hooks.slack.com@example.org/x",
        "https://example.org/hooks.slack.com", "https://xhooks.slack.com/x", "file:///etc/passwd"}) {
    EXPECT_FALSE(is_slack_response_address(wrong)) << wrong;
  }
}

std::string activity(const std::string& text, const std::string& more = "") {
  return R"({"type":"message","timestamp":"2021-06-17T03:28:58.2669262Z","from":{"id":"29:x","name":"Theo",)"
         R"("aadObjectId":"2c3c7b3e-5f0c"},"channelData":{"tenant":{"id":"9fc1c4f0"},"team":{"name":"Staff"}},)" +
         more + R"("text":")" + text + R"("})";
}

TEST(TeamsMessage, IsReadWithoutTheNameItWasCalledBy) {
  const auto command = teams_message(activity(R"(<at>Provost</at>&nbsp;done CA-1 <b>A &amp; B</b>\n)"));
  EXPECT_EQ(command.service, "teams");
  EXPECT_EQ(command.words, "done CA-1 A & B");
  EXPECT_EQ(command.member, "2c3c7b3e-5f0c");
  EXPECT_EQ(command.member_name, "Theo");
  EXPECT_EQ(command.workspace, "9fc1c4f0");
  EXPECT_EQ(command.workspace_name, "Staff");
  EXPECT_EQ(command.said_at, 1623900538);
  EXPECT_EQ(teams_message(activity("<at>Provost</at>")).words, "");
  EXPECT_EQ(teams_message(activity("<at>never closed")).words, "");
}

TEST(TeamsMessage, WithoutATimeOrAPersonIsNotTrusted) {
  EXPECT_EQ(teams_message(R"({"type":"message","from":{"aadObjectId":"a"},"conversation":{"tenantId":"t"}})").said_at,
            0);
  for (const auto* time : {"yesterday", "2021-13-17T03:28:58Z", "2021-06-17T25:28:58Z", "2021-06-17T03:28:58+02:00"}) {
    const auto body = std::string(R"({"type":"message","timestamp":")") + time +
                      R"(","from":{"aadObjectId":"a"},"conversation":{"tenantId":"t"}})";
    EXPECT_EQ(teams_message(body).said_at, 0) << time;
  }
  for (const auto* wrong : {"", "[]", R"({"type":"message"})", R"({"type":"invoke","from":{"aadObjectId":"a"}})",
                            R"({"type":"message","from":{"id":"29:x"},"conversation":{"tenantId":"t"}})"}) {
    EXPECT_THROW(teams_message(wrong), Unreadable) << wrong;
  }
}

}  // namespace

}  // namespace provost::tests
