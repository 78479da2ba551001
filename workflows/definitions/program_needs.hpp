#pragma once

#include <vector>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::definitions {

/// What the program itself looks up in cases of a shipped workflow, and an organisation's own version of it therefore
/// has to keep: states and fields by which the journey knows what is done. Titles and labels are free. Each problem
/// says what is missing.
std::vector<engine::DefinitionProblem> missing_needs(const engine::Definition& definition);

}  // namespace provost::workflows::definitions
