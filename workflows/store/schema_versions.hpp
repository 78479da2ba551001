#pragma once

#include <vector>

#include "workflows/store/schema.hpp"

namespace provost::workflows::store {

/// Versions 1 to 9: documents, workflows, cases, standards. Published; they never change.
std::vector<SchemaMigration> schema_versions_to_9();

/// From version 10: messages, sources of evidence, chat, the interface for programs. New versions are added here.
std::vector<SchemaMigration> schema_versions_from_10();

}  // namespace provost::workflows::store
