#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The caller's own account: who they are, their password, tokens, and how they are told.
app::Routes account_routes();

}  // namespace provost::api
