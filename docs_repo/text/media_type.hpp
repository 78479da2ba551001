#pragma once

#include <filesystem>
#include <string>

namespace provost::docs_repo {

/// What a file holds by its content, never by its name, e.g. "application/pdf". A Word file is told apart from the ZIP
/// archive that it is. "application/octet-stream" when nothing is known.
std::string sniff_media_type(const std::filesystem::path& file);

}  // namespace provost::docs_repo
