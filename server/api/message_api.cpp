#include <boost/json.hpp>

#include "server/api/channel_api.hpp"
#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/message_log.hpp"
#include "workflows/messages/visible_log.hpp"

namespace provost::api {

namespace {

namespace messages = workflows::messages;

/// What the caller may know of a message. `readable`: whether they may read what was sent.
json::object message_json(const Call& call, workflows::store::Session& session, messages::Outgoing& message,
                          bool& readable) {
  readable =
      messages::leave_visible(session, call.services.catalogue, call.person(), message, call.services.clock.now());
  const auto channel = messages::find_channel(session, message.channel_id);
  const auto person = message.person_id ? workflows::people::find_person(session, *message.person_id) : std::nullopt;
  return {{"id", message.id},
          {"key", message.key},
          {"channel", message.channel_id == messages::mail_channel ? "mail"
                      : channel                                    ? channel->name
                                                                   : ""},
          {"to", person ? json::value(person->email) : json::value(nullptr)},
          {"event", message.event},
          {"text", message.text},
          {"state", message.state},
          {"attempts", message.attempts},
          {"outcome", message.outcome},
          {"created_at", workflows::to_text(message.created_at)},
          {"settled_at", or_null(message.settled_at)}};
}

http::Response list(const Call& call) {
  const auto chosen = text_parameter(call.request, "channel");
  const auto part = list_part(call);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  messages::LogQuery query;
  query.state = text_parameter(call.request, "state");
  query.before_id = part.before();
  query.limit = part.limit;
  if (chosen == "mail") {
    query.channel_id = messages::mail_channel;
  } else if (!chosen.empty()) {
    const auto channel = messages::find_channel(session, chosen);
    if (!channel) throw workflows::Invalid("channel", "There is no such channel.");
    query.channel_id = channel->id;
  }
  auto page = messages::read_log(session, query);
  json::array items;
  bool readable = false;
  for (auto& message : page.messages) items.push_back(message_json(call, session, message, readable));
  return list_response(call, std::move(items), page.total, next_place(page.next));
}

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  auto message = messages::find_message(session, id_parameter(call, "There is no such message."));
  if (!message) throw workflows::NotFound("There is no such message.");
  bool readable = false;
  auto body = message_json(call, session, *message, readable);
  json::array tries;
  for (const auto& attempt : messages::attempts_of(session, message->id)) {
    tries.push_back(json::object{{"tried_at", workflows::to_text(attempt.tried_at)},
                                 {"took_milliseconds", attempt.took.count()},
                                 {"verdict", attempt.verdict},
                                 {"reason", message->text.empty() ? std::string() : attempt.reason},
                                 {"status", attempt.status},
                                 {"request", readable ? attempt.request : std::string()},
                                 {"answer", readable ? attempt.answer : std::string()}});
  }
  body["tries"] = std::move(tries);
  return json_response(200, body);
}

http::Response send_again(const Call& call) {
  const auto id = id_parameter(call, "There is no such message.");
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    messages::require_known(snapshot.session(), call.services.catalogue, call.person(), id, call.services.clock.now());
  }
  call.services.outbox.send_again(workflows::people::Authority::of(call.person()), id);
  return show(call);
}

std::vector<std::pair<std::string, json::object>> message_properties() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return {{"id", number()},
          {"key", text("the same on each try")},
          {"channel", text("its name, or mail")},
          {"to", optional_text()},
          {"event", text()},
          {"text", text("empty where the caller may not know what it is about")},
          {"state", one_of({"waiting", "collected", "delivered", "failed", "dropped", "gathered"})},
          {"attempts", number()},
          {"outcome", text()},
          {"created_at", text()},
          {"settled_at", optional_text()}};
}

json::object whole_message_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  auto properties = message_properties();
  properties.emplace_back("tries", list_of(object_of({{"tried_at", text()},
                                                      {"took_milliseconds", number()},
                                                      {"verdict", one_of({"delivered", "try_again", "never"})},
                                                      {"reason", text()},
                                                      {"status", number()},
                                                      {"request", text("without secrets")},
                                                      {"answer", text()}})));
  return object_of(std::move(properties));
}

}  // namespace

app::Routes message_routes() {
  const auto managers = Access::with(workflows::people::Permission::manage_documents);
  return {get("/messages", managers, Scope::read(Area::messages), list,
              {.summary = "The log of messages, the newest first",
               .query = with_paging({{"channel", "Its name, or mail"}, {"state", "Only in this state"}}),
               .response_schema = list_schema(schema::object_of(message_properties())),
               .operation = "listMessages"}),
          get("/messages/{id}", managers, Scope::read(Area::messages), show,
              {.summary = "A message with each try to deliver it",
               .response_schema = whole_message_schema(),
               .operation = "getMessage"}),
          post("/messages/{id}/again", managers, Scope::write(Area::messages), send_again,
               {.summary = "Send a settled message once more under its key",
                .response_schema = whole_message_schema(),
                .operation = "sendMessageAgain"})};
}

}  // namespace provost::api
