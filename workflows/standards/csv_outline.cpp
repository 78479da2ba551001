#include <csv.h>

#include <algorithm>
#include <map>

#include "workflows/standards/library_formats.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

using Row = std::vector<std::string>;

/// Rows as libcsv finds them; quotes and line breaks in cells as RFC 4180 has them.
struct Rows {
  std::vector<Row> rows;
  Row present;
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
  std::optional<std::vector<Row>> rows_of(std::string_view text) {
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

bool is_yes(const std::string& cell) {
  const auto text = in_small_letters(cell);
  return text == "x" || text == "yes" || text == "true" || text == "1" || text == "m" || text == "r";
}

/// Spreadsheets of some countries part cells by semicolons.
char separator_of(std::string_view text) {
  const auto heading = text.substr(0, text.find('\n'));
  const auto count = [heading](char letter) { return std::count(heading.begin(), heading.end(), letter); };
  if (count('\t') > count(',') && count('\t') > count(';')) return '\t';
  return count(';') > count(',') ? ';' : ',';
}

std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char letter : cell) {
    if (letter == '"') text += '"';
    text += letter;
  }
  return text + "\"";
}

}  // namespace

Library read_csv(std::string_view text, const std::string& file_name) {
  Library library;
  const auto complain = [&library](int line, std::string message) {
    library.problems.push_back({line, std::move(message)});
  };
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    complain(0, "the file is not text in UTF-8. Save it as “CSV UTF-8”.");
    return library;
  }
  const auto rows = Parser(separator_of(text)).rows_of(text);
  if (!rows || rows->empty()) {
    complain(0, "this is not CSV as RFC 4180 describes it: a quote stands where none may, or there are no rows.");
    return library;
  }
  std::map<std::string, std::size_t> columns;
  for (std::size_t at = 0; at < rows->front().size(); ++at) columns.emplace(in_small_letters(rows->front()[at]), at);
  for (const auto* needed : {"number", "title"}) {
    if (!columns.contains(needed)) complain(1, std::string("the first row names no column “") + needed + "”.");
  }
  if (!library.problems.empty()) return library;
  Standard standard;
  standard.title = file_name.substr(0, file_name.rfind('.'));
  standard.name = name_from(standard.title);
  for (std::size_t line = 1; line < rows->size(); ++line) {
    const auto& row = (*rows)[line];
    const auto cell = [&](const char* name) -> std::string {
      const auto found = columns.find(name);
      return found == columns.end() || found->second >= row.size() ? "" : row[found->second];
    };
    if (std::all_of(row.begin(), row.end(), [](const std::string& one) { return one.empty(); })) continue;
    Clause clause{cell("number"),
                  cell("title"),
                  cell("asks"),
                  is_yes(cell("maintain")),
                  is_yes(cell("retain")),
                  in_small_letters(cell("assessable")) != "no",
                  ""};
    if (clause.number.empty()) complain(static_cast<int>(line + 1), "this row has no number.");
    standard.clauses.push_back(std::move(clause));
  }
  library.standards.push_back(std::move(standard));
  return library;
}

std::string as_csv(const Standard& standard) {
  std::string text = "number,title,asks,maintain,retain,assessable\r\n";
  for (const auto& clause : standard.clauses) {
    text += quoted(clause.number) + "," + quoted(clause.title) + "," + quoted(clause.asks) + "," +
            (clause.maintain ? "yes" : "no") + "," + (clause.retain ? "yes" : "no") + "," +
            (clause.assessable ? "yes" : "no") + "\r\n";
  }
  return text;
}

}  // namespace provost::workflows::standards
