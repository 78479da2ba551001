#include "server/web/spreadsheet.hpp"

#include <xlsxwriter.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "docs_repo/import/upload_folder.hpp"
#include "server/web/csv.hpp"
#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::web {

namespace {

/// What a cell of a workbook can hold, in characters; in bytes to be on the safe side.
constexpr std::size_t longest_cell = 32'000;
constexpr double narrowest = 12;
constexpr double widest = 60;
constexpr auto workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::string text_of(const Sheet::Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number != nullptr ? std::to_string(*number) : std::get<std::string>(cell);
}

/// The workbook of the library, which is written and freed when it is closed.
class Workbook {
 public:
  Workbook(const std::filesystem::path& file, const std::filesystem::path& folder) : folder_(folder.string()) {
    lxw_workbook_options options{};
    options.tmpdir = folder_.data();
    workbook_ = workbook_new_opt(file.c_str(), &options);
    if (workbook_ == nullptr) throw std::runtime_error("no workbook could be made");
  }
  ~Workbook() { close(); }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  void add(const Sheet& sheet) {
    auto* page = workbook_add_worksheet(workbook_, sheet.name.c_str());
    if (page == nullptr) throw std::logic_error("“" + sheet.name + "” cannot be the name of a sheet");
    auto* heading = workbook_add_format(workbook_);
    format_set_bold(heading);
    format_set_text_wrap(heading);
    auto* body = workbook_add_format(workbook_);
    format_set_text_wrap(body);
    format_set_align(body, LXW_ALIGN_VERTICAL_TOP);
    for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
      const auto at = static_cast<lxw_col_t>(column);
      worksheet_write_string(page, 0, at, sheet.columns[column].c_str(), heading);
      auto width = std::max(narrowest, static_cast<double>(sheet.columns[column].size()) + 2);
      for (const auto& row : sheet.rows) width = std::max(width, static_cast<double>(text_of(row.at(column)).size()));
      worksheet_set_column(page, at, at, std::min(width, widest), nullptr);
    }
    for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
      for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
        write(page, static_cast<lxw_row_t>(row + 1), static_cast<lxw_col_t>(column), sheet.rows[row][column], body);
      }
    }
    worksheet_freeze_panes(page, 1, 0);
    if (!sheet.columns.empty()) {
      worksheet_autofilter(page, 0, 0, static_cast<lxw_row_t>(sheet.rows.size()),
                           static_cast<lxw_col_t>(sheet.columns.size() - 1));
    }
  }

  void finish() {
    if (const auto error = close(); error != LXW_NO_ERROR) throw std::runtime_error(lxw_strerror(error));
  }

 private:
  static void write(lxw_worksheet* page, lxw_row_t row, lxw_col_t column, const Sheet::Cell& cell, lxw_format* format) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      worksheet_write_number(page, row, column, static_cast<double>(*number), format);
    } else {
      worksheet_write_string(page, row, column, workflows::shortened(std::get<std::string>(cell), longest_cell).c_str(),
                             format);
    }
  }

  lxw_error close() {
    auto* workbook = std::exchange(workbook_, nullptr);
    return workbook == nullptr ? LXW_NO_ERROR : workbook_close(workbook);
  }

  std::string folder_;
  lxw_workbook* workbook_ = nullptr;
};

}  // namespace

std::string as_workbook(const std::vector<Sheet>& sheets, const std::filesystem::path& spool) {
  const docs_repo::UploadFolder folder(spool);
  const auto file = folder.path() / "table.xlsx";
  Workbook workbook(file, folder.path());
  for (const auto& sheet : sheets) workbook.add(sheet);
  workbook.finish();
  std::ifstream input(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

std::string as_csv(const Sheet& sheet) {
  std::string text = "\xEF\xBB\xBF";
  const auto add_line = [&text](const auto& cells) {
    bool first = true;
    for (const auto& cell : cells) {
      if (!first) text += ',';
      first = false;
      text += csv_cell(cell);
    }
    text += "\r\n";
  };
  add_line(sheet.columns);
  for (const auto& row : sheet.rows) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(text_of(cell));
    add_line(cells);
  }
  return text;
}

http::Response download(const std::string& file_name, const std::string& media_type, std::string content) {
  http::Response response;
  response.fields.set("Content-Type", media_type);
  response.fields.set("Content-Disposition", http::attachment(file_name));
  response.body = std::move(content);
  return response;
}

http::Response sheet_download(const std::vector<Sheet>& sheets, const std::string& format, const std::string& name,
                              const std::filesystem::path& spool) {
  if (format == "xlsx") return download(name + ".xlsx", workbook_type, as_workbook(sheets, spool));
  if (format == "csv") return download(name + ".csv", "text/csv; charset=utf-8", as_csv(sheets.front()));
  throw workflows::Invalid("format", "Tables can be had as xlsx or csv.");
}

}  // namespace provost::web
