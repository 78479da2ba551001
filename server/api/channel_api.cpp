#include "server/api/channel_api.hpp"

#include <boost/json.hpp>

#include "integrations/messages/standard_webhook.hpp"
#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "server/app/addresses.hpp"
#include "server/jobs/message_sender.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_samples.hpp"

namespace provost::api {

namespace {

namespace messages = workflows::messages;

/// The address is a secret, so only its host is told.
json::object channel_json(const messages::Channel& channel) {
  return {{"name", channel.name},
          {"format", channel.format},
          {"host", channel.address_hint},
          {"events", texts(channel.events)},
          {"workflows", texts(channel.workflows)},
          {"departments", texts(channel.departments)},
          {"roles", texts(channel.roles)},
          {"document_types", texts(channel.document_types)},
          {"grades", texts(channel.grades)},
          {"mentions", channel.mentions},
          {"waiting", channel.waiting},
          {"paused_at", or_null(channel.paused_at)},
          {"pause_reason", channel.pause_reason},
          {"failing_since", or_null(channel.failing_since)}};
}

messages::Channel read_channel(const Call& call, const std::string& name) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto channel = messages::find_channel(snapshot.session(), name);
  if (!channel) throw workflows::NotFound("There is no such channel.");
  channel->waiting = messages::count_waiting(snapshot.session(), channel->id);
  return *channel;
}

http::Response channel_response(const Call& call, const std::string& name, int status, const std::string& secret = "") {
  const auto channel = read_channel(call, name);
  return thing_response(status, channel_json(channel), channel.row_version, "/channels/" + app::percent_encoded(name),
                        secret);
}

http::Response list(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& channel : messages::list_channels(snapshot.session())) items.push_back(channel_json(channel));
  return list_response(call, std::move(items));
}

http::Response show(const Call& call) {
  return channel_response(call, call.parameter("channel"), 200);
}

/// Lists that are given replace those that there are.
void read_settings(BodyReader& body, messages::ChannelSettings& settings) {
  if (const auto name = body.optional_text("name")) settings.name = *name;
  const auto take = [&body](const char* name, std::vector<std::string>& list) {
    auto given = body.texts(name);
    if (body.has(name)) list = std::move(given);
  };
  take("events", settings.events);
  take("workflows", settings.workflows);
  take("departments", settings.departments);
  take("roles", settings.roles);
  take("document_types", settings.document_types);
  take("grades", settings.grades);
  if (const auto mentions = body.optional_flag("mentions")) settings.mentions = *mentions;
}

http::Response add(const Call& call) {
  BodyReader body(call.request);
  messages::ChannelSettings settings;
  settings.format = body.text("format", true);
  const auto address = body.text("address", true);
  body.text("name", true);
  read_settings(body, settings);
  body.finish();
  const auto secret = settings.format == "webhook" ? integrations::new_secret() : std::string();
  call.services.channels.add(Authority::of(call.person()), settings, address, secret);
  return channel_response(call, settings.name, 201, secret);
}

http::Response change(const Call& call) {
  const auto& name = call.parameter("channel");
  const auto channel = read_channel(call, name);
  const auto expected = expected_row_version(call.request);
  if (expected && *expected != channel.row_version) {
    throw workflows::Stale("Somebody else changed this channel in the meantime. Please look again.");
  }
  BodyReader body(call.request);
  messages::ChannelSettings settings = channel;
  const auto address = body.text("address");
  read_settings(body, settings);
  body.finish();
  call.services.channels.change(Authority::of(call.person()), name, settings, address);
  return channel_response(call, settings.name, 200);
}

http::Response remove(const Call& call) {
  call.services.channels.remove(Authority::of(call.person()), call.parameter("channel"));
  return http::no_content();
}

http::Response change_secret(const Call& call) {
  const auto secret = integrations::new_secret();
  call.services.channels.change_secret(Authority::of(call.person()), call.parameter("channel"), secret);
  return channel_response(call, call.parameter("channel"), 200, secret);
}

http::Response pause(const Call& call) {
  call.services.channels.pause(Authority::of(call.person()), call.parameter("channel"),
                               "Paused by " + call.person().name + ".");
  return channel_response(call, call.parameter("channel"), 200);
}

/// "mail" is no channel of its own, but can be paused by its failures.
http::Response resume(const Call& call) {
  call.services.channels.resume(Authority::of(call.person()), call.parameter("channel"));
  return http::no_content();
}

http::Response test(const Call& call, jobs::MessageSender& sender) {
  const auto message = call.services.outbox.begin_test(Authority::of(call.person()), call.parameter("channel"));
  const auto result = sender.send(message);
  if (!result.attempt) {
    call.services.outbox.drop(message, result.moot);
    return json_response(200, {{"arrived", false}, {"reason", result.moot}, {"status", 0}, {"answer", ""}});
  }
  call.services.outbox.settle(message, *result.attempt);
  return json_response(200, {{"arrived", result.attempt->verdict == "delivered"},
                             {"reason", result.attempt->reason},
                             {"status", result.attempt->status},
                             {"answer", result.attempt->answer}});
}

