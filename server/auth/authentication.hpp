#pragma once

#include <optional>
#include <string>

#include "server/app/route.hpp"

namespace provost::auth {

inline constexpr std::string_view session_cookie = "provost_session";

/// The field by which a page of this server sends a request to the API in its person's session: the form token.
inline constexpr std::string_view form_token_field = "X-CSRF-Token";

/// Who sent a request, as far as the surface allows: pages by session cookie, the API by bearer token, or by the
/// session cookie with the form token beside it, which no other site can know.
struct Identity {
  std::optional<workflows::people::Actor> actor;
  std::optional<workflows::people::SignedIn> session;
  std::string caller;  ///< names the token or the session, for counting
};
Identity identify(app::Services& services, app::Surface surface, const http::Request& request);

/// The cookie that keeps somebody signed in: not readable by scripts, only sent to this site, only over TLS when the
/// request came so.
http::Cookie session_cookie_of(const std::string& token, bool secure);
/// The cookie that ends it.
http::Cookie ended_session_cookie(bool secure);

/// Throws Forbidden unless a form came from this server's own page: the token of the session, and no foreign Origin.
void check_form_origin(const http::Request& request, const workflows::people::SignedIn& session,
                       const std::string& token);
/// The same for a form sent before sign-in: only the Origin and Sec-Fetch-Site fields can tell.
void check_same_site(const http::Request& request);

}  // namespace provost::auth
