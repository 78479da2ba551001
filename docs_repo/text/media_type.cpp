#include "docs_repo/text/media_type.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <magic.h>

#include <memory>
#include <string_view>

namespace provost::docs_repo {

namespace {

constexpr const char* office = "application/vnd.openxmlformats-officedocument.";
constexpr int most_entries_looked_at = 200;

/// The kind of office document a ZIP archive holds, or "application/zip".
std::string kind_of_archive(const std::filesystem::path& file) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_filename(reader.get(), file.c_str(), 65536) != ARCHIVE_OK) return "application/zip";
  archive_entry* entry = nullptr;
  for (int i = 0; i < most_entries_looked_at && archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK; ++i) {
    const char* path = archive_entry_pathname(entry);
    const std::string_view name = path == nullptr ? "" : path;
    if (name == "word/document.xml") return std::string(office) + "wordprocessingml.document";
    if (name == "xl/workbook.xml") return std::string(office) + "spreadsheetml.sheet";
    if (name == "ppt/presentation.xml") return std::string(office) + "presentationml.presentation";
  }
  return "application/zip";
}

}  // namespace

std::string sniff_media_type(const std::filesystem::path& file) {
  const std::unique_ptr<magic_set, void (*)(magic_t)> magic(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS),
                                                            magic_close);
  if (!magic || magic_load(magic.get(), nullptr) != 0) return "application/octet-stream";
  const char* found = magic_file(magic.get(), file.c_str());
  std::string type = found == nullptr ? "application/octet-stream" : found;
  const bool archive_like = type == "application/zip" || type == "application/octet-stream" || type.starts_with(office);
  if (!archive_like) return type;
  const auto kind = kind_of_archive(file);
  return kind == "application/zip" ? type : kind;
}

}  // namespace provost::docs_repo
