#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace provost::docs_repo {

/// One file that was put into an archive.
struct PackedFile {
  std::string path;
  std::uint64_t size = 0;  ///< bytes
  std::string sha256;
};

/// Writes a ZIP archive, file after file, with constant memory. Not thread-safe. Throws std::runtime_error when the
/// disk refuses.
class ZipWriter {
 public:
  explicit ZipWriter(const std::filesystem::path& file);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  /// `path`: ASCII, with slashes, relative; each once.
  PackedFile add(const std::string& path, std::string_view content);
  PackedFile add_file(const std::string& path, const std::filesystem::path& content);
  /// Ends the archive; nothing can be added after it.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What to do with an entry that is a folder: pass it over, as they hold nothing, or refuse it, where every name
/// counts.
enum class ZipFolders { passed_over, refused };

/// Walks the files of a ZIP archive in their order. `begin` is told each path and gives what takes its content, piece
/// after piece, and, called with an empty piece, its end. Throws std::runtime_error for what is no ZIP archive, is
/// damaged, holds anything but plain files and folders, or holds more than `most_files` files or `most_bytes` bytes
/// unpacked.
void walk_zip(const std::filesystem::path& file,
              const std::function<std::function<void(std::string_view)>(const std::string& path)>& begin,
              ZipFolders folders = ZipFolders::passed_over, std::uint64_t most_files = 100'000,
              std::uint64_t most_bytes = std::uint64_t{64} * 1024 * 1024 * 1024);

}  // namespace provost::docs_repo
