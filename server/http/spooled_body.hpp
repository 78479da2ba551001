#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace provost::http {

/// A body or an uploaded file that waits on disk. Copies share the file; it is removed when the last copy goes. Reading
/// from several threads is fine.
class SpooledBody {
 public:
  /// A file that lies somewhere else and stays there, to be read like one that came with a request. Throws
  /// std::filesystem::filesystem_error when it is not there.
  static SpooledBody kept_elsewhere(std::filesystem::path path);

  const std::filesystem::path& path() const;
  std::uint64_t size() const;  ///< bytes

 private:
  friend class SpoolWriter;
  struct File;
  explicit SpooledBody(std::shared_ptr<const File> file) : file_(std::move(file)) {}
  std::shared_ptr<const File> file_;
};

/// Writes one spool file under a random name that only this user may read. Unless finish() is called, the file goes
/// with the writer. Throws std::system_error when the disk refuses, e.g. with std::errc::no_space_on_device.
class SpoolWriter {
 public:
  explicit SpoolWriter(const std::filesystem::path& folder);
  ~SpoolWriter();
  SpoolWriter(SpoolWriter&&) noexcept;
  SpoolWriter& operator=(SpoolWriter&&) noexcept;

  void write(std::string_view bytes);
  std::uint64_t size() const;  ///< bytes written so far

  /// Closes the file and hands it over; the writer must not be used again.
  SpooledBody finish();

 private:
  std::unique_ptr<SpooledBody::File> file_;
  int descriptor_ = -1;
};

/// Creates the folder when it is missing and removes the spool files a killed server left; other files stay. Throws
/// std::filesystem::filesystem_error.
void prepare_spool_folder(const std::filesystem::path& folder);

}  // namespace provost::http
