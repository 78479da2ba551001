#pragma once

#include <string>
#include <vector>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::engine {

/// What differs between two definitions of a workflow, in sentences for people who do not read YAML: states, steps,
/// fields and timers that came, went or changed. Empty when cases would run the same way.
std::vector<std::string> differences(const Definition& before, const Definition& after);

}  // namespace provost::workflows::engine
