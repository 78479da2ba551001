#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace provost::workflows::cases {

/// What a stored file is.
struct StoredFile {
  std::string sha256;
  std::int64_t size = 0;  ///< bytes
  std::string media_type;
};

/// Looks for viruses in a file; gives the name of what was found, or nullopt. Throws TooBusy when it cannot look now.
using VirusScan = std::function<std::optional<std::string>(const std::filesystem::path& file)>;

/// The files attached to cases, each once under the SHA-256 of its content, so that a file can never be changed unseen.
/// Thread-safe, as long as the scan is.
class AttachmentFiles {
 public:
  /// The folder is made when it is missing. `scan`: empty when there is no virus scanner.
  explicit AttachmentFiles(std::filesystem::path folder, VirusScan scan = {});

  /// Copies a file in and makes it durable. Nothing refers to it until the caller's transaction is committed. Throws
  /// Invalid for the field `file` when its name or content is not acceptable or a virus was found, TooBusy when the
  /// scanner does not answer, and StorageFull; then nothing is kept.
  StoredFile store(const std::filesystem::path& file, std::string_view file_name) const;
  /// The SHA-256 of any file, by which it would be stored.
  static std::string hash_of(const std::filesystem::path& file);
  /// Where a stored file lies. Throws Unusable when it is not there.
  std::filesystem::path path(std::string_view sha256) const;
  bool holds(std::string_view sha256) const;
  /// Whether a stored file is there and its content is still the one that it is named by. Reads the whole file.
  bool is_sound(std::string_view sha256) const;
  /// Removes a stored file that nothing refers to any more, for good. Nothing happens when it is not there.
  void remove(std::string_view sha256) const;

 private:
  std::filesystem::path place(std::string_view sha256) const;
  std::filesystem::path folder_;
  VirusScan scan_;
};

}  // namespace provost::workflows::cases
