#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows::definitions {

/// A workflow that the program brings with it.
struct ShippedDefinition {
  std::string name;       ///< corrective_action
  std::string file;       ///< corrective_action.yaml
  std::string_view yaml;  ///< lives as long as the program
};

/// All of them, by name.
std::vector<ShippedDefinition> shipped_definitions();

}  // namespace provost::workflows::definitions
