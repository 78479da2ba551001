#pragma once

#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/engine/registry.hpp"

namespace provost::workflows::engine {

/// Everything that would go wrong when cases ran on this definition: names that mean nothing, states that nobody
/// reaches or from which nothing leads to an end, two steps of one event that could both happen, steps that happen by
/// themselves in a circle.
std::vector<DefinitionProblem> lint(const Definition& definition, const Registry& registry);

}  // namespace provost::workflows::engine
