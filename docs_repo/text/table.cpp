#include "docs_repo/text/table.hpp"

#include <csv.h>

#include <algorithm>
#include <fstream>
#include <new>
#include <optional>

#include "docs_repo/text/utf8.hpp"
#include "docs_repo/text/workbook.hpp"

namespace provost::docs_repo {

namespace {

struct Rows {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> present;
};

void end_of_cell(void* text, std::size_t length, void* rows) {
  static_cast<Rows*>(rows)->present.emplace_back(static_cast<const char*>(text), length);
}

void end_of_row(int, void* rows) {
  auto* collected = static_cast<Rows*>(rows);
  collected->rows.push_back(std::move(collected->present));
  collected->present.clear();
}

class Parser {
 public:
  explicit Parser(char separator) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// nullopt when a quote stands where none may.
  std::optional<std::vector<std::vector<std::string>>> rows_of(std::string_view text) {
    Rows rows;
    if (csv_parse(&parser_, text.data(), text.size(), end_of_cell, end_of_row, &rows) != text.size()) {
      return std::nullopt;
    }
    if (csv_fini(&parser_, end_of_cell, end_of_row, &rows) != 0) return std::nullopt;
    return std::move(rows.rows);
  }

 private:
  csv_parser parser_{};
};

/// Spreadsheets of some countries part cells by semicolons; lists often have a title above the heading.
char separator_of(std::string_view text) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    const auto count = [line](char letter) { return std::count(line.begin(), line.end(), letter); };
    if (count('\t') > 0 && count('\t') >= count(',') && count('\t') >= count(';')) return '\t';
    if (count(';') > count(',')) return ';';
    if (count(',') > 0) return ',';
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return ',';
}

}  // namespace

Table read_table(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos) {
    return {{}, "the file is not text in UTF-8. Save it as “CSV UTF-8”."};
  }
  auto rows = Parser(separator_of(text)).rows_of(text);
  if (!rows || rows->empty()) {
    return {{}, "this is not CSV as RFC 4180 describes it: a quote stands where none may, or there are no rows."};
  }
  return {std::move(*rows), ""};
}

Table read_table_file(const std::filesystem::path& file, std::uint64_t largest) {
  if (is_workbook(file)) {
    const auto sheet = csv_of_workbook(file);
    if (sheet.output) return read_table(*sheet.output);
    return {{}, sheet.reason + ". Save the sheet as CSV and import that."};
  }
  std::error_code error;
  if (const auto size = std::filesystem::file_size(file, error); error || size > largest) {
    return {{}, error ? "the file cannot be read." : "the file is larger than a list can be."};
  }
  std::ifstream input(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(input), {}};
  return read_table(text);
}

}  // namespace provost::docs_repo
