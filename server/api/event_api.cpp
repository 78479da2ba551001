#include "server/api/event_api.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "server/auth/authentication.hpp"
#include "workflows/errors.hpp"

namespace provost::api {

namespace {

std::optional<std::int64_t> last_event_of(const http::Request& request) {
  std::string text(request.fields.get("Last-Event-ID").value_or(""));
  if (text.empty()) text = std::string(request.query.get("last_event_id").value_or(""));
  if (text.empty()) return std::nullopt;
  std::int64_t number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number < 0) {
    throw workflows::Invalid("last_event_id", "This is the number of the last event that you know of.");
  }
  return number;
}

}  // namespace

http::Response event_stream(const app::Call& call, jobs::EventHub& hub, app::Surface surface) {
  // Asked again while the stream is open, with the same proof.
  http::Request proof;
  proof.fields = call.request.fields;
  proof.fields.set("Accept", "text/event-stream");
  auto identify = [proof = std::move(proof), surface, &services = call.services] {
    return auth::identify(services, surface, proof).actor;
  };
  return http::events(
      hub.open(call.person(), std::move(identify), last_event_of(call.request), surface == app::Surface::page));
}

app::Routes event_routes(jobs::EventHub& hub) {
  app::Route route{http::Method::get,
                   "/api/v1/events",
                   app::Surface::api,
                   app::Access::signed_in(),
                   [&hub](const app::Call& call) { return event_stream(call, hub, app::Surface::api); },
                   0};
  route.description = {.summary = "Live events, as they happen (server-sent events)",
                       .query = {{"last_event_id",
                                  "The last event you know of; the field Last-Event-ID says the same. What came after"
                                  " it is told first."}},
                       .operation = "listenToEvents",
                       .response_media_type = "text/event-stream"};
  // Without a scope of its own: it tells of every area, so it takes a token for everything.
  return {std::move(route)};
}

}  // namespace provost::api
