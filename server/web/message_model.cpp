#include "server/web/message_model.hpp"

#include <boost/json.hpp>

#include "server/web/words.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/messages/events.hpp"

namespace provost::web {

namespace json = boost::json;
namespace messages = workflows::messages;

json::object format_model(const std::string& format, bool chosen) {
  json::object model{{"value", format}, {"chosen", chosen}};
  for (const auto& known : messages::channel_formats()) model["is_" + known] = known == format;
  return model;
}

json::object message_row(const messages::Outgoing& message, const std::string& zone) {
  const auto* kind = messages::find_event_kind(message.event);
  const bool waits = message.state == "waiting";
  json::object model{{"message_address", "/messages/" + std::to_string(message.id)},
                     {"what", message.text.empty() ? std::string()
                              : kind == nullptr    ? message.event
                                                   : std::string(kind->label)},
                     {"text", message.text},
                     {"when", moment_text(message.settled_at.value_or(message.created_at), zone)},
                     {"outcome", message.outcome},
                     {"attempts", message.attempts},
                     {"retried", waits && message.attempts > 0}};
  for (const auto* state : {"waiting", "collected", "delivered", "failed", "dropped", "gathered"}) {
    model["is_" + std::string(state)] = message.state == state;
  }
  return model;
}

http::Response uncached(http::Response response) {
  response.fields.set("Cache-Control", "no-store");
  return response;
}

}  // namespace provost::web
