#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace provost::workflows::cases {

/// What a stored file is.
struct StoredFile {
  std::string sha256;
  std::int64_t size = 0;  ///< bytes
  std::string media_type;
};

/// The files attached to cases, each once under the SHA-256 of its content, so that a file can never be changed unseen.
/// Thread-safe.
class AttachmentFiles {
 public:
  /// The folder is made when it is missing.
  explicit AttachmentFiles(std::filesystem::path folder);

  /// Copies a file in and makes it durable. Nothing refers to it until the caller's transaction is committed. Throws
  /// StorageFull.
  StoredFile store(const std::filesystem::path& file) const;
  /// Where a stored file lies. Throws Unusable when it is not there.
  std::filesystem::path path(std::string_view sha256) const;

 private:
  std::filesystem::path place(std::string_view sha256) const;
  std::filesystem::path folder_;
};

}  // namespace provost::workflows::cases
