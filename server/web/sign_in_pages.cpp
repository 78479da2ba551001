#include <boost/json.hpp>

#include "server/app/addresses.hpp"
#include "server/auth/authentication.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"

namespace provost::web {

namespace {

using app::Access;
using app::Call;

http::Response show(const Pages& pages, const Call& call, const std::string& next, const std::string& email,
                    const std::string& error, int status) {
  return pages.page(call, "sign_in", "Sign in", {{"next", next}, {"email", email}, {"error", error}}, status);
}

http::Response sign_in(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto next = app::safe_next_address(form.get("next"));
  try {
    const auto session =
        call.services.sign_in.sign_in(form.get("email"), form.get("password"), call.request.remote_address);
    auto response = http::redirect(session.person.must_change_password ? "/account" : next);
    http::set_cookie(response, auth::session_cookie_of(session.token, call.request.secure));
    return response;
  } catch (const workflows::Unauthenticated& refused) {
    return show(pages, call, next, form.get("email"), refused.what(), 401);
  } catch (const workflows::TooBusy& slowed) {
    auto response = show(pages, call, next, form.get("email"), slowed.what(), 429);
    response.fields.set("Retry-After", std::to_string(slowed.retry_after().count()));
    return response;
  }
}

http::Response sign_out(const Call& call) {
  const Form form(call);
  call.services.sign_in.sign_out(*call.session);
  auto response = http::redirect("/sign-in");
  http::set_cookie(response, auth::ended_session_cookie(call.request.secure));
  return response;
}

}  // namespace

app::Routes sign_in_routes(const Pages& pages) {
  return {get_page("/sign-in", Access::anybody(),
                   [&pages](const Call& call) {
                     if (call.session) return http::redirect("/");
                     const auto next = app::safe_next_address(call.request.query.get("next").value_or("/"));
                     return show(pages, call, next, "", "", 200);
                   }),
          post_form("/sign-in", Access::anybody(), [&pages](const Call& call) { return sign_in(pages, call); }),
          post_form("/sign-out", Access::signed_in(), sign_out)};
}

}  // namespace provost::web
