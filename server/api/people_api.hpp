#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The routes under /api/v1/people.
app::Routes people_routes();

}  // namespace provost::api
