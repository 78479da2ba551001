#include "server/app/application.hpp"

#include <spdlog/logger.h>

#include "server/app/addresses.hpp"
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

/// Throws what a person without the route's permission is told.
void check_access(const Route& route, const std::optional<Actor>& actor) {
  if (route.access.is_open()) return;
  if (!actor) {
    throw workflows::Unauthenticated(
        route.surface == Surface::api ? "Send a valid token in the field Authorization: Bearer …" : "Please sign in.");
  }
  if (const auto& permission = route.access.permission(); permission && !actor->may(*permission)) {
    throw workflows::Forbidden("Your roles do not allow this.");
  }
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
                         std::shared_ptr<spdlog::logger> log)
    : services_(services),
      routes_(std::move(routes)),
      problem_page_(std::move(problem_page)),
      log_(std::move(log)),
      pages_(kept_pages_bytes) {
  for (const auto& route : routes_) router_.add(route.method, route.pattern, &route);
}

Application::~Application() = default;

std::variant<http::BodyPolicy, http::Response> Application::body_policy(const http::Request& head) {
  const auto outcome = router_.match(head.method, head.segments);
  const auto* match = std::get_if<Router::Found>(&outcome);
  // What no route takes is read within a small limit and then answered as any request without a route.
  if (match == nullptr) return http::BodyPolicy{64 * 1024, false};
  const auto& route = **match->payload;
  try {
    const auto identity = auth::identify(services_, route.surface, head);
    check_access(route, identity.actor);
    if (route.admission) {
      http::Request with_parameters = head;
      with_parameters.parameters = match->parameters;
      auto decision = route.admission(with_parameters);
      if (auto* response = std::get_if<http::Response>(&decision)) add_security_fields(*response, head.secure);
      return decision;
    }
  } catch (...) {
    auto response = refuse(head, route.surface, problem_of(std::current_exception()), std::nullopt, std::nullopt);
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
  try {
    identity = auth::identify(services_, route.surface, request);
    check_access(route, identity.actor);
    auto response = route.handler(Call{request, services_, identity.actor, identity.session});
    // A page that listens for news by itself shows nothing by it. By the answer, not by what the request says of
    // itself.
    const bool listens = response.fields.get("Content-Type").value_or("") == "text/event-stream";
    if (identity.actor && workflows::people::is_guest(identity.actor->roles) && !listens) {
      note_guest(request, *identity.actor);
    }
    return response;
  } catch (...) {
    return refuse(request, route.surface, problem_of(std::current_exception()), identity.actor, identity.session);
  }
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

void Application::note_guest(const http::Request& request, const Actor& actor) {
  // What cannot be noted is not shown: the log of what a guest saw is complete.
  const auto key = request.parameters.find("key");
  services_.audit.record(actor.audit(), {"guest.visited",
                                         key == request.parameters.end() ? request.path : key->second,
                                         {{"method", http::to_text(request.method)}, {"address", request.target}}});
}

void Application::note_refusal(const http::Request& request, const Problem& problem, const Actor& actor) {
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
