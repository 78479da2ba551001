#pragma once

// For the sources of docs_repo/store only: files that are on the disk when the function returns. All functions throw
// RepositoryError (storage_full or failed).

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace provost::docs_repo {

/// Owns a file descriptor.
class FileDescriptor {
 public:
  /// Opens with the flags of open(2) and O_CLOEXEC.
  FileDescriptor(const std::filesystem::path& path, int flags, unsigned mode = 0600);
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int number() const { return number_; }

  void write_all(std::string_view bytes);
  void write_all_at(std::string_view bytes, std::uint64_t offset);
  /// Reads until `size` bytes are there or the file ends; returns the number read.
  std::size_t read_up_to(char* into, std::size_t size);
  std::size_t read_up_to_at(char* into, std::size_t size, std::uint64_t offset) const;
  void sync();

 private:
  std::string path_;
  int number_;
};

/// Writes a new file or replaces the content of an old one, in place.
void write_durably(const std::filesystem::path& file, std::string_view content);
/// Makes the names in a folder durable.
void sync_folder(const std::filesystem::path& folder);
/// Makes everything below a folder durable.
void sync_everything(const std::filesystem::path& folder);
/// Atomic, and durable once both parents are synced.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// A new folder in a parent that is removed again with its content, also after a crash: it is locked by its owner, and
/// every new one removes those of the same prefix whose owner is gone.
class ScratchFolder {
 public:
  ScratchFolder(const std::filesystem::path& parent, const std::string& prefix);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Renames the folder to its final name; it is not removed any more.
  void keep_as(const std::filesystem::path& final_path);

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace provost::docs_repo
