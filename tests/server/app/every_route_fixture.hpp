#pragma once

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

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

namespace provost::tests {

using app::Surface;
using workflows::people::Role;

/// Every route of the program on a real data directory, with a person, a token and a session of each role.
class EveryRouteTest : public testing::Test {
 protected:
  EveryRouteTest() {
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

}  // namespace provost::tests
