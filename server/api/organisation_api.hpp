#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The organisation, its departments and its working calendar.
app::Routes organisation_routes();

}  // namespace provost::api
