#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// Which chat may be asked from, and which chat accounts act for the caller. An account is linked on a page only, by
/// whoever is signed in there.
app::Routes chat_routes();

}  // namespace provost::api
