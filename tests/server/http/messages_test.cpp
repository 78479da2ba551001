#include <gtest/gtest.h>

#include "server/http/request.hpp"
#include "server/http/response.hpp"

namespace provost::http {
namespace {

TEST(Fields, CompareNamesWithoutCase) {
  Fields fields{{"Content-Type", "a"}, {"X", "1"}, {"x", "2"}};
  EXPECT_EQ(fields.get("content-TYPE"), "a");
  EXPECT_EQ(fields.all("X"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(fields.count("x"), 2U);
  EXPECT_EQ(fields.get("Content-Typ"), std::nullopt);
  fields.set("X", "3");
  EXPECT_EQ(fields.all("x"), std::vector<std::string_view>{"3"});
  fields.remove("x");
  EXPECT_EQ(fields.size(), 1U);
}

TEST(Request, FindsCookies) {
  Request request;
  request.fields = {{"Cookie", "a=1; session=x=y ;b=\"quoted\""}, {"cookie", "late=2;session=second; =; ;c"}};
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("session"), "x=y");
  EXPECT_EQ(request.cookie("b"), "quoted");
  EXPECT_EQ(request.cookie("late"), "2");
  EXPECT_EQ(request.cookie("c"), std::nullopt);
  EXPECT_EQ(request.cookie("A"), std::nullopt);
  EXPECT_EQ(request.cookie("ession"), std::nullopt);
}

TEST(Response, HasTheUsualKinds) {
  EXPECT_EQ(html("x").fields.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(json("{}", 422, "application/problem+json").status, 422);
  EXPECT_EQ(redirect("/a").status, 303);
  EXPECT_EQ(redirect("/a").fields.get("Location"), "/a");
  EXPECT_EQ(no_content().status, 204);
}

TEST(Cookie, IsSafeByDefault) {
  Response response;
  set_cookie(response, {.name = "session", .value = "abc"});
  EXPECT_EQ(response.fields.get("Set-Cookie"), "session=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  Cookie gone{.name = "session", .value = "", .path = "/api", .max_age = std::chrono::seconds(0)};
  gone.secure = gone.http_only = false;
  gone.same_site = Cookie::SameSite::strict;
  set_cookie(response, gone);
  EXPECT_EQ(response.fields.all("Set-Cookie")[1], "session=; Path=/api; Max-Age=0; SameSite=Strict");
}

TEST(Cookie, RefusesWhatWouldBreakTheField) {
  Response response;
  for (const auto* value : {"a;b", "a b", "a,b", "a\"", "a\\", "a\r\nb", "é"}) {
    EXPECT_THROW(set_cookie(response, {.name = "a", .value = value}), std::invalid_argument) << value;
  }
  EXPECT_THROW(set_cookie(response, {.name = "a b", .value = ""}), std::invalid_argument);
  EXPECT_THROW(set_cookie(response, {.name = "", .value = ""}), std::invalid_argument);
  EXPECT_THROW(set_cookie(response, {.name = "a", .value = "", .path = "/;x"}), std::invalid_argument);
  EXPECT_TRUE(response.fields.empty());
}

TEST(Attachment, KeepsEveryFileName) {
  EXPECT_EQ(attachment("Plan 1.pdf"), "attachment; filename=\"Plan 1.pdf\"");
  EXPECT_EQ(attachment("Prüfung \"a\"\r\n.pdf"),
            "attachment; filename=\"Pr__fung _a___.pdf\"; filename*=UTF-8''Pr%C3%BCfung%20%22a%22%0D%0A.pdf");
}

TEST(HttpDate, IsInTheFixedForm) {
  EXPECT_EQ(http_date(std::chrono::system_clock::from_time_t(784111777)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(std::chrono::system_clock::from_time_t(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(EntityTags, AreComparedAsTheStandardSays) {
  EXPECT_TRUE(names_etag("\"a\"", "\"a\"", true));
  EXPECT_TRUE(names_etag("\"x\", \"a\"", "\"a\"", false));
  EXPECT_TRUE(names_etag("W/\"a\"", "\"a\"", true));
  EXPECT_FALSE(names_etag("W/\"a\"", "\"a\"", false));
  EXPECT_FALSE(names_etag("W/\"a\"", "W/\"a\"", false));
  EXPECT_TRUE(names_etag("\"x,\",W/\"a\"", "W/\"a\"", true));
  EXPECT_TRUE(names_etag("*", "\"a\"", false));
  EXPECT_FALSE(names_etag("\"ab\"", "\"a\"", true));
  EXPECT_FALSE(names_etag("a", "\"a\"", true));
  EXPECT_FALSE(names_etag("", "\"a\"", true));
}

}  // namespace
}  // namespace provost::http
