#pragma once

#include <string>
#include <vector>

namespace provost::workflows::store {

/// The statements that lead from one version of the tables to the next. Columns are TEXT or BIGINT only: SOCI cuts
/// INTEGER to 32 bits, and both databases must read back the same value.
struct SchemaMigration {
  std::vector<std::string> portable;
  std::vector<std::string> sqlite;
  std::vector<std::string> postgresql;
};

/// In order: the first makes version 1. A published migration never changes.
const std::vector<SchemaMigration>& schema_migrations();

/// The tables whose every change is kept in the audit trail with old and new values, in the order in which they may be
/// filled. `secret_columns` appear there only as SHA-256.
struct JournaledTable {
  std::string name;
  std::vector<std::string> secret_columns;
};
const std::vector<JournaledTable>& journaled_tables();

}  // namespace provost::workflows::store
