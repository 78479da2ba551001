#pragma once

// For the sources of docs_repo/store only.

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <utility>
#include <vector>

#include "docs_repo/store/git_handles.hpp"

namespace provost::docs_repo {

/// Opens exactly this folder as a bare repository, without looking further up. Throws RepositoryError: missing when
/// there is no such folder, foreign when it is no git repository.
GitRepository open_repository(const std::filesystem::path& path);

/// Handles of one repository, each used by one thread at a time. Thread-safe.
class RepositoryPool {
 public:
  explicit RepositoryPool(std::filesystem::path path) : path_(std::move(path)) {}

  /// Calls use(git_repository*). A failure with a kept handle is tried once more with a new one: `git gc` may have
  /// replaced files the old handle knows. So the use must be repeatable, as all writing of objects is.
  template <class Use>
  auto with(Use use) {
    if (auto kept = take()) {
      try {
        return finish(std::move(kept), use);
      } catch (const RepositoryError& error) {
        if (error.problem() == RepositoryProblem::storage_full) throw;
      }
    }
    return finish(open_repository(path_), use);
  }

  /// Calls use(git_repository*) with a new handle, and does not repeat it.
  template <class Use>
  auto once(Use use) {
    return finish(open_repository(path_), use);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  template <class Use>
  auto finish(GitRepository repository, Use& use) {
    // A reason left by an earlier failure of this thread is not to be taken for the next one's.
    git_error_clear();
    errno = 0;
    auto result = use(repository.get());
    give_back(std::move(repository));
    return result;
  }

  GitRepository take();
  void give_back(GitRepository repository);

  std::filesystem::path path_;
  std::mutex mutex_;
  std::vector<GitRepository> free_;
};

}  // namespace provost::docs_repo
