#include <boost/json.hpp>
#include <charconv>

#include "server/auth/authentication.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/told_once.hpp"
#include "server/web/words.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace people = workflows::people;
using app::Access;
using app::Call;
using app::Problem;

/// The scopes of the form, area by area; a scope for everything is none of them.
json::array scope_options(const std::vector<std::string>& chosen) {
  json::array options;
  for (const auto scope : people::all_scopes()) {
    options.push_back(
        json::object{{"value", people::to_text(scope)},
                     {"label", people::label(scope)},
                     {"chosen", std::find(chosen.begin(), chosen.end(), people::to_text(scope)) != chosen.end()}});
  }
  return options;
}

/// "Read cases, tasks and workflows; hand in evidence and make packs".
std::string scopes_text(const people::Scopes& scopes) {
  std::string text;
  for (const auto& name : scopes.texts()) {
    text += (text.empty() ? "" : "; ") + std::string(people::label(*people::parse_scope(name)));
  }
  return text;
}

people::NewToken token_in(const Form& form) {
  // Whoever ticked some uses meant these, whatever the choice above them says.
  const bool some = form.get("reach") == "some" || !form.all("scopes").empty();
  auto scopes = some ? people::Scopes::only({}) : people::Scopes::everything();
  if (some) {
    if (form.all("scopes").empty()) throw workflows::Invalid("scopes", "Choose what the token may be used for.");
    scopes = people::Scopes::parse(form.all("scopes"));
  }
  return {form.get("label"), scopes, form.get("expires_on")};
}

json::object account_model(const Pages& pages, const Call& call) {
  const auto& person = call.session->person;
  json::array tokens;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto zone = pages.time_zone(snapshot.session());
  for (const auto& token : people::tokens_of(snapshot.session(), person.id)) {
    tokens.push_back(json::object{
        {"scopes", scopes_text(token.scopes)},
        {"expires", token.expires_on ? day_text(*token.expires_on) : ""},
        {"id", std::to_string(token.id)},
        {"label", token.label},
        {"created", moment_text(workflows::parse_instant(token.created_at), zone)},
        {"last_used", token.last_used_at ? moment_text(workflows::parse_instant(*token.last_used_at), zone) : ""}});
  }
  json::object model{{"account_name", person.name},
                     {"account_email", person.email},
                     {"account_roles", people::labels(person.roles)},
                     {"must_change", person.must_change_password},
                     {"manages_channels", call.person().may(people::Permission::manage_documents)}};
  model["tokens_present"] = !tokens.empty();
  model["scope_options"] = scope_options({});
  model["label_value"] = "";
  model["expires_value"] = "";
  model["only_some"] = false;
  model["tokens"] = std::move(tokens);
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  auto model = account_model(pages, call);
  const auto token = told_once(call);
  if (!token.empty()) model["new_token"] = token;
  return showing_once(call, token, pages.page(call, "account", "My account", std::move(model)));
}

http::Response again(const Pages& pages, const Call& call, const Problem& problem) {
  return pages.page_with_problem(call, "account", "My account", account_model(pages, call), problem);
}

http::Response change_password(const Pages& pages, const Call& call) {
  const Form form(call);
  return done_or_again(
      [&] {
        call.services.people.change_own_password(call.person(), form.get("present"), form.get("password"));
        // All sessions ended with the old password; this person goes on in a new one.
        const auto session =
            call.services.sign_in.sign_in(call.person().email, form.get("password"), call.request.remote_address);
        auto response = redirect_with_notice("/account", "password");
        http::set_cookie(response, auth::session_cookie_of(session.token, call.request.secure));
        return response;
      },
      [&](const Problem& problem) { return again(pages, call, problem); });
}

http::Response make_token(const Pages& pages, const Call& call) {
  const Form form(call);
  return done_or_again(
      [&] {
        const auto token = call.services.people.create_token(people::Authority::of(call.person()), call.person().email,
                                                             token_in(form));
        return redirect_with_secret(call, "/account", token);
      },
      [&](const Problem& problem) {
        auto model = account_model(pages, call);
        model["scope_options"] = scope_options(form.all("scopes"));
        model["label_value"] = form.get("label");
        model["expires_value"] = form.get("expires_on");
        model["only_some"] = form.get("reach") == "some" || !form.all("scopes").empty();
        return pages.page_with_problem(call, "account", "My account", std::move(model), problem);
      });
}

http::Response revoke_token(const Call& call) {
  const Form form(call);
  const auto& text = call.parameter("id");
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  call.services.people.revoke_token(call.person(), id);
  return redirect_with_notice("/account", "revoked");
}

}  // namespace

app::Routes account_routes(const Pages& pages) {
  return {
      get_page("/account", Access::signed_in(), [&pages](const Call& call) { return show(pages, call); }),
      post_form("/account/password", Access::signed_in(),
                [&pages](const Call& call) { return change_password(pages, call); }),
      post_form("/account/tokens", Access::signed_in(), [&pages](const Call& call) { return make_token(pages, call); }),
      post_form("/account/tokens/{id}/revoke", Access::signed_in(), revoke_token),
  };
}

}  // namespace provost::web
