#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The answers of gap analyses.
app::Routes assessment_routes();

}  // namespace provost::api
