#include "server/api/account_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/people_json.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/messages/preferences.hpp"

namespace provost::api {

namespace {

namespace messages = workflows::messages;
namespace people = workflows::people;

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto person = people::find_person(snapshot.session(), call.person().person_id);
  auto body = to_json(*person);
  json::array permissions;
  for (const auto permission : people::all_permissions()) {
    if (call.person().may(permission)) permissions.emplace_back(people::to_text(permission));
  }
  const auto scopes = call.person().scopes.texts();
  body["permissions"] = std::move(permissions);
  body["scopes"] = json::array(scopes.begin(), scopes.end());
  return json_response(200, body);
}

json::object account_schema() {
  auto schema = person_schema();
  auto& properties = schema["properties"].as_object();
  properties["permissions"] = schema::list_of(schema::text());
  properties["scopes"] = schema::list_of(schema::text("What this token was made for; none: everything"));
  return schema;
}

http::Response change_password(const Call& call) {
  BodyReader body(call.request);
  const auto present = body.text("present_password", true);
  const auto wanted = body.text("password", true);
  body.finish();
  call.services.people.change_own_password(call.person(), present, wanted);
  return http::no_content();
}

json::object token_json(const people::TokenSummary& token) {
  const auto scopes = token.scopes.texts();
  return {{"id", token.id},
          {"label", token.label},
          {"scopes", json::array(scopes.begin(), scopes.end())},
          {"created_at", token.created_at},
          {"expires_on", or_null(token.expires_on)},
          {"last_used_at", or_null(token.last_used_at)}};
}

std::vector<std::pair<std::string, json::object>> token_properties() {
  return {{"id", schema::number()},
          {"label", schema::text()},
          {"scopes", schema::list_of(schema::text("What it may be used for; none: everything"))},
          {"created_at", schema::text()},
          {"expires_on", schema::optional_text()},
          {"last_used_at", schema::optional_text()}};
}

http::Response list_tokens(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& token : people::tokens_of(snapshot.session(), call.person().person_id)) {
    items.push_back(token_json(token));
  }
  return list_response(call, std::move(items));
}

http::Response make_token(const Call& call) {
  BodyReader body(call.request);
  people::NewToken wanted;
  wanted.label = body.text("label", true);
  wanted.scopes = people::Scopes::parse(body.texts("scopes"));
  wanted.expires_on = body.text("expires_on");
  body.finish();
  const auto token =
      call.services.people.create_token(people::Authority::of(call.person()), call.person().email, wanted);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto made = token_json(people::tokens_of(snapshot.session(), call.person().person_id).back());
  made["token"] = token;
  return json_response(201, made);
}

http::Response revoke_token(const Call& call) {
  call.services.people.revoke_token(call.person(), id_parameter(call, "There is no such token."));
  return http::no_content();
}

http::Response preferences_response(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto own = messages::preferences_of(snapshot.session(), call.person().person_id);
  json::array free_weekdays;
  for (const auto day : own.free_weekdays) free_weekdays.emplace_back(day);
  return json_response(200, {{"way", own.way},
                             {"pace", own.pace},
                             {"digest_at", own.digest_at},
                             {"quiet_from", own.quiet_from},
                             {"quiet_until", own.quiet_until},
                             {"time_zone", own.time_zone},
                             {"slack_member", own.slack_member},
                             {"teams_address", own.teams_address},
                             {"language", own.language},
                             {"free_weekdays", std::move(free_weekdays)}});
}

http::Response change_preferences(const Call& call) {
  BodyReader body(call.request);
  messages::Preferences wanted;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    wanted = messages::preferences_of(snapshot.session(), call.person().person_id);
  }
  const auto take = [&body](const char* name, std::string& value) {
    if (const auto text = body.optional_text(name)) value = *text;
  };
  take("way", wanted.way);
  take("pace", wanted.pace);
  take("digest_at", wanted.digest_at);
  take("quiet_from", wanted.quiet_from);
  take("quiet_until", wanted.quiet_until);
  take("time_zone", wanted.time_zone);
  take("slack_member", wanted.slack_member);
  take("teams_address", wanted.teams_address);
  take("language", wanted.language);
  if (body.has("free_weekdays")) {
    wanted.free_weekdays.clear();
    for (const auto day : body.numbers("free_weekdays")) {
      wanted.free_weekdays.insert(day < 1 ? 0U : static_cast<unsigned>(day));
    }
  }
  body.finish();
  call.services.message_preferences.change(call.person(), wanted);
  return preferences_response(call);
}

json::object preferences_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"way", text("mail, none, or the name of a channel")},
                    {"pace", one_of({"sorted", "at_once", "digest"})},
                    {"digest_at", text("time of day, 07:30")},
                    {"quiet_from", text("from then on nothing comes …")},
                    {"quiet_until", text("… until then; both the same: no quiet hours")},
                    {"time_zone", text("empty: that of the organisation")},
                    {"slack_member", text("U012AB3CD")},
                    {"teams_address", text("user principal name")},
                    {"language", text("empty: that of the organisation")},
                    {"free_weekdays", list_of(number())}});
}

}  // namespace

app::Routes account_routes() {
  const auto everybody = Access::signed_in();
  const auto reading = Scope::read(Area::account);
  const auto writing = Scope::write(Area::account);
  auto made_token = token_properties();
  made_token.emplace_back("token", schema::text("told this once"));
  return {
      get("/account", everybody, reading, show,
          {.summary = "Who the caller is, and what they and their token may do",
           .response_schema = account_schema(),
           .operation = "getAccount"}),
      post("/account/password", everybody, writing, change_password,
           {.summary = "Change one's own password; every session ends",
            .request_schema = schema::object_of({{"present_password", schema::text()}, {"password", schema::text()}},
                                                {"present_password", "password"}),
            .success_status = 204,
            .operation = "changePassword"}),
      get("/account/tokens", everybody, reading, list_tokens,
          {.summary = "The caller's tokens that still stand",
           .response_schema = list_schema(schema::object_of(token_properties())),
           .operation = "listTokens"}),
      post(
          "/account/tokens", everybody, writing, make_token,
          {.summary = "Make a token; it may do no more than the one that asks",
           .request_schema = schema::object_of({{"label", schema::text("what it is for")},
                                                {"scopes", schema::list_of(schema::text("none: everything"))},
                                                {"expires_on", schema::text("last day on which it works, YYYY-MM-DD")}},
                                               {"label"}),
           .response_schema = schema::object_of(std::move(made_token), {"token"}),
           .success_status = 201,
           .operation = "createToken",
           .tells_secret = true}),
      del("/account/tokens/{id}", everybody, writing, revoke_token,
          {.summary = "Revoke a token at once", .operation = "revokeToken"}),
      get("/account/preferences", Access::with(people::Permission::read_documents), reading, preferences_response,
          {.summary = "How the caller is told of things",
           .response_schema = preferences_schema(),
           .operation = "getPreferences"}),
      patch("/account/preferences", Access::with(people::Permission::read_documents), writing, change_preferences,
            {.summary = "Change it; what is left out stays",
             .request_schema = preferences_schema(),
             .response_schema = preferences_schema(),
             .operation = "changePreferences"})};
}

}  // namespace provost::api
