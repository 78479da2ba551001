#pragma once

// For the sources of docs_repo only: libgit2's handles as owners, and its failures as RepositoryError.

#include <git2.h>

#include <memory>
#include <string>
#include <string_view>

#include "docs_repo/store/objects.hpp"
#include "docs_repo/store/repository_error.hpp"

namespace provost::docs_repo {

/// Keeps libgit2 started and its options as this program needs them. One per owner of libgit2 handles; cheap.
class GitLibrary {
 public:
  GitLibrary();
  ~GitLibrary();
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

template <auto Free>
struct GitFree {
  template <class Handle>
  void operator()(Handle* handle) const noexcept {
    Free(handle);
  }
};
template <class Handle, auto Free>
using GitOwned = std::unique_ptr<Handle, GitFree<Free>>;

using GitRepository = GitOwned<git_repository, git_repository_free>;
using GitOdb = GitOwned<git_odb, git_odb_free>;
using GitOdbObject = GitOwned<git_odb_object, git_odb_object_free>;
using GitOdbStream = GitOwned<git_odb_stream, git_odb_stream_free>;
using GitCommit = GitOwned<git_commit, git_commit_free>;
using GitTree = GitOwned<git_tree, git_tree_free>;
using GitTreeEntry = GitOwned<git_tree_entry, git_tree_entry_free>;
using GitReference = GitOwned<git_reference, git_reference_free>;
using GitReferenceIterator = GitOwned<git_reference_iterator, git_reference_iterator_free>;
using GitSignature = GitOwned<git_signature, git_signature_free>;
using GitConfig = GitOwned<git_config, git_config_free>;

/// A git_buf that frees itself.
class GitBuffer {
 public:
  GitBuffer() = default;
  ~GitBuffer() { git_buf_dispose(&buffer_); }
  GitBuffer(const GitBuffer&) = delete;
  GitBuffer& operator=(const GitBuffer&) = delete;
  git_buf* get() { return &buffer_; }
  const char* c_str() const { return buffer_.ptr == nullptr ? "" : buffer_.ptr; }
  std::string_view view() const { return {c_str(), buffer_.size}; }

 private:
  git_buf buffer_ = GIT_BUF_INIT;
};

/// Calls make(pointer to a raw handle) and owns the result when the return value is not negative.
template <class Owned, class Make>
int make_owned(Owned& owned, Make&& make) {
  typename Owned::pointer raw = nullptr;
  const int result = make(&raw);
  if (result >= 0) owned.reset(raw);
  return result;
}

/// Throws RepositoryError for this thread's last libgit2 failure; `doing` is what was tried, e.g. "read the object
/// 3fa0…".
[[noreturn]] void throw_git_failure(int result, const std::string& repository_path, std::string_view doing);

/// The same when the result is negative.
inline void check(int result, git_repository* repository, std::string_view doing) {
  if (result < 0) throw_git_failure(result, git_repository_path(repository), doing);
}

/// Throws RepositoryError: storage_full for a full disk or quota, failed for anything else. `error` is an errno value.
[[noreturn]] void throw_file_failure(int error, const std::string& path, std::string_view doing);

/// True for 40 lower-case hexadecimal digits.
bool is_object_name(std::string_view text);
/// Throws RepositoryError(failed) when the text is not 40 lower-case hexadecimal digits.
git_oid to_git(const ObjectId& id);
ObjectId from_git(const git_oid& id);

GitCommit find_commit(git_repository* repository, const git_oid& id);
GitTree find_tree(git_repository* repository, const git_oid& id);
GitTree tree_of(git_repository* repository, const ObjectId& commit);
/// The blob's checked content.
GitOdbObject find_blob(git_repository* repository, const ObjectId& blob);
/// The commit a direct reference names; nullopt when there is no such reference.
std::optional<git_oid> find_reference(git_repository* repository, const std::string& name);

}  // namespace provost::docs_repo
