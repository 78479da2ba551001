#include "docs_repo/import/upload_folder.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "docs_repo/text/media_type.hpp"
#include "docs_repo/text/utf8.hpp"

namespace provost::docs_repo {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 20'000;
constexpr std::uint64_t most_bytes = std::uint64_t{2} * 1024 * 1024 * 1024;

/// Where a name may lie below the folder; nullopt for one that leads elsewhere.
std::optional<fs::path> inside(const fs::path& folder, const std::string& name) {
  if (!is_valid_utf8(name) || name.find('\0') != std::string::npos || name.find('\\') != std::string::npos) {
    return std::nullopt;
  }
  const auto path = fs::path(name).lexically_normal();
  if (path.empty() || path.is_absolute() || *path.begin() == "..") return std::nullopt;
  return folder / path;
}

std::optional<std::string> unpack(const fs::path& folder, const std::string& archive_name, const fs::path& content,
                                  std::uint64_t largest_file) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_filename(reader.get(), content.c_str(), 65536) != ARCHIVE_OK) {
    return "The archive " + archive_name + " cannot be read.";
  }
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
    const char* raw_name = archive_entry_pathname_utf8(entry);
    const std::string name = raw_name == nullptr ? "" : raw_name;
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    const auto path = inside(folder, name);
    if (!path || archive_entry_filetype(entry) != AE_IFREG) {
      return "The archive " + archive_name + " holds an entry that is no plain file inside it. Pack it again.";
    }
    if (++files > most_files) return "The archive " + archive_name + " holds more than 20,000 files.";
    fs::create_directories(path->parent_path());
    std::ofstream output(*path, std::ios::binary);
    std::array<char, 65536> piece{};
    std::uint64_t size = 0;
    la_ssize_t count = 0;
    while ((count = archive_read_data(reader.get(), piece.data(), piece.size())) > 0) {
      size += static_cast<std::uint64_t>(count);
      bytes += static_cast<std::uint64_t>(count);
      if (size > largest_file || bytes > most_bytes) {
        return "The file " + name + " in " + archive_name + " is larger than allowed when unpacked.";
      }
      output.write(piece.data(), count);
    }
    if (count < 0) return "The archive " + archive_name + " is damaged.";
    output.close();
    if (!output) throw std::system_error(std::make_error_code(std::errc::no_space_on_device), "upload folder");
  }
  if (status != ARCHIVE_EOF) return "The archive " + archive_name + " is damaged.";
  return std::nullopt;
}

}  // namespace

UploadFolder::UploadFolder(const fs::path& parent) {
  auto pattern = (parent / "upload-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for uploads could be made");
  path_ = pattern;
}

UploadFolder::~UploadFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::optional<std::string> UploadFolder::add(const std::string& name, const fs::path& content,
                                             std::uint64_t largest_file) {
  if (sniff_media_type(content) == "application/zip") return unpack(path_, name, content, largest_file);
  const auto path = inside(path_, name);
  if (!path) return "The name of a file is not usable. Rename it, then upload it again.";
  fs::copy_file(content, *path, fs::copy_options::overwrite_existing);
  return std::nullopt;
}

}  // namespace provost::docs_repo
