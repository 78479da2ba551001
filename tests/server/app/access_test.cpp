#include <gtest/gtest.h>

#include <set>

#include "tests/server/app/every_route_fixture.hpp"
#include "workflows/hashing.hpp"

namespace provost::tests {

/// Every route, called as nobody and as a person of every role, on a real data directory. No handler may answer
/// somebody whom its declaration does not name.
class AccessTest : public EveryRouteTest {};

TEST_F(AccessTest, EveryRouteAnswersOnlyThoseItNames) {
  int walked = 0;
  for (const auto& route : application_->routes()) {
    const auto where = std::string(http::to_text(route.method)) + " " + route.pattern;
    const auto as_nobody = application_->handle(request_to(route, std::nullopt));
    if (!route.access.is_open()) {
      const bool to_sign_in = as_nobody.status == 303 && as_nobody.fields.get("Location")->starts_with("/sign-in");
      EXPECT_TRUE(as_nobody.status == 401 || to_sign_in) << where << " as nobody: " << as_nobody.status;
    }
    for (const auto role : workflows::people::all_roles()) {
      const auto answer = application_->handle(request_to(route, role));
      ++walked;
      const bool named = !route.access.permission() || workflows::people::allows({role}, *route.access.permission());
      if (!named) {
        EXPECT_EQ(answer.status, 403) << where << " as " << to_text(role);
      } else {
        EXPECT_NE(answer.status, 401) << where << " as " << to_text(role);
        EXPECT_LT(answer.status, 500) << where << " as " << to_text(role);
      }
    }
  }
  EXPECT_GT(walked, 400);
}

TEST_F(AccessTest, AnOperationThatWillGoAwaySaysSoInEachAnswer) {
  app::Route route{http::Method::get, "/api/v1/old", Surface::api, app::Access::signed_in(),
                   [](const app::Call&) { return http::json("{}"); }};
  route.description.deprecation = app::Deprecation{workflows::parse_instant("2026-11-01T00:00:00.000Z"),
                                                   workflows::parse_instant("2027-12-01T00:00:00.000Z"), "getNew"};
  app::Application application(
      *services_, {route}, [](const auto&, const auto&, const auto&) { return http::Response{}; },
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()), 0);
  const auto answer = application.handle(request_to(route, Role::staff));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.fields.get("Deprecation"), "@1793491200");
  EXPECT_EQ(answer.fields.get("Sunset"), "Wed, 01 Dec 2027 00:00:00 GMT");
}

TEST_F(AccessTest, EveryOperationOfTheApiIsNamedOnceAndDescribed) {
  std::set<std::string> names;
  for (const auto& route : application_->routes()) {
    if (route.surface != Surface::api) continue;
    EXPECT_FALSE(route.description.summary.empty()) << route.pattern;
    EXPECT_TRUE(names.insert(route.description.operation).second) << route.description.operation;
    EXPECT_EQ(route.description.operation.find(' '), std::string::npos);
    EXPECT_FALSE(route.description.operation.empty()) << route.pattern;
  }
  EXPECT_GT(names.size(), 90);
}

TEST_F(AccessTest, NoPageFormWorksWithoutItsToken) {
  for (const auto& route : application_->routes()) {
    if (route.surface != Surface::page || route.method != http::Method::post || route.access.is_open()) continue;
    for (const auto role : workflows::people::all_roles()) {
      if (route.access.permission() && !workflows::people::allows({role}, *route.access.permission())) continue;
      EXPECT_EQ(application_->handle(request_to(route, role)).status, 403) << route.pattern;
      auto foreign = request_to(route, role);
      const auto session = services_->sign_in.session(cookies_.at(role));
      foreign.body = "csrf=" + session->csrf_token;
      foreign.fields.set("Host", "provost.example.org");
      foreign.fields.set("Origin", "https://evil.example.org");
      EXPECT_EQ(application_->handle(foreign).status, 403) << route.pattern << " from another site";
    }
  }
}

TEST_F(AccessTest, ABodyIsRefusedBeforeItIsReadFromThoseWhoMayNotSendIt) {
  for (const auto& route : application_->routes()) {
    if (route.access.is_open() || route.method == http::Method::get) continue;
    auto head = request_to(route, std::nullopt);
    head.body.clear();
    EXPECT_TRUE(std::holds_alternative<http::Response>(application_->body_policy(head))) << route.pattern;
  }
}

TEST_F(AccessTest, EveryAnswerCarriesTheSecurityFields) {
  for (const auto& route : application_->routes()) {
    const auto answer = application_->handle(request_to(route, Role::administrator));
    const auto policy = answer.fields.get("Content-Security-Policy").value_or("");
    EXPECT_NE(policy.find("script-src 'self'"), std::string_view::npos) << route.pattern;
    EXPECT_EQ(policy.find("unsafe"), std::string_view::npos) << route.pattern;
    EXPECT_EQ(answer.fields.get("X-Content-Type-Options"), "nosniff") << route.pattern;
    EXPECT_EQ(answer.fields.get("X-Frame-Options"), "DENY") << route.pattern;
  }
}

TEST_F(AccessTest, AMissingPathIsNotFoundAndAWrongMethodIsToldWhatIsAllowed) {
  http::Request request;
  request.id = "test";
  request.path = request.target = "/nothing";
  request.segments = {"nothing"};
  EXPECT_EQ(application_->handle(request).status, 404);
  request.path = request.target = "/api/v1/documents";
  request.segments = {"api", "v1", "documents"};
  request.method = http::Method::del;
  const auto answer = application_->handle(request);
  EXPECT_EQ(answer.status, 405);
  EXPECT_NE(answer.fields.get("Allow")->find("POST"), std::string_view::npos);
  EXPECT_EQ(answer.fields.get("Content-Type"), "application/problem+json");
}

}  // namespace provost::tests
