#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace provost::docs_repo {

/// A folder for uploaded files on their way in; it goes with this object. ZIP archives are unpacked into it, bounded in
/// size and number, and no name in them can lead out of the folder.
class UploadFolder {
 public:
  explicit UploadFolder(const std::filesystem::path& parent);
  ~UploadFolder();
  UploadFolder(const UploadFolder&) = delete;
  UploadFolder& operator=(const UploadFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Adds a file under its name, or what a ZIP archive holds. Returns what is wrong, for the person who uploaded it.
  std::optional<std::string> add(const std::string& name, const std::filesystem::path& content,
                                 std::uint64_t largest_file);

 private:
  std::filesystem::path path_;
};

}  // namespace provost::docs_repo
