#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The way to the certificate.
app::Routes journey_routes();

}  // namespace provost::api
