#pragma once

#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/engine/registry.hpp"

namespace provost::workflows::engine {

/// What came of reading a definition. It may be used only when there are no problems.
struct DefinitionReading {
  Definition definition;
  std::vector<DefinitionProblem> problems;  ///< all that were found, by line

  bool is_sound() const { return problems.empty(); }
};

/// Reads a definition and checks it as a whole: unknown keys and names, states nobody reaches or leaves, events that
/// could lead two ways. Never throws for bad input; takes any bytes.
DefinitionReading read_definition(std::string_view yaml, const Registry& registry);

}  // namespace provost::workflows::engine
