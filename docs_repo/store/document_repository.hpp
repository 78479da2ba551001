#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/store/objects.hpp"
#include "docs_repo/store/repository_error.hpp"

namespace provost::docs_repo {

/// The branch of the effective documents.
inline constexpr std::string_view published_reference = "refs/heads/published";

/// How long move_reference waits for the lock file of a reference.
struct LockPatience {
  /// A lock file that stays the same for this long, while no other Provost moves references, has lost its owner.
  std::chrono::milliseconds stale_after{3000};
  /// After this time in all, move_reference gives up.
  std::chrono::milliseconds give_up_after{15000};
};

/// An organisation's bare git repository of controlled documents.
///
/// Thread-safe: each operation borrows its own handle from a small pool, and nothing that is shared is changed.
/// Several processes may use one folder. Everything written is on the disk (fsync) before a function returns.
/// Settings of the account or the machine (`~/.gitconfig`) have no influence. All functions throw RepositoryError:
/// storage_full when the disk is full, damaged when an object does not have the content its name stands for, missing
/// when it is not there.
class DocumentRepository {
 public:
  /// Makes the repository: `published` with a root commit that holds organisation.yaml, and HEAD on `published`. It is
  /// built under another name beside the path and renamed, so a crash leaves no half repository. The path must not
  /// exist yet, or be an empty folder. The organisation id has 1 to 64 ASCII letters, digits, '-' or '_'.
  static void create(const std::filesystem::path& path, std::string_view organisation_id, const Identity& author);

  /// Opens the repository. Throws missing when nothing is there, foreign when the folder is no document repository or
  /// belongs to another organisation, by the configuration and by the root commit of `published`.
  DocumentRepository(std::filesystem::path path, std::string organisation_id, LockPatience patience = {});
  ~DocumentRepository();
  DocumentRepository(const DocumentRepository&) = delete;
  DocumentRepository& operator=(const DocumentRepository&) = delete;

  ObjectId write_blob(std::string_view content);
  /// Reads a file piece by piece, so memory does not grow with its size. The file must not change meanwhile. Takes only
  /// a real path: content in a string is never mistaken for the name of a file.
  ObjectId write_blob(const std::same_as<std::filesystem::path> auto& file) { return write_file(file); }

  std::string read_blob(const ObjectId& blob) const;
  /// In bytes.
  std::uint64_t blob_size(const ObjectId& blob) const;
  /// Hands over the content in pieces of at most 64 KiB. The whole blob is read and checked first, so that no part of
  /// a damaged file ever leaves the server; memory is therefore the size of the blob.
  void read_blob_in_pieces(const ObjectId& blob, const std::function<void(std::string_view)>& take) const;

  /// Writes the trees and the commit. Moves no reference.
  ObjectId commit(const CommitRequest& request);
  CommitDetails commit_details(const ObjectId& commit) const;

  /// The file at a path; nullopt when there is none, or a folder.
  std::optional<ObjectId> entry(const ObjectId& commit, std::string_view path) const;
  /// All files below a folder ("" for all), in git's order; none when the folder is not there.
  std::vector<TreeEntry> entries(const ObjectId& commit, std::string_view folder) const;

  /// The commit a reference such as "refs/heads/published" points at; nullopt when there is no such reference.
  std::optional<ObjectId> reference(std::string_view name) const;
  /// Every reference below refs/.
  std::map<std::string, ObjectId> references() const;
  /// Points a reference at a commit that exists; makes the reference when absent, and does nothing when it already
  /// points there. Of several movers at one time each succeeds and the last one counts. The name begins with
  /// "refs/heads/" and follows the rule for paths.
  ///
  /// A lock file of the reference (made by any git program) is waited for. Provost's own moves take turns by a lock
  /// that the kernel releases when a process dies; so a lock file that stays one and the same for the patience's
  /// stale_after while we have the turn belongs to no living Provost, and no git program holds one for longer than it
  /// takes to write 41 bytes: it was left by a killed process and is removed.
  void move_reference(std::string_view name, const ObjectId& target);

  /// True when the ancestor can be reached from the descendant, also when both are the same commit.
  bool is_ancestor(const ObjectId& ancestor, const ObjectId& descendant) const;

  std::filesystem::path path() const;
  std::string organisation_id() const;

 private:
  ObjectId write_file(const std::filesystem::path& file);

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace provost::docs_repo
