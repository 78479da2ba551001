#include "server/auth/authentication.hpp"

#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"

namespace provost::auth {

namespace {

constexpr std::string_view bearer_prefix = "Bearer ";
constexpr std::size_t longest_token = 200;

/// True when an Origin field names the host the request was sent to.
bool names_this_host(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (origin.starts_with(scheme) && origin.substr(scheme.size()) == host) return true;
  }
  return false;
}

/// A page that looks for news by itself says so; a browser does for server-sent events (HTML Living Standard, 9.2.3).
workflows::people::SessionUse use_of(const http::Request& request) {
  const bool by_page =
      request.fields.get("Accept") == "text/event-stream" || request.fields.get("X-Asked-By") == "page";
  return by_page ? workflows::people::SessionUse::by_page : workflows::people::SessionUse::by_person;
}

/// A request to the API by one of this server's own pages.
Identity identify_page_of_api(app::Services& services, const http::Request& request) {
  Identity identity;
  const auto cookie = request.cookie(session_cookie);
  const auto token = request.fields.get(form_token_field);
  if (!token || !cookie || cookie->empty() || cookie->size() > longest_token) return identity;
  const auto session = services.sign_in.session(*cookie, use_of(request));
  if (!session) return identity;
  check_form_origin(request, *session, std::string(*token));
  if (session->person.must_change_password) {
    throw workflows::Forbidden("Please choose a password of your own before you go on.");
  }
  identity.actor = workflows::people::as_actor(session->person, "api");
  identity.caller = "session " + session->token_hash;
  return identity;
}

}  // namespace

Identity identify(app::Services& services, app::Surface surface, const http::Request& request) {
  Identity identity;
  if (surface == app::Surface::asset || surface == app::Surface::hook) return identity;
  if (surface == app::Surface::api) {
    const auto authorization = request.fields.get("Authorization");
    if (!authorization) return identify_page_of_api(services, request);
    if (!std::string_view(*authorization).starts_with(bearer_prefix)) return identity;
    const auto token = std::string_view(*authorization).substr(bearer_prefix.size());
    if (token.empty() || token.size() > longest_token) return identity;
    if (const auto bearer = services.sign_in.bearer(token)) {
      identity.actor = workflows::people::as_actor(bearer->person, "api");
      identity.actor->scopes = bearer->scopes;
      identity.caller = "token " + std::to_string(bearer->token_id);
    }
    return identity;
  }
  const auto cookie = request.cookie(session_cookie);
  if (!cookie || cookie->empty() || cookie->size() > longest_token) return identity;
  identity.session = services.sign_in.session(*cookie, use_of(request));
  if (identity.session) identity.actor = workflows::people::as_actor(identity.session->person, "page");
  return identity;
}

http::Cookie session_cookie_of(const std::string& token, bool secure) {
  http::Cookie cookie;
  cookie.name = std::string(session_cookie);
  cookie.value = token;
  cookie.secure = secure;
  return cookie;
}

http::Cookie ended_session_cookie(bool secure) {
  auto cookie = session_cookie_of("", secure);
  cookie.max_age = std::chrono::seconds(0);
  return cookie;
}

void check_same_site(const http::Request& request) {
  const auto site = request.fields.get("Sec-Fetch-Site");
  const bool foreign_site = site && *site != "same-origin" && *site != "none";
  const auto origin = request.fields.get("Origin");
  const auto host = request.fields.get("Host");
  const bool foreign_origin = origin && !(host && names_this_host(*origin, *host));
  if (foreign_site || foreign_origin) {
    throw workflows::Forbidden("This form was sent from another site. Please open the page here and try again.");
  }
}

void check_form_origin(const http::Request& request, const workflows::people::SignedIn& session,
                       const std::string& token) {
  check_same_site(request);
  if (!workflows::equal_in_constant_time(token, session.csrf_token)) {
    throw workflows::Forbidden("This form is too old. Please reload the page and try again.");
  }
}

}  // namespace provost::auth
