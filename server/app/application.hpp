#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "server/app/answer_cache.hpp"
#include "server/app/error_answers.hpp"
#include "server/app/rate_limiter.hpp"
#include "server/app/recent_refusals.hpp"
#include "server/app/route.hpp"
#include "server/http/application.hpp"
#include "server/http/router.hpp"

namespace spdlog {
class logger;
}

namespace provost::auth {
struct Identity;
}

namespace provost::app {

/// Makes the HTML form of a problem.
using ProblemPage = std::function<http::Response(const Problem& problem, const std::string& request_id,
                                                 const std::optional<workflows::people::SignedIn>& session)>;

/// Answers requests from the one table of routes: finds the route, finds out who asks, checks the permission declared
/// with the route, calls the handler, and turns every failure into an answer. Thread-safe.
class Application final : public http::Application {
 public:
  /// `api_requests_a_minute`: of each token or session; 0: no limit.
  Application(Services& services, Routes routes, ProblemPage problem_page, std::shared_ptr<spdlog::logger> log,
              std::int64_t api_requests_a_minute);
  ~Application() override;

  std::variant<http::BodyPolicy, http::Response> body_policy(const http::Request& head) override;
  http::Response handle(const http::Request& request) override;
  http::Response server_error(const http::Request* request, int status, std::string_view reason) override;

  const Routes& routes() const { return routes_; }

 private:
  using Router = http::Router<const Route*>;

  http::Response answer(const http::Request& request);
  http::Response answer_by(const Route& route, const http::Request& request);
  http::Response carry_out(const Route& route, const http::Request& request, const auth::Identity& identity);
  http::Response refuse_too_many(const http::Request& request, const Allowance& allowance);
  http::Response refuse(const http::Request& request, Surface surface, const Problem& problem,
                        const std::optional<workflows::people::Actor>& actor,
                        const std::optional<workflows::people::SignedIn>& session);
  void note_guest(const Route& route, const http::Request& request, const workflows::people::Actor& actor);
  void note_refusal(const http::Request& request, const Problem& problem, const workflows::people::Actor& actor);

  Services& services_;
  Routes routes_;
  Router router_;
  ProblemPage problem_page_;
  std::shared_ptr<spdlog::logger> log_;
  AnswerCache pages_;
  RateLimiter limiter_;
  RecentRefusals refusals_;
};

/// Fields that every answer carries: a strict content security policy and its kin (OWASP Secure Headers).
void add_security_fields(http::Response& response, bool secure);

}  // namespace provost::app
