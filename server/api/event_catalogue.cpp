#include "server/api/event_catalogue.hpp"

#include <boost/json.hpp>

#include "server/api/schema_parts.hpp"
#include "server/jobs/message_sender.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_samples.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;
namespace messages = workflows::messages;

json::object header(const char* name, const char* description, const char* example) {
  return {{"name", name},
          {"in", "header"},
          {"required", true},
          {"example", example},
          {"description", description},
          {"schema", schema::text()}};
}

/// What every delivery carries beside its body.
json::array headers() {
  return {header("webhook-id", "The same on each try of one message: whoever has seen it before passes it over",
                 "msg_8f1c0e2a7b9d4c3e"),
          header("webhook-timestamp", "Seconds since 1970 at which it was sent", "1779616800"),
          header("webhook-signature",
                 "HMAC-SHA256 under each valid secret over webhook-id.webhook-timestamp.body, as v1,base64; two of them"
                 " for 24 hours after the secret was changed",
                 "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")};
}

/// The schema that fits an example: field names and types.
json::object schema_of(const json::value& example) {
  switch (example.kind()) {
    case json::kind::object: {
      json::object properties;
      for (const auto& [name, value] : example.get_object()) properties[name] = schema_of(value);
      json::object schema{{"type", "object"}};
      schema["properties"] = std::move(properties);
      return schema;
    }
    case json::kind::array:
      return example.get_array().empty() ? json::object{{"type", "array"}}
                                         : schema::list_of(schema_of(example.get_array().front()));
    case json::kind::bool_:
      return schema::flag();
    case json::kind::int64:
    case json::kind::uint64:
      return schema::number();
    case json::kind::double_:
      return {{"type", "number"}};
    default:
      return schema::text();
  }
}

}  // namespace

json::object event_catalogue(const jobs::MessageSender& sender) {
  json::object catalogue;
  for (const auto& kind : messages::event_kinds()) {
    if (!kind.in_channels) continue;
    auto example = json::parse(sender.preview(messages::sample_content(kind.name), "webhook", "msg_8f1c0e2a7b9d4c3e"));
    json::object content{{"schema", schema_of(example)}};
    content["example"] = std::move(example);
    json::object body{{"required", true}};
    body["content"] = json::object{{"application/json", std::move(content)}};
    json::object operation{
        {"operationId", "on_" + std::string(kind.name)},
        {"summary", kind.label},
        {"tags", json::array{"messages"}},
        {"parameters", headers()},
        {"responses",
         {{"2XX",
           {{"description", "Taken. Anything else is tried again over about 28 hours; 410 pauses the channel."}}}}}};
    operation["requestBody"] = std::move(body);
    operation["security"] = json::array{};
    catalogue[kind.name] = json::object{{"post", std::move(operation)}};
  }
  return catalogue;
}

}  // namespace provost::api
