#include "server/api/source_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "server/hooks/reception.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/deliveries.hpp"
#include "workflows/evidence_sources/ready_made.hpp"
#include "workflows/evidence_sources/sources.hpp"

namespace provost::api {

namespace {

namespace sources = workflows::evidence_sources;

json::object source_json(const sources::Source& source) {
  return {{"name", source.name},
          {"title", source.title},
          {"kind", source.kind},
          {"scheme", source.proof.scheme},
          {"owner", source.owner},
          {"allowed_addresses", texts(source.allowed_addresses)},
          {"size_limit", source.size_limit},
          {"rate_limit", source.rate_limit},
          {"waiting_limit", source.waiting_limit},
          {"kept_limit", source.kept_limit},
          {"enabled", source.enabled},
          {"former_secret_until", or_null(source.former_secret_until)},
          {"mapping", json::parse(to_text(source.mapping))}};
}

sources::Source read_source(const Call& call, const std::string& name) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto source = sources::find_source(snapshot.session(), name);
  if (!source) throw workflows::NotFound("There is no such source.");
  return *source;
}

http::Response source_response(const Call& call, const std::string& name, int status, const std::string& secret = "") {
  const auto source = read_source(call, name);
  return thing_response(status, source_json(source), source.row_version, "/sources/" + name, secret);
}

http::Response list(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& source : sources::list_sources(snapshot.session())) items.push_back(source_json(source));
  return list_response(call, std::move(items));
}

http::Response show(const Call& call) {
  return source_response(call, call.parameter("source"), 200);
}

void read_settings(BodyReader& body, sources::SourceSettings& settings) {
  if (const auto title = body.optional_text("title")) settings.title = *title;
  if (const auto owner = body.optional_text("owner")) settings.owner = *owner;
  auto addresses = body.texts("allowed_addresses");
  if (body.has("allowed_addresses")) settings.allowed_addresses = std::move(addresses);
  if (const auto limit = body.optional_number("size_limit")) settings.size_limit = *limit;
  if (const auto limit = body.optional_number("rate_limit")) settings.rate_limit = *limit;
  if (const auto limit = body.optional_number("waiting_limit")) settings.waiting_limit = *limit;
  if (const auto limit = body.optional_number("kept_limit")) settings.kept_limit = *limit;
  if (const auto enabled = body.optional_flag("enabled")) settings.enabled = *enabled;
}

http::Response add(const Call& call) {
  BodyReader body(call.request);
  sources::SourceSettings settings;
  settings.owner = call.person().email;
  settings.name = body.text("name", true);
  if (const auto kind = body.optional_text("kind")) settings.kind = *kind;
  if (const auto* kind = sources::find_source_kind(settings.kind)) {
    settings.proof = kind->proof;
    settings.mapping = kind->mapping;
  } else {
    body.problem("kind", "There is no such kind of source.");
  }
  if (const auto scheme = body.optional_text("scheme")) settings.proof.scheme = *scheme;
  if (const auto header = body.optional_text("header")) settings.proof.header = *header;
  if (const auto prefix = body.optional_text("prefix")) settings.proof.prefix = *prefix;
  if (const auto encoding = body.optional_text("encoding")) settings.proof.encoding = *encoding;
  if (const auto digest = body.optional_text("digest")) settings.proof.digest = *digest;
  const auto given = body.text("secret");
  read_settings(body, settings);
  body.finish();
  const auto secret = call.services.sources.add(Authority::of(call.person()), settings, given);
  return source_response(call, settings.name, 201, secret);
}

http::Response change(const Call& call) {
  auto source = read_source(call, call.parameter("source"));
  BodyReader body(call.request);
  read_settings(body, source);
  body.finish();
  call.services.sources.change(Authority::of(call.person()), source.name, source,
                               expected_row_version(call.request).value_or(source.row_version));
  return source_response(call, source.name, 200);
}

http::Response change_mapping(const Call& call) {
  BodyReader body(call.request);
  const auto mapping = body.object("mapping");
  if (!body.has("mapping")) body.problem("mapping", "This field is compulsory.");
  body.finish();
  const auto& name = call.parameter("source");
  call.services.sources.change_mapping(Authority::of(call.person()), name,
                                       sources::mapping_from_text(json::serialize(mapping)));
  return source_response(call, name, 200);
}

http::Response rotate(const Call& call) {
  BodyReader body(call.request);
  const auto hours = body.optional_number("overlap_hours").value_or(24);
  const auto given = body.text("secret");
  body.finish();
  const auto& name = call.parameter("source");
  const auto secret =
      call.services.sources.rotate(Authority::of(call.person()), name, std::chrono::hours(hours), given);
  return source_response(call, name, 200, secret);
}

