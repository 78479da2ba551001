#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

#include <set>

#include "server/api/routes.hpp"
#include "server/app/application.hpp"
#include "server/auth/authentication.hpp"
#include "server/hooks/reception.hpp"
#include "server/jobs/event_hub.hpp"
#include "server/jobs/message_sender.hpp"
#include "server/web/evidence_packs.hpp"
#include "server/web/pages.hpp"
#include "server/web/routes.hpp"
#include "tests/workflows/support/world.hpp"
#include "workflows/hashing.hpp"

namespace provost::tests {

using app::Surface;
using workflows::people::Role;

/// Every route, called as nobody and as a person of every role, on a real data directory. No handler may answer
/// somebody whom its declaration does not name.
class AccessTest : public testing::Test {
 protected:
  AccessTest() {
    app::found_organisation(directory_, config_, clock_,
                            {"Northbridge College", "Europe/London", "first@example.org", "First", World::password});
    services_ =
        std::make_unique<app::Services>(directory_, config_, clock_, 8, workflows::people::PasswordCost{1, 8192});
    pages_ = std::make_unique<web::Pages>(*services_, config_);
    sender_ = std::make_unique<jobs::MessageSender>(*services_, config_);
    reception_ = std::make_unique<hooks::Reception>(*services_);
    hub_ = std::make_unique<jobs::EventHub>(*services_, [](const std::string&) {});
    packs_ = std::make_unique<web::EvidencePacks>(*pages_, directory_.spool());
    auto routes = web::page_routes(*pages_, directory_.spool(), 1024 * 1024, *sender_, *reception_, *packs_,
                                   "https://eoms.example.org");
    const auto pages = routes;
    routes.push_back(web::live_events_route(*hub_));
    for (auto& route :
         api::api_routes({"", 1024 * 1024, directory_.spool(), pages, *packs_, *sender_, *hub_, *reception_}))
      routes.push_back(std::move(route));
    application_ = std::make_unique<app::Application>(
        *services_, std::move(routes),
        [this](const app::Problem& problem, const std::string& id,
               const std::optional<workflows::people::SignedIn>& session) {
          return pages_->problem(problem, id, session);
        },
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()), 0);
    for (const auto role : workflows::people::all_roles()) {
      const auto email = std::string(to_text(role)) + "@example.org";
      services_->people.add(workflows::people::Authority::operator_of_data(),
                            {email, email, {role}, std::nullopt, World::password, false});
      tokens_[role] = services_->people.create_token(workflows::people::Authority::operator_of_data(), email, {"test"});
      cookies_[role] = services_->sign_in.sign_in(email, World::password, "192.0.2.1").token;
    }
  }

  /// A request to a route with plausible parameters and without a form token, so that no page form can succeed.
  http::Request request_to(const app::Route& route, std::optional<Role> role) const {
    http::Request request;
    request.method = route.method;
    request.remote_address = "192.0.2.1";
    request.id = "test";
    std::string pattern = route.pattern;
    for (const auto& [name, value] : std::map<std::string, std::string>{{"{number}", "PO-001"},
                                                                        {"{version}", "1.0"},
                                                                        {"{event}", "approve"},
                                                                        {"{email}", "nobody@example.org"},
                                                                        {"{id}", "999999"},
                                                                        {"{key}", "CAR-1"},
                                                                        {"{sha256}", std::string(64, 'a')},
                                                                        {"{workflow}", "corrective_action"},
                                                                        {"{name}", "app.css"},
                                                                        {"{channel}", "mail"},
                                                                        {"{source}", "none"},
                                                                        {"{standard}", "iso_21001_2018"},
                                                                        {"{mapping}", "none"},
                                                                        {"{day}", "2026-12-25"},
                                                                        {"{department}", "Science"},
                                                                        {"{subject}", "CAR-1"},
                                                                        {"{clause}", "4.1"},
                                                                        {"{number...}", "4.1"}}) {
      if (const auto at = pattern.find(name); at != std::string::npos) pattern.replace(at, name.size(), value);
    }
    request.target = request.path = pattern;
    std::string segment;
    for (const char letter : pattern.substr(1) + "/") {
      if (letter != '/') {
        segment += letter;
      } else if (!segment.empty()) {
        request.segments.push_back(std::exchange(segment, ""));
      }
    }
    if (route.surface == Surface::api) {
      request.body = "{}";
      if (role) request.fields.set("Authorization", "Bearer " + tokens_.at(*role));
    } else {
      request.fields.set("Content-Type", "application/x-www-form-urlencoded");
      request.body = "email=x&password=y";
      if (role) request.fields.set("Cookie", std::string(auth::session_cookie) + "=" + cookies_.at(*role));
    }
    return request;
  }

  TemporaryFolder folder_;
  app::DataDirectory directory_{folder_.path() / "data"};
  config::Config config_;
  workflows::SystemClock clock_;
  std::unique_ptr<app::Services> services_;
  std::unique_ptr<web::Pages> pages_;
  std::unique_ptr<jobs::EventHub> hub_;
  std::unique_ptr<jobs::MessageSender> sender_;
  std::unique_ptr<hooks::Reception> reception_;
  std::unique_ptr<web::EvidencePacks> packs_;
  std::unique_ptr<app::Application> application_;
  std::map<Role, std::string> tokens_;
  std::map<Role, std::string> cookies_;
};

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

TEST_F(AccessTest, ATokenReachesOnlyTheRoutesOfItsScopesWhateverTheRole) {
  using workflows::people::Scopes;
  int walked = 0;
  for (const auto scope : workflows::people::all_scopes()) {
    // Each refusal is an entry in the audit trail, so it is those with the most and with the least rights who walk.
    for (const auto role : {Role::administrator, Role::quality_manager, Role::staff}) {
      const auto token = services_->people.create_token(workflows::people::Authority::operator_of_data(),
                                                        std::string(to_text(role)) + "@example.org",
                                                        {"scoped", Scopes::only({scope})});
      for (const auto& route : application_->routes()) {
        if (route.surface != Surface::api || route.access.is_open()) continue;
        const auto where = std::string(http::to_text(route.method)) + " " + route.pattern + " as " +
                           std::string(to_text(role)) + " with " + to_text(scope);
        // What tells of every area takes a token for everything.
        if (!route.scope) {
          EXPECT_EQ(route.description.operation, "listenToEvents") << where << " has no scope";
          continue;
        }
        // A question may be too long for an address; it is still no more than a question.
        const bool asks = route.method == http::Method::get || route.pattern.ends_with("-checks");
        EXPECT_EQ(route.scope->writes, !asks) << where;
        const bool in_scope = route.scope->area == scope.area && (scope.writes || !route.scope->writes);
        const bool named = !route.access.permission() || workflows::people::allows({role}, *route.access.permission());
        // What would answer is walked by the other tests; here it is enough who is turned away.
        if (in_scope && named) continue;
        auto request = request_to(route, role);
        request.fields.set("Authorization", "Bearer " + token);
        EXPECT_EQ(application_->handle(request).status, 403) << where;
        ++walked;
      }
    }
  }
  EXPECT_GT(walked, 4'000);
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
