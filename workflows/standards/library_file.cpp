#include <fstream>

#include "docs_repo/text/workbook.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::workflows::standards {

Library read_library_file(const std::filesystem::path& file, const std::string& file_name) {
  if (docs_repo::is_workbook(file)) {
    const auto sheet = docs_repo::csv_of_workbook(file);
    if (sheet.output) return read_csv(*sheet.output, file_name);
    Library library;
    library.problems.push_back({0, sheet.reason + ". Save the sheet as CSV and import that."});
    return library;
  }
  std::ifstream input(file, std::ios::binary);
  std::string text(largest_library + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  return read_library(text, file_name);
}

}  // namespace provost::workflows::standards
