#pragma once

// For the sources of docs_repo/store only.

#include <git2.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "docs_repo/store/durable_files.hpp"
#include "docs_repo/store/sha1.hpp"

namespace provost::docs_repo {

/// A pack file while it is written, object by object; what it holds can be read already.
///
/// libgit2's own writers are no help here: its pack builder wants all objects in the database first and spends most of
/// its time on deltas, and its indexer writes through a memory map of a file with holes, so that a full disk ends the
/// process by SIGBUS instead of an error.
class PackFile {
 public:
  struct Object {
    git_object_t type;
    std::uint64_t size;
    std::uint64_t offset;
    std::uint64_t packed_size;
    std::uint32_t checksum;
  };

  /// Begins a file in a folder.
  explicit PackFile(const std::filesystem::path& folder);
  ~PackFile();
  PackFile(const PackFile&) = delete;
  PackFile& operator=(const PackFile&) = delete;

  /// nullptr when the object is not in this pack.
  const Object* find(const git_oid& id) const;
  /// Does nothing when the object is there already.
  void add(const git_oid& id, git_object_t type, std::string_view content);
  /// `into` has object.size bytes.
  void read(const Object& object, char* into);
  bool is_empty() const { return objects_.empty(); }

  /// The last call: completes the pack, makes its index, both durable, in the folder. Returns their name without the
  /// ending, which is .pack and .idx.
  std::string finish();

 private:
  struct HashId {
    std::size_t operator()(const git_oid& id) const noexcept {
      // The name is a hash already.
      std::size_t hash;
      std::memcpy(&hash, id.id, sizeof hash);
      return hash;
    }
  };
  struct SameId {
    bool operator()(const git_oid& left, const git_oid& right) const noexcept {
      return git_oid_equal(&left, &right) != 0;
    }
  };
  struct Deflater;

  void write_out();
  Sha1Digest complete();

  std::filesystem::path folder_;
  FileDescriptor file_;
  std::string waiting_;
  std::uint64_t written_ = 0;
  std::unordered_map<git_oid, Object, HashId, SameId> objects_;
  std::unique_ptr<Deflater> deflater_;
};

}  // namespace provost::docs_repo
