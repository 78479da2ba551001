#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provost::server {

/// The content of a file that was built into the program, e.g. "examples/documents.json".
std::optional<std::string_view> find_embedded_file(std::string_view name);
/// All names, in order.
std::vector<std::string> embedded_file_names();

}  // namespace provost::server
