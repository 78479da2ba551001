#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// Old state → new state; states that keep their name need no entry.
using StateMap = std::map<std::string, std::string>;

/// Reads a map written as YAML, `old: new` line by line. Throws Invalid.
StateMap read_state_map(std::string_view yaml);

/// One running case and where a migration takes it.
struct MigratedCase {
  std::string key;
  std::int64_t from_version = 0;
  std::string from_state;
  std::string to_state;
};

struct MigrationReport {
  std::vector<MigratedCase> cases;
  std::vector<std::string> problems;  ///< why nothing was migrated: states without a counterpart
};

/// Moves the running cases of a workflow to another version of it, all of them or, when a state has no counterpart or
/// `dry_run`, none. Fields keep their values; tasks and timers are those of the new version; the history says so.
/// Throws NotFound for an unknown workflow or version.
MigrationReport migrate_cases(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue,
                              const FactSource& facts, const store::AuditActor& actor, const std::string& workflow,
                              std::int64_t to_version, const StateMap& map, bool dry_run);

}  // namespace provost::workflows::cases