http::Response remove(const Call& call) {
  call.services.sources.remove(Authority::of(call.person()), call.parameter("source"));
  return http::no_content();
}

json::object delivery_json(const sources::Delivery& delivery) {
  return {{"id", delivery.id},
          {"source", delivery.source_name},
          {"key", delivery.key},
          {"received_at", workflows::to_text(delivery.received_at)},
          {"remote_address", delivery.remote_address},
          {"size", delivery.size},
          {"sample", delivery.sample},
          {"state", to_text(delivery.state)},
          {"reason", delivery.reason},
          {"case", delivery.case_key},
          {"settled_by", delivery.settled_by}};
}

http::Response list_deliveries(const Call& call) {
  sources::DeliveryQuery query;
  const auto state = text_parameter(call.request, "state");
  query.state = sources::parse_delivery_state(state);
  if (!state.empty() && !query.state) throw workflows::Invalid("state", "There is no such state.");
  const auto part = list_part(call);
  query.before_id = part.before();
  query.limit = static_cast<int>(part.limit) + 1;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  if (const auto name = text_parameter(call.request, "source"); !name.empty()) {
    const auto source = sources::find_source(snapshot.session(), name);
    if (!source) throw workflows::Invalid("source", "There is no such source.");
    query.source_id = source->id;
  }
  auto found = sources::read_deliveries(snapshot.session(), query);
  const bool more = static_cast<std::int64_t>(found.size()) > part.limit;
  if (more) found.pop_back();
  json::array items;
  for (const auto& delivery : found) items.push_back(delivery_json(delivery));
  return list_response_without_total(call, std::move(items),
                                     next_place(more ? std::optional(found.back().id) : std::nullopt));
}

http::Response delivery_response(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto delivery = sources::find_delivery(snapshot.session(), id_parameter(call, "There is no such delivery."));
  if (!delivery) throw workflows::NotFound("There is no such delivery.");
  auto body = delivery_json(*delivery);
  json::array headers;
  for (const auto& [name, value] : delivery->headers) {
    headers.push_back(json::object{{"name", name}, {"value", value}});
  }
  body["headers"] = std::move(headers);
  body["body"] = or_null(delivery->body);
  return json_response(200, body);
}

http::Response replay(const Call& call) {
  call.services.deliveries.replay(Authority::of(call.person()), id_parameter(call, "There is no such delivery."));
  return delivery_response(call);
}

http::Response pass_over(const Call& call) {
  BodyReader body(call.request);
  const auto reason = body.text("reason", true);
  body.finish();
  call.services.deliveries.pass_over(Authority::of(call.person()), id_parameter(call, "There is no such delivery."),
                                     reason);
  return delivery_response(call);
}

http::Response replay_waiting(const Call& call) {
  const auto id = read_source(call, call.parameter("source")).id;
  return json_response(200, {{"replayed", call.services.deliveries.replay_waiting(Authority::of(call.person()), id)}});
}

http::Response send_sample(const Call& call, hooks::Reception& reception, const std::filesystem::path& spool) {
  const auto tried =
      jobs::try_sample(call.services, reception, Authority::of(call.person()), call.parameter("source"), spool);
  return json_response(200, {{"taken", tried.taken}, {"waits", tried.waits}, {"reason", tried.reason}});
}

std::vector<std::pair<std::string, json::object>> settings_properties() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return {
      {"title", text()},
      {"owner", text("e-mail address of whoever answers for what comes in")},
      {"allowed_addresses", list_of(text("address or network; none: any"))},
      {"size_limit", number("bytes of one delivery")},
      {"rate_limit", number("deliveries a minute")},
      {"waiting_limit", number("deliveries that may wait for a person; beyond it new ones are refused for a while")},
      {"kept_limit", number("bytes that may be kept of its deliveries; beyond it new ones are refused for a while")},
      {"enabled", flag()}};
}

json::object source_schema(bool with_secret) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  auto properties = settings_properties();
  properties.emplace_back("name", text());
  properties.emplace_back("kind", text());
  properties.emplace_back("scheme", text());
  properties.emplace_back("former_secret_until", optional_text());
  properties.emplace_back("mapping", any_object("what becomes of a delivery"));
  if (with_secret) properties.emplace_back("secret", text("told this once"));
  return object_of(std::move(properties), {"name", "title", "scheme"});
}

