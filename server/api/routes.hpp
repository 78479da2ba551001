#pragma once

#include <string>

#include "server/app/route.hpp"

namespace provost::api {

/// Every route under /api/v1, the description of itself included. `public_url` may be empty.
app::Routes api_routes(const std::string& public_url);

}  // namespace provost::api
