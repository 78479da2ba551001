#include "server/api/event_api.hpp"
#include "server/web/routes.hpp"

namespace provost::web {

app::Route live_events_route(jobs::EventHub& hub) {
  return get_page("/events", app::Access::signed_in(),
                  [&hub](const app::Call& call) { return api::event_stream(call, hub, app::Surface::page); });
}

}  // namespace provost::web
