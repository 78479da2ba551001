#pragma once

#include "server/app/route.hpp"

namespace provost::api {

/// The routes under /api/v1/cases. `largest_upload`: bytes of an attachment.
app::Routes case_routes(std::uint64_t largest_upload);
/// Tasks, notices and delegations.
app::Routes task_routes();
/// The routes under /api/v1/workflows.
app::Routes workflow_routes();

}  // namespace provost::api