json::object new_source_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  auto properties = settings_properties();
  for (const auto* name : {"name", "kind", "scheme", "header", "prefix", "encoding", "digest"}) {
    properties.emplace_back(name, text());
  }
  properties.emplace_back("secret", text("that the other side gave; empty: one is made"));
  return object_of(std::move(properties), {"name", "title"});
}

json::object delivery_schema(bool whole) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  std::vector<std::pair<std::string, json::object>> properties{
      {"id", number()},
      {"source", text()},
      {"key", text("by which the sender names it")},
      {"received_at", text()},
      {"remote_address", text()},
      {"size", number()},
      {"sample", flag()},
      {"state", one_of({"accepted", "placed", "waiting", "passed_over", "sample"})},
      {"reason", text()},
      {"case", text("key of the evidence it became, or empty")},
      {"settled_by", text()}};
  if (whole) {
    properties.emplace_back("headers", list_of(object_of({{"name", text()}, {"value", text()}})));
    properties.emplace_back("body", optional_text());
  }
  return object_of(std::move(properties));
}

}  // namespace

app::Routes source_routes(hooks::Reception& reception, const std::filesystem::path& spool) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto managers = Access::with(workflows::people::Permission::manage_documents);
  const auto reading = Scope::read(Area::evidence);
  const auto writing = Scope::write(Area::evidence);
  const std::string one = "/sources/{source}";
  const std::string delivery = "/deliveries/{id}";
  return {
      get("/sources", managers, reading, list,
          {.summary = "The software outside that sends evidence, by title",
           .response_schema = list_schema(source_schema(false)),
           .operation = "listSources"}),
      post("/sources", managers, writing, add,
           {.summary = "Add a source; its secret is told this once",
            .request_schema = new_source_schema(),
            .response_schema = source_schema(true),
            .success_status = 201,
            .operation = "addSource",
            .tells_secret = true}),
      get(one, managers, reading, show,
          {.summary = "A source", .response_schema = source_schema(false), .operation = "getSource"}),
      patch(one, managers, writing, change,
            {.summary = "Change a source; what is left out stays",
             .request_schema = object_of(settings_properties()),
             .response_schema = source_schema(false),
             .operation = "changeSource"}),
      put(one + "/mapping", managers, writing, change_mapping,
          {.summary = "Change what becomes of its deliveries",
           .request_schema = object_of({{"mapping", any_object("as getSource gives it")}}, {"mapping"}),
           .response_schema = source_schema(false),
           .operation = "changeSourceMapping"}),
      post(one + "/secret", managers, writing, rotate,
           {.summary = "Give a source a new secret; the former one stays valid for some hours",
            .request_schema = object_of({{"overlap_hours", number()}, {"secret", text()}}),
            .response_schema = source_schema(true),
            .operation = "rotateSourceSecret",
            .tells_secret = true}),
      post(one + "/replay", managers, writing, replay_waiting,
           {.summary = "Look again at everything of a source that waits for a person",
            .response_schema = object_of({{"replayed", number()}}),
            .operation = "replaySource"}),
      post(one + "/sample", managers, writing,
           [&reception, spool](const Call& call) { return send_sample(call, reception, spool); },
           {.summary = "Send a signed sample through the reception, and tell what it would become; it becomes nothing",
            .response_schema = object_of({{"taken", flag("the reception took it")},
                                          {"waits", flag("it would wait for a person")},
                                          {"reason", text("what it would become, or what stands against it")}},
                                         {"taken", "waits", "reason"}),
            .operation = "sendSourceSample"}),
      del(one, managers, writing, remove,
          {.summary = "Remove a source; its deliveries stay in the log", .operation = "removeSource"}),
      get("/deliveries", managers, reading, list_deliveries,
          {.summary = "What came in, the newest first",
           .query = with_paging({{"source", "Name of a source"}, {"state", "Only in this state"}}),
           .response_schema =
               object_of({{"items", list_of(delivery_schema(false))}, {"next", optional_text()}}, {"items", "next"}),
           .operation = "listDeliveries"}),
      get(delivery, managers, reading, delivery_response,
          {.summary = "A delivery, with what was sent",
           .response_schema = delivery_schema(true),
           .operation = "getDelivery"}),
      post(delivery + "/replay", managers, writing, replay,
           {.summary = "Look at a delivery again, e.g. after its mapping was mended",
            .response_schema = delivery_schema(true),
            .operation = "replayDelivery"}),
      post(delivery + "/pass-over", managers, writing, pass_over,
           {.summary = "Decide that a delivery is no evidence",
            .request_schema = object_of({{"reason", text()}}, {"reason"}),
            .response_schema = delivery_schema(true),
            .operation = "passDeliveryOver"})};
}

}  // namespace provost::api
