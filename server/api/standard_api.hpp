#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// Standards with what documents cover of them.
app::Routes standard_routes();

}  // namespace provost::api
