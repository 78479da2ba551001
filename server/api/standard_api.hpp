#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// Standards with what documents cover of them.
app::Routes standard_routes();
/// Changes to the library, and mappings.
app::Routes library_routes();

}  // namespace provost::api
