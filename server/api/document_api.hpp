#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The routes under /api/v1/documents.
app::Routes document_routes();

}  // namespace provost::api
