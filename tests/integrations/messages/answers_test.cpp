#include "integrations/messages/answers.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/integrations/messages/samples.hpp"

namespace provost::tests {

namespace {

using namespace integrations;
using namespace std::chrono_literals;

constexpr std::array all = {Format::slack,   Format::teams, Format::mattermost, Format::google_chat,
                            Format::discord, Format::zulip, Format::webhook};
// Sunday, 6 November 1994, 08:49:37 GMT, the moment of RFC 9110's examples.
constexpr std::chrono::system_clock::time_point moment{784111777s};

Verdict verdict(Format format, int status, std::string_view body = "") {
  return judge(format, status, body, "").verdict;
}

auto wait(std::string_view header, std::string_view body = "") {
  return judge(Format::discord, 429, body, header, moment).retry_after;
}

}  // namespace

TEST(Answers, FormatsHaveNames) {
  for (const Format format : all) EXPECT_EQ(parse_format(to_text(format)), format);
  EXPECT_EQ(to_text(Format::google_chat), "google_chat");
  EXPECT_EQ(parse_format("Slack"), std::nullopt);
  EXPECT_EQ(parse_format(""), std::nullopt);
}

TEST(Answers, WhatEachCallsDelivered) {
  EXPECT_EQ(verdict(Format::slack, 200, "ok"), Verdict::delivered);
  EXPECT_EQ(verdict(Format::slack, 200, "ok\n"), Verdict::delivered);
  EXPECT_EQ(verdict(Format::teams, 202), Verdict::delivered);
  EXPECT_EQ(verdict(Format::teams, 200, "1"), Verdict::delivered);
  EXPECT_EQ(verdict(Format::mattermost, 200, "ok"), Verdict::delivered);
  EXPECT_EQ(verdict(Format::mattermost, 200, R"({"success":true})"), Verdict::delivered);
  EXPECT_EQ(verdict(Format::google_chat, 200, R"({"name":"spaces/a/messages/b"})"), Verdict::delivered);
  EXPECT_EQ(verdict(Format::discord, 204), Verdict::delivered);
  EXPECT_EQ(verdict(Format::zulip, 200, R"({"result":"success","msg":""})"), Verdict::delivered);
  for (const int status : {200, 201, 202, 204}) EXPECT_EQ(verdict(Format::webhook, status, "<p>x"), Verdict::delivered);
  EXPECT_EQ(judge(Format::slack, 200, "ok", "60").reason, "");
  EXPECT_EQ(judge(Format::slack, 200, "ok", "60").retry_after, std::nullopt);
}

TEST(Answers, ASuccessByStatusAloneIsNone) {
  for (const Format format : {Format::slack, Format::mattermost, Format::google_chat, Format::discord, Format::zulip}) {
    const Judgement judgement = judge(format, 200, "<html>Please sign in</html>", "");
    EXPECT_EQ(judgement.verdict, Verdict::try_again) << to_text(format);
    EXPECT_TRUE(has(judgement.reason, "Check that the address is the right one")) << judgement.reason;
  }
  EXPECT_EQ(verdict(Format::slack, 200, ""), Verdict::try_again);
  EXPECT_EQ(verdict(Format::slack, 200, "no_service"), Verdict::never);
  EXPECT_EQ(verdict(Format::slack, 200, R"({"ok":false,"error":"invalid_token"})"), Verdict::never);
  EXPECT_EQ(verdict(Format::slack, 200, R"({"retry_after":1,"ok":false,"error":"rate_limited"})"), Verdict::try_again);
  EXPECT_EQ(verdict(Format::teams, 200, R"({"error":{"code":"WorkflowNotFound","message":"gone"}})"), Verdict::never);
  EXPECT_EQ(verdict(Format::teams, 202, R"({"error":{"code":"Throttled","message":"x"}})"), Verdict::try_again);
  EXPECT_EQ(verdict(Format::mattermost, 200, R"({"success":false,"error":"x"})"), Verdict::never);
  EXPECT_EQ(verdict(Format::zulip, 200, R"({"result":"error","msg":"Invalid stream"})"), Verdict::never);
  EXPECT_EQ(verdict(Format::google_chat, 200, R"({"error":{"code":400,"message":"x"}})"), Verdict::never);
}

TEST(Answers, RefusalsAreForGood) {
  for (const Format format : all) {
    for (const int status : {301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 413, 415, 422, 451}) {
      const Judgement judgement = judge(format, status, "x", "5");
      EXPECT_EQ(judgement.verdict, Verdict::never) << to_text(format) << status;
      EXPECT_FALSE(judgement.reason.empty());
      EXPECT_EQ(judgement.retry_after, std::nullopt);
    }
    EXPECT_TRUE(has(judge(format, 302, "", "").reason, "sends to another address"));
  }
}

TEST(Answers, FaultsPass) {
  for (const Format format : all) {
    for (const int status : {0, 408, 425, 429, 500, 502, 503, 504, 599}) {
      const Judgement judgement = judge(format, status, "x", "");
      EXPECT_EQ(judgement.verdict, Verdict::try_again) << to_text(format) << status;
      EXPECT_FALSE(judgement.reason.empty());
      EXPECT_EQ(judgement.retry_after, std::nullopt);
    }
  }
  EXPECT_EQ(verdict(Format::slack, 500, "rollup_error"), Verdict::try_again);
}

TEST(Answers, SayWhatToDo) {
  EXPECT_EQ(judge(Format::slack, 410, "channel_is_archived", "").reason,
            "Slack says “channel_is_archived”. The channel is archived: bring it back in Slack, or make a webhook for "
            "another channel.");
  EXPECT_TRUE(has(judge(Format::teams, 404, "", "").reason, "co-owner"));
  EXPECT_TRUE(
      has(judge(Format::teams, 403, R"({"error":{"code":"DirectApiAuthorizationRequired","message":"m"}})", "").reason,
          "DirectApiAuthorizationRequired: m"));
  EXPECT_TRUE(has(judge(Format::webhook, 413, "", "").reason, "too large"));
}

TEST(Answers, QuoteLittleAndOnOneLine) {
  const std::string body = R"({"error":")" + times("\\n\u202E👩🏽‍🎓", 3000) + R"("})";
  const Judgement judgement = judge(Format::zulip, 400, body, "");
  EXPECT_LT(code_points(judgement.reason), 500U);
  EXPECT_FALSE(has(judgement.reason, "\n"));
  EXPECT_FALSE(has(judgement.reason, "\u202E"));
  EXPECT_EQ(verdict(Format::zulip, 200, std::string(20000, '[')), Verdict::try_again);
  EXPECT_EQ(verdict(Format::google_chat, 200, "\xFF\xFE"), Verdict::try_again);
}

TEST(Answers, WaitAsLongAsAsked) {
  EXPECT_EQ(wait("120"), 120s);
  EXPECT_EQ(wait(" 0 "), 0s);
  EXPECT_EQ(wait("1.2"), 2s);
  EXPECT_EQ(wait("99999999999999"), 24h);
  EXPECT_EQ(wait("Sun, 06 Nov 1994 08:50:37 GMT"), 60s);
  EXPECT_EQ(wait("Sunday, 06-Nov-94 08:50:37 GMT"), 60s);
  EXPECT_EQ(wait("Sun Nov  6 08:50:37 1994"), 60s);
  EXPECT_EQ(wait("Sun, 06 Nov 1994 08:40:37 GMT"), 0s);
  EXPECT_EQ(wait("Sun, 06 Nov 2094 08:40:37 GMT"), 24h);
  for (const char* bad :
       {"", "soon", "-5", "1.2.3", ".", "Sun, 31 Feb 1994 08:50:37 GMT", "Sun, 06 Nov 1994", "5 apples"}) {
    EXPECT_EQ(wait(bad), std::nullopt) << bad;
  }
}

TEST(Answers, WaitAsTheBodyAsks) {
  EXPECT_EQ(wait("", R"({"message":"limited","retry_after":0.35,"global":false})"), 1s);
  EXPECT_EQ(wait("", R"({"retry_after":64.57})"), 65s);
  EXPECT_EQ(wait("", R"({"retry-after":28.7})"), 29s);
  EXPECT_EQ(wait("10", R"({"retry_after":3})"), 10s);
  EXPECT_EQ(wait("3", R"({"retry_after":10})"), 10s);
  EXPECT_EQ(wait("", R"({"retry_after":1e300})"), 24h);
  EXPECT_EQ(wait("", R"({"retry_after":-1})"), 0s);
  EXPECT_EQ(wait("", R"({"retry_after":"soon"})"), std::nullopt);
  EXPECT_EQ(judge(Format::slack, 429, R"({"retry_after":1,"ok":false,"error":"rate_limited"})", "", moment).retry_after,
            1s);
}

}  // namespace provost::tests
