#pragma once

#include "server/app/route.hpp"
#include "server/jobs/event_hub.hpp"

namespace provost::api {

/// Live events: GET /api/v1/events for programs, with a bearer token. `hub` must outlive the routes.
app::Routes event_routes(jobs::EventHub& hub);

/// The stream that a request asks for; what it knows of is in Last-Event-ID or the parameter last_event_id. Throws
/// Invalid, TooBusy.
http::Response event_stream(const app::Call& call, jobs::EventHub& hub, app::Surface surface);

}  // namespace provost::api
