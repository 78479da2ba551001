#pragma once

#include "workflows/store/session.hpp"

namespace provost::workflows::store {

/// The version of the tables that this program writes.
int newest_schema_version();

/// Brings the tables up to newest_schema_version(), one transaction for each version; does nothing when they are there.
/// Safe when several programs start at once. Throws Unusable for a database that a newer program wrote.
void migrate(Session& session);

}  // namespace provost::workflows::store
