#pragma once

#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::cases {

/// Publishes what the program ships and the organisation has not changed: a workflow whose newest version is a shipped
/// one follows the program. Called at start. Returns the names of what was published.
std::vector<std::string> publish_shipped(store::Database& database, const Clock& clock,
                                         const WorkflowCatalogue& catalogue);

}  // namespace provost::workflows::cases
