#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace provost::docs_repo {

/// Rows of cells, all text. `problem` says why there are none, for the person whose file it is.
struct Table {
  std::vector<std::vector<std::string>> rows;
  std::string problem;
};

/// Comma-separated values by RFC 4180, in UTF-8 with or without a byte order mark. Semicolons and tabs between cells
/// are recognised by the first line that has any of the three.
Table read_table(std::string_view text);

/// A file of comma-separated values of at most `largest` bytes, or the first sheet of a workbook.
Table read_table_file(const std::filesystem::path& file, std::uint64_t largest);

}  // namespace provost::docs_repo
