#include "workflows/definitions/shipped_definitions.hpp"

#include "workflows/embedded_files.hpp"

namespace provost::workflows::definitions {

std::vector<ShippedDefinition> shipped_definitions() {
  constexpr std::string_view folder = "definitions/";
  std::vector<ShippedDefinition> list;
  for (const auto& path : embedded_file_names()) {
    if (!path.starts_with(folder)) continue;
    const auto file = path.substr(folder.size());
    list.push_back({file.substr(0, file.rfind('.')), file, *find_embedded_file(path)});
  }
  return list;
}

}  // namespace provost::workflows::definitions
