#include <algorithm>
#include <map>

#include "docs_repo/text/table.hpp"
#include "workflows/standards/library_formats.hpp"
#include "workflows/text_forms.hpp"

namespace provost::workflows::standards {

namespace {

bool is_yes(const std::string& cell) {
  const auto text = in_small_letters(cell);
  return text == "x" || text == "yes" || text == "true" || text == "1" || text == "m" || text == "r";
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
  const auto table = docs_repo::read_table(text);
  if (!table.problem.empty()) {
    complain(0, table.problem);
    return library;
  }
  const auto& rows = table.rows;
  std::map<std::string, std::size_t> columns;
  for (std::size_t at = 0; at < rows.front().size(); ++at) columns.emplace(in_small_letters(rows.front()[at]), at);
  for (const auto* needed : {"number", "title"}) {
    if (!columns.contains(needed)) complain(1, std::string("the first row names no column “") + needed + "”.");
  }
  if (!library.problems.empty()) return library;
  Standard standard;
  standard.title = file_name.substr(0, file_name.rfind('.'));
  standard.name = name_from(standard.title);
  for (std::size_t line = 1; line < rows.size(); ++line) {
    const auto& row = rows[line];
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
