#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The downloads of the pages, answered by the very handlers of the pages.
app::Routes export_routes(const app::Routes& pages);

}  // namespace provost::api
