#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// /api/v1/audit-trail.
app::Routes audit_routes();

}  // namespace provost::api
