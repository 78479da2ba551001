#pragma once

#include <string>
#include <vector>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::definitions {

/// Something that is wrong between workflows, and in which of them.
struct LibraryProblem {
  std::string workflow;
  engine::DefinitionProblem problem;
  bool operator==(const LibraryProblem&) const = default;
};

/// What only shows when workflows are looked at together: a case that is opened for a workflow that does not exist,
/// with a field that its opening does not have or that holds something else, or without one that it needs; a condition
/// on such cases; two workflows of one name or one code. Each definition must be sound by itself. By workflow and line.
std::vector<LibraryProblem> check_together(const std::vector<engine::Definition>& definitions);

}  // namespace provost::workflows::definitions
