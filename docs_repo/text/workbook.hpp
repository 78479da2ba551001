#pragma once

#include <filesystem>

#include "docs_repo/text/conversion_tool.hpp"

namespace provost::docs_repo {

/// Whether a file is a workbook (Office Open XML) by its content.
bool is_workbook(const std::filesystem::path& file);

/// The first sheet of a workbook as comma-separated values in UTF-8, by the program xlsx2csv. A workbook that would be
/// larger than 200 MB when unpacked is refused before anything reads it.
ToolAnswer csv_of_workbook(const std::filesystem::path& file);

}  // namespace provost::docs_repo