http::Response replay(const Call& call) {
  BodyReader body(call.request);
  const auto text = body.text("since", true);
  body.finish();
  workflows::Instant since;
  try {
    since = workflows::parse_instant(text);
  } catch (const std::exception&) {
    throw workflows::Invalid("since", "Write the moment in UTC: 2026-11-23T10:00:00.000Z.");
  }
  const auto count = call.services.outbox.replay(Authority::of(call.person()), call.parameter("channel"), since);
  return json_response(200, {{"queued", count}});
}

http::Response previews(const Call& call, const jobs::MessageSender& sender) {
  const auto channel = read_channel(call, call.parameter("channel"));
  json::array items;
  for (const auto& kind : messages::event_kinds()) {
    if (!kind.in_channels) continue;
    items.push_back(json::object{
        {"event", kind.name},
        {"label", kind.label},
        {"body", json::parse(sender.preview(messages::sample_content(kind.name), channel.format, "msg_preview"))}});
  }
  return list_response(call, std::move(items));
}

json::object event_schema() {
  std::vector<std::string> names;
  for (const auto& kind : messages::event_kinds()) {
    if (kind.in_channels) names.emplace_back(kind.name);
  }
  return schema::one_of(names);
}

std::vector<std::pair<std::string, json::object>> settings_properties() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return {{"name", text()},
          {"events", list_of(event_schema())},
          {"workflows", list_of(text("only these; none: all"))},
          {"departments", list_of(text("only what concerns people of these; none: all"))},
          {"roles", list_of(text("only what concerns people with these; none: all"))},
          {"document_types", list_of(text("of documents only these; none: all"))},
          {"grades", list_of(text("of cases only those with these grades; none: all"))},
          {"mentions", flag()}};
}

json::object channel_schema(bool with_secret) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  auto properties = settings_properties();
  properties.emplace_back("format", one_of(messages::channel_formats()));
  properties.emplace_back("host", text("of the address, which is a secret itself"));
  properties.emplace_back("waiting", number());
  properties.emplace_back("paused_at", optional_text());
  properties.emplace_back("pause_reason", text());
  properties.emplace_back("failing_since", optional_text());
  if (with_secret) properties.emplace_back("secret", text("of a webhook, told this once: whsec_…"));
  return object_of(std::move(properties), {"name", "format", "events"});
}

json::object new_channel_schema() {
  auto properties = settings_properties();
  properties.emplace_back("format", schema::one_of(messages::channel_formats()));
  properties.emplace_back("address", schema::text("the whole web address that the other side gave"));
  return schema::object_of(std::move(properties), {"name", "format", "address"});
}

json::object change_schema() {
  auto properties = settings_properties();
  properties.emplace_back("address", schema::text("empty: the present one stays"));
  return schema::object_of(std::move(properties));
}

}  // namespace

app::Routes channel_routes(jobs::MessageSender& sender) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto managers = Access::with(workflows::people::Permission::manage_documents);
  const auto reading = Scope::read(Area::messages);
  const auto writing = Scope::write(Area::messages);
  const std::string one = "/channels/{channel}";
  return {
      get("/channels", managers, reading, list,
          {.summary = "Where messages go, by name",
           .response_schema = list_schema(channel_schema(false)),
           .operation = "listChannels"}),
      post("/channels", managers, writing, add,
           {.summary = "Add a channel; a webhook is given its secret, which is told this once",
            .request_schema = new_channel_schema(),
            .response_schema = channel_schema(true),
            .success_status = 201,
            .operation = "addChannel",
            .tells_secret = true}),
      get(one, managers, reading, show,
          {.summary = "A channel", .response_schema = channel_schema(false), .operation = "getChannel"}),
      patch(one, managers, writing, change,
            {.summary = "Change a channel; what is left out stays",
             .request_schema = change_schema(),
             .response_schema = channel_schema(false),
             .operation = "changeChannel"}),
      del(one, managers, writing, remove,
          {.summary = "Remove a channel; what waits for it is dropped", .operation = "removeChannel"}),
      post(one + "/secret", managers, writing, change_secret,
           {.summary = "Give a webhook a new secret; the former one is valid for 24 hours more",
            .response_schema = channel_schema(true),
            .operation = "changeChannelSecret",
            .tells_secret = true}),
      post(one + "/pause", managers, writing, pause,
           {.summary = "Let messages wait", .response_schema = channel_schema(false), .operation = "pauseChannel"}),
      post(one + "/resume", managers, writing, resume,
           {.summary = "Send what waits; mail has the name mail", .success_status = 204, .operation = "resumeChannel"}),
      post(one + "/test", managers, writing, [&sender](const Call& call) { return test(call, sender); },
           {.summary = "Send a test message and tell what the other side answered",
            .response_schema =
                object_of({{"arrived", flag()}, {"reason", text()}, {"status", number()}, {"answer", text()}}),
            .operation = "testChannel"}),
      post(one + "/replay", managers, writing, replay,
           {.summary = "Send everything again that a webhook was sent since a moment, under the same ids",
            .request_schema = object_of({{"since", text("UTC, 2026-11-23T10:00:00.000Z")}}, {"since"}),
            .response_schema = object_of({{"queued", number()}}),
            .operation = "replayChannel"}),
      get(one + "/previews", managers, reading, [&sender](const Call& call) { return previews(call, sender); },
          {.summary = "How each kind of news would be sent there",
           .response_schema = list_schema(
               object_of({{"event", event_schema()}, {"label", text()}, {"body", any_object("as it is sent")}})),
           .operation = "previewChannel"})};
}

}  // namespace provost::api
