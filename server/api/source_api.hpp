#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The software outside that sends evidence, and what came in from it.
app::Routes source_routes();

}  // namespace provost::api
