// Every operation, called with a token of each single scope by a person of each role: it answers exactly those whom the
// description names.
#include <boost/json.hpp>
#include <map>
#include <set>

#include "tests/server/app/every_route_fixture.hpp"

namespace provost::tests {

namespace json = boost::json;
using workflows::people::Scopes;

class ScopesTest : public EveryRouteTest {
 protected:
  ScopesTest() {
    http::Request request;
    request.path = request.target = "/api/v1/openapi.json";
    request.segments = {"api", "v1", "openapi.json"};
    request.id = "test";
    request.remote_address = "192.0.2.1";
    const auto answer = application_->handle(request);
    const auto& text = std::get<std::shared_ptr<const std::string>>(answer.body);
    const auto description = json::parse(*text);
    for (const auto& [path, methods] : description.at("paths").as_object()) {
      for (const auto& [method, operation] : methods.as_object()) {
        described_[std::string(operation.at("operationId").as_string())] = operation.as_object();
      }
    }
  }

  /// The scopes that the description asks for; nothing: no token is asked for.
  std::optional<std::set<std::string>> scopes_asked(const app::Route& route) const {
    const auto& security = described_.at(route.description.operation).at("security").as_array();
    if (security.empty()) return std::nullopt;
    std::set<std::string> scopes;
    for (const auto& scope : security.at(0).at("token").as_array()) scopes.insert(std::string(scope.as_string()));
    return scopes;
  }
  /// The roles that the description names; nothing: everybody.
  std::optional<std::set<std::string>> roles_named(const app::Route& route) const {
    const auto* roles = described_.at(route.description.operation).if_contains("x-roles");
    if (roles == nullptr) return std::nullopt;
    std::set<std::string> names;
    for (const auto& role : roles->as_array()) names.insert(std::string(role.as_string()));
    return names;
  }
  static std::string type_of(const http::Response& answer) {
    if (answer.fields.get("Content-Type") != "application/problem+json") return "";
    return std::string(json::parse(std::get<std::string>(answer.body)).at("type").as_string());
  }

  std::map<std::string, json::object> described_;
};

TEST_F(ScopesTest, AnOperationAnswersThoseWhomTheDescriptionNamesAndNobodyElse) {
  int turned_away = 0;
  int let_in = 0;
  for (const auto role : workflows::people::all_roles()) {
    const std::string role_name(to_text(role));
    for (const auto scope : workflows::people::all_scopes()) {
      const auto token = services_->people.create_token(workflows::people::Authority::operator_of_data(),
                                                        role_name + "@example.org", {"scoped", Scopes::only({scope})});
      for (const auto& route : application_->routes()) {
        if (route.surface != Surface::api) continue;
        const auto asked = scopes_asked(route);
        if (!asked) continue;
        const auto named = roles_named(route);
        // To write in an area holds to read there.
        const bool in_scope = asked->contains(to_text(scope)) ||
                              (scope.writes && asked->contains(to_text(workflows::people::Scope::read(scope.area))));
        const bool may = !named || named->contains(role_name);
        const auto where = route.description.operation + " as " + role_name + " with " + to_text(scope);
        auto request = request_to(route, role);
        request.fields.set("Authorization", "Bearer " + token);
        const auto answer = application_->handle(request);
        if (in_scope && may) {
          EXPECT_NE(answer.status, 401) << where;
          EXPECT_NE(type_of(answer), "/problems/scope-missing") << where;
          EXPECT_LT(answer.status, 500) << where;
          ++let_in;
        } else {
          EXPECT_EQ(answer.status, 403) << where;
          if (!in_scope && may) {
            EXPECT_EQ(type_of(answer), "/problems/scope-missing") << where;
          }
          ++turned_away;
        }
      }
    }
  }
  EXPECT_GT(turned_away, 10'000);
  EXPECT_GT(let_in, 800);
}

TEST_F(ScopesTest, WhatTheDescriptionAsksForIsWhatTheRouteDeclares) {
  for (const auto& route : application_->routes()) {
    if (route.surface != Surface::api) continue;
    const auto asked = scopes_asked(route);
    EXPECT_EQ(asked.has_value(), !route.access.is_open()) << route.pattern;
    if (!asked) continue;
    // What tells of every area takes a token for everything.
    EXPECT_EQ(asked->empty(), route.description.operation == "listenToEvents") << route.pattern << " has no scope";
    if (!route.scope) continue;
    EXPECT_EQ(*asked, std::set<std::string>{to_text(*route.scope)}) << route.pattern;
    // A question may be too long for an address; it is still no more than a question.
    const bool asks = route.method == http::Method::get || route.pattern.ends_with("-checks");
    EXPECT_EQ(route.scope->writes, !asks) << route.pattern;
  }
}

}  // namespace provost::tests
