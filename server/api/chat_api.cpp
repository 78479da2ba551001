#include "server/api/chat_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/errors.hpp"

namespace provost::api {

namespace {

namespace chat = workflows::chat;

json::object app_json(const chat::ChatApp& app) {
  return {{"address", app.address},
          {"service", app.service},
          {"name", app.name},
          {"added_at", workflows::to_text(app.added_at)},
          {"has_secret", app.has_secret},
          {"shares_links", app.shares_links}};
}

http::Response list_apps(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& app : chat::list_apps(snapshot.session())) items.push_back(app_json(app));
  return list_response(call, std::move(items));
}

http::Response add_team(const Call& call) {
  BodyReader body(call.request);
  const auto name = body.text("name", true);
  body.finish();
  const auto address = call.services.chat_apps.add_team(Authority::of(call.person()), name);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  return json_response(201, app_json(chat::find_app(snapshot.session(), address).value()));
}

http::Response set_secret(const Call& call) {
  BodyReader body(call.request);
  const auto secret = body.text("secret", true);
  body.finish();
  call.services.chat_apps.set_secret(Authority::of(call.person()), call.parameter("address"), secret);
  return http::no_content();
}

http::Response share_links(const Call& call) {
  BodyReader body(call.request);
  const auto shares = body.optional_flag("shares_links").value_or(false);
  body.finish();
  call.services.chat_apps.share_links(Authority::of(call.person()), call.parameter("address"), shares);
  return http::no_content();
}

http::Response remove_app(const Call& call) {
  call.services.chat_apps.remove(Authority::of(call.person()), call.parameter("address"));
  return http::no_content();
}

http::Response accounts_of(const Call& call, std::int64_t person_id) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& identity : chat::identities_of(snapshot.session(), person_id)) {
    items.push_back(json::object{{"id", identity.id},
                                 {"service", identity.account.service},
                                 {"workspace", identity.account.workspace_name},
                                 {"name", identity.account.name},
                                 {"linked_at", workflows::to_text(identity.linked_at)}});
  }
  return list_response(call, std::move(items));
}

std::int64_t person_in_path(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto person = workflows::people::find_person(snapshot.session(), call.parameter("email"));
  if (!person) throw workflows::NotFound("There is nobody with this e-mail address.");
  return person->id;
}

http::Response list_accounts(const Call& call) {
  return accounts_of(call, call.person().person_id);
}

http::Response list_accounts_of_person(const Call& call) {
  return accounts_of(call, person_in_path(call));
}

http::Response end_account_of_person(const Call& call) {
  call.services.chat_identities.end_of(call.person(), person_in_path(call),
                                       id_parameter(call, "This account is not linked with them."));
  return http::no_content();
}

http::Response end_account(const Call& call) {
  call.services.chat_identities.end(call.person(), id_parameter(call, "This account is not linked with you."));
  return http::no_content();
}

}  // namespace

app::Routes chat_routes() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto managers = Access::with(workflows::people::Permission::manage_documents);
  const auto administrators = Access::with(workflows::people::Permission::manage_people);
  const auto everybody = Access::signed_in();
  const auto people_managers = Access::with(workflows::people::Permission::manage_people);
  const auto app = object_of({{"address", text("last part of the web address that it calls")},
                              {"service", one_of({"slack", "teams"})},
                              {"name", text()},
                              {"added_at", text()},
                              {"has_secret", flag()},
                              {"shares_links", flag()}});
  const auto account = object_of(
      {{"id", number()}, {"service", text()}, {"workspace", text()}, {"name", text()}, {"linked_at", text()}});
  return {get("/chat-apps", managers, Scope::read(Area::messages), list_apps,
              {.summary = "From which chat this server may be asked",
               .response_schema = list_schema(app),
               .operation = "listChatApps"}),
          post("/chat-apps", administrators, Scope::write(Area::messages), add_team,
               {.summary = "Add a team of Teams; its token comes afterwards",
                .request_schema = object_of({{"name", text()}}, {"name"}),
                .response_schema = app,
                .success_status = 201,
                .operation = "addChatTeam"}),
          put("/chat-apps/{address}/secret", administrators, Scope::write(Area::messages), set_secret,
              {.summary = "Set the secret that signs what comes from there; it is never shown",
               .request_schema = object_of({{"secret", text()}}, {"secret"}),
               .success_status = 204,
               .operation = "setChatSecret"}),
          put("/chat-apps/{address}/sharing", administrators, Scope::write(Area::messages), share_links,
              {.summary = "Let links that people made in other such teams count in this one, and back",
               .request_schema = object_of({{"shares_links", flag()}}, {"shares_links"}),
               .success_status = 204,
               .operation = "shareChatLinks"}),
          del("/chat-apps/{address}", administrators, Scope::write(Area::messages), remove_app,
              {.summary = "Refuse what comes from there from now on", .operation = "removeChatApp"}),
          get("/account/chats", everybody, Scope::read(Area::account), list_accounts,
              {.summary = "The caller's accounts in chat that act for them",
               .response_schema = list_schema(account),
               .operation = "listChatAccounts"}),
          del("/account/chats/{id}", everybody, Scope::write(Area::account), end_account,
              {.summary = "End the link with an account in chat", .operation = "endChatAccount"}),
          get("/people/{email}/chats", people_managers, Scope::read(Area::administration), list_accounts_of_person,
              {.summary = "A person's accounts in chat that act for them",
               .response_schema = list_schema(account),
               .operation = "listChatAccountsOfPerson"}),
          del("/people/{email}/chats/{id}", people_managers, Scope::write(Area::administration), end_account_of_person,
              {.summary = "End the link of a person with an account in chat", .operation = "endChatAccountOfPerson"})};
}

}  // namespace provost::api
