#include <boost/json.hpp>
#include <charconv>

#include "server/web/form.hpp"
#include "server/web/message_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/chat/chat_apps.hpp"
#include "workflows/chat/chat_identities.hpp"

namespace provost::web {

namespace {

namespace chat = workflows::chat;
namespace json = boost::json;
using app::Call;
using app::Problem;
using workflows::people::Authority;

json::object account_model(const chat::ChatAccount& account) {
  return {{"slack", account.service == "slack"},
          {"teams", account.service == "teams"},
          {"account_name", account.name.empty() ? account.member : account.name},
          {"account_member", account.member},
          {"workspace_name", account.workspace_name}};
}

/// From where somebody can ask, which is where there is a secret.
void add_apps_of_use(json::object& model, workflows::store::Session& session) {
  json::array teams;
  model["slack_app"] = false;
  for (const auto& app : chat::list_apps(session)) {
    if (!app.has_secret) continue;
    if (app.service == "slack") {
      model["slack_app"] = true;
    } else {
      teams.push_back(json::object{{"team_name", app.name}, {"last", false}});
    }
  }
  if (!teams.empty()) teams.back().as_object()["last"] = true;
  model["any_app"] = model["slack_app"].as_bool() || !teams.empty();
  model["teams_present"] = !teams.empty();
  model["teams_names"] = std::move(teams);
}

/// Nothing is done here: chats and mail programs open links by themselves.
http::Response show_own(const Pages& pages, const Call& call, const std::string& code, const Problem* problem,
                        const chat::LinkOffer* offer = nullptr) {
  json::object model{{"code", std::string()},
                     {"may_set_up", call.person().may(workflows::people::Permission::manage_people)}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    json::array linked;
    for (const auto& identity : chat::identities_of(session, call.person().person_id)) {
      auto row = account_model(identity.account);
      row["identity"] = std::to_string(identity.id);
      row["since"] = moment_text(identity.linked_at, zone);
      linked.push_back(std::move(row));
    }
    model["linked_present"] = !linked.empty();
    model["linked"] = std::move(linked);
    add_apps_of_use(model, session);
    const auto asked = chat::account_of_code(session, code, call.person().person_id, call.services.clock.now());
    if (asked) {
      model["asked"] = account_model(*asked);
      model["asked"].as_object()["own_name"] = call.person().name;
      model["code"] = code;
    }
    if (offer != nullptr) {
      auto offered = account_model(offer->account);
      offered["own_name"] = call.person().name;
      offered["digits"] = offer->digits;
      model["offered"] = std::move(offered);
    }
    model["gone"] = !code.empty() && !asked;
  }
  constexpr auto title = "Chat accounts";
  return uncached(problem == nullptr
                      ? pages.page(call, "account_chat", title, std::move(model))
                      : pages.page_with_problem(call, "account_chat", title, std::move(model), *problem));
}

http::Response confirm(const Pages& pages, const Call& call) {
  const Form form(call);
  return done_or_again(
      [&] {
        const auto offer = call.services.chat_identities.confirm(call.person(), form.get("code"), form.get("secret"));
        return show_own(pages, call, "", nullptr, &offer);
      },
      [&](const Problem& problem) { return show_own(pages, call, form.get("code"), &problem); });
}

http::Response end(const Call& call) {
  const Form form(call);
  const auto& text = call.parameter("id");
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  call.services.chat_identities.end(call.person(), id);
  return redirect_with_notice("/account/chat", "removed");
}

http::Response show_apps(const Pages& pages, const Call& call, const std::string& public_url, const Problem* problem) {
  json::object model{{"public_url", public_url},
                     {"slack_present", false},
                     {"may_set_up", call.person().may(workflows::people::Permission::manage_people)}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto zone = pages.time_zone(snapshot.session());
    json::array teams;
    for (const auto& app : chat::list_apps(snapshot.session())) {
      if (app.service == "slack") {
        model["slack_present"] = app.has_secret;
        model["slack_since"] = moment_text(app.added_at, zone);
      } else {
        teams.push_back(json::object{{"team_name", app.name},
                                     {"team_address", app.address},
                                     {"team_since", moment_text(app.added_at, zone)},
                                     {"shares", app.shares_links},
                                     {"works", app.has_secret}});
      }
    }
    model["teams_present"] = !teams.empty();
    model["teams_apps"] = std::move(teams);
  }
  constexpr auto title = "Asking from chat";
  return uncached(problem == nullptr ? pages.page(call, "chat_apps", title, std::move(model))
                                     : pages.page_with_problem(call, "chat_apps", title, std::move(model), *problem));
}

http::Response change_apps(const Pages& pages, const Call& call, const std::string& public_url,
                           const std::function<void(const Form&)>& change) {
  const Form form(call);
  return done_or_again(
      [&] {
        change(form);
        return redirect_with_notice("/chat-apps", "saved");
      },
      [&](const Problem& problem) { return show_apps(pages, call, public_url, &problem); });
}

http::Response add_team(const Pages& pages, const Call& call, const std::string& public_url) {
  return change_apps(pages, call, public_url, [&](const Form& form) {
    call.services.chat_apps.add_team(Authority::of(call.person()), form.get("name"));
  });
}

http::Response set_secret(const Pages& pages, const Call& call, const std::string& public_url) {
  return change_apps(pages, call, public_url, [&](const Form& form) {
    call.services.chat_apps.set_secret(Authority::of(call.person()), call.parameter("address"), form.get("secret"));
  });
}

http::Response share_links(const Pages& pages, const Call& call, const std::string& public_url) {
  return change_apps(pages, call, public_url, [&](const Form& form) {
    call.services.chat_apps.share_links(Authority::of(call.person()), call.parameter("address"),
                                        form.get("shares") == "1");
  });
}

}  // namespace

app::Routes chat_routes(const Pages& pages, const std::string& public_url) {
  const auto everybody = app::Access::signed_in();
  const auto managers = app::Access::with(workflows::people::Permission::manage_documents);
  const auto administrators = app::Access::with(workflows::people::Permission::manage_people);
  return {get_page("/account/chat", everybody,
                   [&pages](const Call& call) {
                     const auto code = call.request.query.get("code");
                     return show_own(pages, call, code ? std::string(*code) : std::string(), nullptr);
                   }),
          post_form("/account/chat", everybody, [&pages](const Call& call) { return confirm(pages, call); }),
          post_form("/account/chat/{id}/end", everybody, end),
          get_page("/chat-apps", managers,
                   [&pages, public_url](const Call& call) { return show_apps(pages, call, public_url, nullptr); }),
          post_form("/chat-apps", administrators,
                    [&pages, public_url](const Call& call) { return add_team(pages, call, public_url); }),
          post_form("/chat-apps/{address}/secret", administrators,
                    [&pages, public_url](const Call& call) { return set_secret(pages, call, public_url); }),
          post_form("/chat-apps/{address}/sharing", administrators,
                    [&pages, public_url](const Call& call) { return share_links(pages, call, public_url); }),
          post_form("/chat-apps/{address}/remove", administrators, [](const Call& call) {
            const Form form(call);
            call.services.chat_apps.remove(Authority::of(call.person()), call.parameter("address"));
            return redirect_with_notice("/chat-apps", "removed");
          })};
}

}  // namespace provost::web
