#pragma once

#include <vector>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::engine {

/// States that cannot be reached or left, circles of automatic steps, and steps that could both happen. For
/// definitions whose names are all known.
void lint_graph(const Definition& definition, std::vector<DefinitionProblem>& problems);

}  // namespace provost::workflows::engine
