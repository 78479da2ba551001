#pragma once

#include <string>

#include "server/app/route.hpp"

namespace provost::api {

/// Every route under /api/v1, the description of itself included. `public_url` may be empty.
/// `largest_upload`: bytes of one file.
app::Routes api_routes(const std::string& public_url, std::uint64_t largest_upload);

}  // namespace provost::api
