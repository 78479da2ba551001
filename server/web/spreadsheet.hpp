#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "server/http/response.hpp"

namespace provost::web {

/// A table to take away: one sheet of a workbook, or a file of comma-separated values.
struct Sheet {
  using Cell = std::variant<std::string, std::int64_t>;
  using Row = std::vector<Cell>;
  std::string name;  ///< at most 31 characters
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

/// A workbook (Office Open XML). Texts stay texts: nothing is taken for a formula. `spool`: where it is put together.
std::string as_workbook(const std::vector<Sheet>& sheets, const std::filesystem::path& spool);
/// Comma-separated values (RFC 4180) in UTF-8, with a byte order mark so that spreadsheets know.
std::string as_csv(const Sheet& sheet);

/// The sheets as a download: `format` "xlsx", or "csv" with the first sheet. `name`: of the file, without its ending.
/// Throws Invalid for another format.
http::Response sheet_download(const std::vector<Sheet>& sheets, const std::string& format, const std::string& name,
                              const std::filesystem::path& spool);
/// A text made in memory as a download.
http::Response download(const std::string& file_name, const std::string& media_type, std::string content);

}  // namespace provost::web
