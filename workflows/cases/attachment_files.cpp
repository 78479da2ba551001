#include "workflows/cases/attachment_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <system_error>
#include <vector>

#include "docs_repo/text/media_type.hpp"
#include "workflows/cases/file_rules.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

/// Makes what was written outlast a power cut: for a folder, the names in it.
void make_durable(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw Unusable("The attachment could not be written. Check the data directory's permissions.");
  const int result = ::fsync(file);
  ::close(file);
  if (result != 0) throw StorageFull("The disk has no room left for the attachment; nothing was changed.");
}

}  // namespace

std::string AttachmentFiles::hash_of(const std::filesystem::path& file) {
  Sha256 hash;
  std::ifstream input(file, std::ios::binary);
  std::vector<char> buffer(std::size_t{256} * 1024);
  while (input.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || input.gcount() > 0) {
    hash.add({buffer.data(), static_cast<std::size_t>(input.gcount())});
  }
  return hash.hex();
}

AttachmentFiles::AttachmentFiles(std::filesystem::path folder, VirusScan scan)
    : folder_(std::move(folder)), scan_(std::move(scan)) {
  std::filesystem::create_directories(folder_);
}

std::filesystem::path AttachmentFiles::place(std::string_view sha256) const {
  return folder_ / std::string(sha256.substr(0, 2)) / std::string(sha256);
}

bool AttachmentFiles::is_sound(std::string_view sha256) const {
  return holds(sha256) && hash_of(place(sha256)) == sha256;
}

void AttachmentFiles::remove(std::string_view sha256) const {
  std::filesystem::remove(place(sha256));
}

bool AttachmentFiles::holds(std::string_view sha256) const {
  return std::filesystem::exists(place(sha256));
}

StoredFile AttachmentFiles::store(const std::filesystem::path& file, std::string_view file_name) const {
  check_file_name(file_name);
  StoredFile stored;
  stored.size = static_cast<std::int64_t>(std::filesystem::file_size(file));
  stored.media_type = docs_repo::sniff_media_type(file);
  check_file_content(file_name, stored.media_type, stored.size);
  if (scan_) {
    if (const auto virus = scan_(file)) {
      throw Invalid("file", "The virus scanner found “" + *virus + "” in the file “" + shortened(file_name, 80) +
                                "”. It was not kept. Please tell your IT person.");
    }
  }
  stored.sha256 = hash_of(file);
  const auto target = place(stored.sha256);
  if (std::filesystem::exists(target)) return stored;
  // Another name until it is whole: a file under its hash is always complete.
  const auto partial = target.parent_path() / ("." + stored.sha256.substr(0, 16) + "." + random_hex(8));
  try {
    std::filesystem::create_directories(target.parent_path());
    std::filesystem::copy_file(file, partial);
    make_durable(partial);
    std::filesystem::rename(partial, target);
    make_durable(target.parent_path());
    make_durable(folder_);
  } catch (const std::filesystem::filesystem_error& error) {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    if (error.code() == std::errc::no_space_on_device) {
      throw StorageFull("The disk has no room left for the attachment; nothing was changed.");
    }
    throw;
  }
  return stored;
}

std::filesystem::path AttachmentFiles::path(std::string_view sha256) const {
  auto found = place(sha256);
  if (!std::filesystem::exists(found)) {
    throw Unusable("The attached file " + std::string(sha256.substr(0, 12)) +
                   "… is missing from the data directory. Restore it from a backup.");
  }
  return found;
}

}  // namespace provost::workflows::cases
