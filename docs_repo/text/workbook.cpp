#include "docs_repo/text/workbook.hpp"

#include <stdexcept>

#include "docs_repo/archive/zip_file.hpp"
#include "docs_repo/text/media_type.hpp"

namespace provost::docs_repo {

namespace {

constexpr std::uint64_t most_parts = 2'000;
constexpr std::uint64_t most_unpacked = std::uint64_t{200} * 1024 * 1024;

}  // namespace

bool is_workbook(const std::filesystem::path& file) {
  return sniff_media_type(file) == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

ToolAnswer csv_of_workbook(const std::filesystem::path& file) {
  try {
    walk_zip(
        file, [](const std::string&) { return [](std::string_view) {}; }, ZipFolders::passed_over, most_parts,
        most_unpacked);
  } catch (const std::runtime_error& error) {
    std::string reason = error.what();
    if (reason.ends_with('.')) reason.pop_back();
    return {std::nullopt, "the workbook was not opened: " + reason};
  }
  return run_tool({"xlsx2csv", "-s", "1", "-f", "%Y-%m-%d", file.string()});
}

}  // namespace provost::docs_repo
