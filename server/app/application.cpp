#include "server/app/application.hpp"

#include <spdlog/logger.h>

#include "server/app/addresses.hpp"
#include "server/app/conditional.hpp"
#include "server/app/repeated_requests.hpp"
#include "server/auth/authentication.hpp"

namespace provost::app {

namespace {

using workflows::people::Actor;

/// How much memory pages made before may take.
constexpr std::size_t kept_pages_bytes = std::size_t{16} * 1024 * 1024;

Surface surface_of(std::string_view path) {
  if (path.starts_with("/api/")) return Surface::api;
  if (path.starts_with("/hooks/")) return Surface::hook;
  return path.starts_with("/assets/") ? Surface::asset : Surface::page;
}

bool changes_something(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

/// Throws what a person without the route's permission, or a token without its scope, is told.
void check_access(const Route& route, const std::optional<Actor>& actor) {
  if (route.access.is_open()) return;
  if (!actor) {
    throw workflows::Unauthenticated(
        route.surface == Surface::api ? "Send a valid token in the field Authorization: Bearer …" : "Please sign in.");
  }
  if (route.surface == Surface::api && !actor->scopes.are_everything()) {
    if (!route.scope || !actor->scopes.allow(*route.scope)) {
      throw ScopeMissing(route.scope ? to_text(*route.scope) : "");
    }
  }
  if (const auto& permission = route.access.permission(); permission && !actor->may(*permission)) {
    throw workflows::Forbidden("Your roles do not allow this.");
  }
}

Problem too_many(const Allowance& allowance) {
  auto problem = problem_of(429, "These are more requests than one token may send in a minute: " +
                                     std::to_string(allowance.quota) + ". Please wait.");
  problem.retry_after = allowance.reset;
  return problem;
}

/// How much a caller may still ask for (draft-ietf-httpapi-ratelimit-headers-10).
void add_allowance(http::Response& response, const Allowance& allowance) {
  response.fields.set("RateLimit-Policy", "\"minute\";q=" + std::to_string(allowance.quota) + ";w=60");
  response.fields.set("RateLimit",
                      "\"minute\";r=" + std::to_string(allowance.left) + ";t=" + std::to_string(allowance.reset));
}

/// Says in the answer that the operation will go away (RFC 9745 and RFC 8594).
void add_deprecation(http::Response& response, const Deprecation& deprecation) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(deprecation.since).time_since_epoch().count();
  response.fields.set("Deprecation", "@" + std::to_string(seconds));
  response.fields.set("Sunset", http::http_date(deprecation.sunset));
  response.fields.append("Link", "</api/v1/openapi.json>; rel=\"deprecation\"; type=\"application/json\"");
}

}  // namespace

void add_security_fields(http::Response& response, bool secure) {
  auto& fields = response.fields;
  fields.reserve(fields.size() + 9);
  fields.set("Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
             "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  fields.set("X-Content-Type-Options", "nosniff");
  fields.set("X-Frame-Options", "DENY");
  fields.set("Referrer-Policy", "same-origin");
  fields.set("Cross-Origin-Opener-Policy", "same-origin");
  fields.set("Cross-Origin-Resource-Policy", "same-origin");
  fields.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (secure) fields.set("Strict-Transport-Security", "max-age=31536000");
  if (!fields.get("Cache-Control")) fields.set("Cache-Control", "no-store");
}

Application::Application(Services& services, Routes routes, ProblemPage problem_page,
                         std::shared_ptr<spdlog::logger> log, std::int64_t api_requests_a_minute)
    : services_(services),
      routes_(std::move(routes)),
      problem_page_(std::move(problem_page)),
      log_(std::move(log)),
      pages_(kept_pages_bytes),
      limiter_(api_requests_a_minute) {
  for (const auto& route : routes_) router_.add(route.method, route.pattern, &route);
}

Application::~Application() = default;

std::variant<http::BodyPolicy, http::Response> Application::body_policy(const http::Request& head) {
  const auto outcome = router_.match(head.method, head.segments);
  const auto* match = std::get_if<Router::Found>(&outcome);
  // What no route takes is read within a small limit and then answered as any request without a route.
  if (match == nullptr) return http::BodyPolicy{64 * 1024, false};
  const auto& route = **match->payload;
  auth::Identity identity;
  try {
    identity = auth::identify(services_, route.surface, head);
    check_access(route, identity.actor);
    if (route.surface == Surface::api && identity.actor && limiter_.limits()) {
      const auto allowance = limiter_.look(identity.caller, std::chrono::steady_clock::now());
      if (!allowance.granted) return refuse_too_many(head, allowance);
    }
    if (route.admission) {
      http::Request with_parameters = head;
      with_parameters.parameters = match->parameters;
      auto decision = route.admission(with_parameters);
      if (auto* response = std::get_if<http::Response>(&decision)) add_security_fields(*response, head.secure);
      return decision;
    }
  } catch (...) {
    const auto problem = problem_of(std::current_exception());
    if (route.surface == Surface::api && identity.actor && limiter_.limits()) {
      limiter_.take(identity.caller, std::chrono::steady_clock::now());
    }
    auto response = refuse(head, route.surface, problem, identity.actor, identity.session);
    add_security_fields(response, head.secure);
    return response;
  }
  return http::BodyPolicy{route.body_limit, route.takes_files};
}

http::Response Application::handle(const http::Request& request) {
  auto response = answer(request);
  add_security_fields(response, request.secure);
  return response;
}

http::Response Application::answer(const http::Request& request) {
  const auto outcome = router_.match(request.method, request.segments);
  if (const auto* asked = std::get_if<Router::OptionsAsked>(&outcome)) {
    auto response = http::no_content();
    response.fields.set("Allow", http::allow_value(asked->allowed));
    return response;
  }
  if (const auto* not_allowed = std::get_if<Router::MethodNotAllowed>(&outcome)) {
    auto response = refuse(
        request, surface_of(request.path),
        problem_of(405, "This address does not take the method " + std::string(http::to_text(request.method)) + "."),
        std::nullopt, std::nullopt);
    response.fields.set("Allow", http::allow_value(not_allowed->allowed));
    return response;
  }
  const auto* match = std::get_if<Router::Found>(&outcome);
  if (match == nullptr) {
    return refuse(request, surface_of(request.path), problem_of(404, "There is nothing at this address."), std::nullopt,
                  std::nullopt);
  }
  http::Request with_parameters = request;
  with_parameters.parameters = match->parameters;
  const auto& route = **match->payload;
  const auto cookie = request.cookie(auth::session_cookie);
  const bool keepable = route.surface == Surface::page && request.method == http::Method::get &&
                        !route.access.is_open() && cookie && cookie->size() == 64;
  if (!keepable) return answer_by(route, with_parameters);
  try {
    const auto now = services_.clock.now();
    const auto generation = workflows::audit_trail::newest_sequence(services_.database);
    if (auto kept = pages_.find(*cookie, request.target, generation, now)) return std::move(*kept);
    auto response = answer_by(route, with_parameters);
    pages_.keep(*cookie, request.target, generation, now, response);
    return response;
  } catch (...) {
    return refuse(request, route.surface, problem_of(std::current_exception()), std::nullopt, std::nullopt);
  }
}

http::Response Application::answer_by(const Route& route, const http::Request& request) {
  auth::Identity identity;
  std::optional<Allowance> allowance;
  http::Response response;
  try {
    identity = auth::identify(services_, route.surface, request);
    if (route.surface == Surface::api && identity.actor && limiter_.limits()) {
      allowance = limiter_.take(identity.caller, std::chrono::steady_clock::now());
      if (!allowance->granted) return refuse_too_many(request, *allowance);
    }
    check_access(route, identity.actor);
    response = carry_out(route, request, identity);
    // A page that listens for news by itself shows nothing by it. By the answer, not by what the request says of
    // itself.
    const bool listens = response.fields.get("Content-Type").value_or("") == "text/event-stream";
    if (identity.actor && workflows::people::is_guest(identity.actor->roles) && !listens && response.status < 400) {
      note_guest(route, request, *identity.actor);
    }
  } catch (...) {
    response = refuse(request, route.surface, problem_of(std::current_exception()), identity.actor, identity.session);
  }
  if (allowance) add_allowance(response, *allowance);
  if (route.description.deprecation) add_deprecation(response, *route.description.deprecation);
  return response;
}

http::Response Application::carry_out(const Route& route, const http::Request& request,
                                      const auth::Identity& identity) {
  const auto call_as = [&](const std::optional<Actor>& actor) {
    auto response = route.handler(Call{request, services_, actor, identity.session});
    if (route.surface == Surface::api) answer_conditionally(request, response);
    return response;
  };
  if (!identity.actor || !may_come_again(route, request)) return call_as(identity.actor);
  return answer_once(
      route, request, *identity.actor, services_.repeatable_requests,
      [&](const Actor& actor) {
        try {
          return call_as(actor);
        } catch (...) {
          return refuse(request, route.surface, problem_of(std::current_exception()), identity.actor, std::nullopt);
        }
      },
      [&](const Problem& problem) { return problem_json(problem, request.id); });
}

http::Response Application::refuse_too_many(const http::Request& request, const Allowance& allowance) {
  auto response = problem_json(too_many(allowance), request.id);
  add_allowance(response, allowance);
  return response;
}

http::Response Application::refuse(const http::Request& request, Surface surface, const Problem& problem,
                                   const std::optional<Actor>& actor,
                                   const std::optional<workflows::people::SignedIn>& session) {
  if (!problem.for_the_log.empty()) {
    log_->error("request {} {} {}: {}", request.id, http::to_text(request.method), request.path, problem.for_the_log);
  }
  if (actor && problem.refusal) note_refusal(request, problem, *actor);
  if (surface == Surface::api || surface == Surface::hook) return problem_json(problem, request.id);
  if (problem.status == 401 && !changes_something(request.method) && surface == Surface::page) {
    return http::redirect(request.path == "/" ? "/sign-in" : "/sign-in?next=" + percent_encoded(request.target));
  }
  return problem_page_(problem, request.id, session);
}

void Application::note_guest(const Route& route, const http::Request& request, const Actor& actor) {
  // What cannot be noted is not shown: the log of what a guest saw is complete. Addresses that are open to anybody may
  // carry a secret, as those in mails do.
  const auto& address = route.access.is_open() ? route.pattern : request.path;
  const auto key = request.parameters.find("key");
  services_.audit.record(actor.audit(), {"guest.visited",
                                         key == request.parameters.end() ? address : key->second,
                                         {{"method", http::to_text(request.method)},
                                          {"address", route.access.is_open() ? address : request.target}}});
}

void Application::note_refusal(const http::Request& request, const Problem& problem, const Actor& actor) {
  // The same again within a minute says nothing new, and a page that is asked for in a loop must not fill the trail.
  const auto now = std::chrono::steady_clock::now();
  if (!refusals_.is_new(actor.email + ' ' + std::string(http::to_text(request.method)) + ' ' + request.path, now))
    return;
  try {
    // About the case where the address names one, so that the entry is read by those who may see the case.
    const auto key = request.parameters.find("key");
    services_.audit.record(actor.audit(), {"request.refused",
                                           key == request.parameters.end() ? request.path : key->second,
                                           {{"method", http::to_text(request.method)},
                                            {"path", request.path},
                                            {"status", problem.status},
                                            {"reason", problem.detail}}});
  } catch (const std::exception& error) {
    log_->error("request {}: the refusal could not be recorded: {}", request.id, error.what());
  }
}

http::Response Application::server_error(const http::Request* request, int status, std::string_view reason) {
  if (request != nullptr && request->path.starts_with("/hooks/")) {
    const auto outcome = router_.match(request->method, request->segments);
    const auto* match = std::get_if<Router::Found>(&outcome);
    if (match != nullptr && (*match->payload)->refused_by_server) {
      http::Request with_parameters = *request;
      with_parameters.parameters = match->parameters;
      (*match->payload)->refused_by_server(with_parameters, status, reason);
    }
  }
  const auto problem = problem_of(status, reason);
  const std::string id = request == nullptr ? "" : request->id;
  http::Response response;
  const auto surface = request == nullptr ? Surface::page : surface_of(request->path);
  if (surface == Surface::api || surface == Surface::hook) {
    response = problem_json(problem, id);
  } else {
    response = problem_page_(problem, id, std::nullopt);
  }
  add_security_fields(response, request != nullptr && request->secure);
  return response;
}

}  // namespace provost::app
