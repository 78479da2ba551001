#include "docs_repo/store/repository_pool.hpp"

namespace provost::docs_repo {

namespace {

/// About as many as the server has workers; more at one time are opened and closed.
constexpr std::size_t most_kept = 8;

}  // namespace

GitRepository open_repository(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw RepositoryError(RepositoryProblem::missing,
                          "There is no document repository at " + path.string() +
                              ". Check the data folder, or restore the repository from the latest backup.");
  }
  GitRepository repository;
  const int result = make_owned(repository, [&](git_repository** raw) {
    return git_repository_open_ext(raw, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT,
                                   nullptr);
  });
  if (result == GIT_ENOTFOUND) {
    throw RepositoryError(RepositoryProblem::foreign,
                          path.string() +
                              " is not a document repository. Check the data folder, or restore the "
                              "repository from the latest backup.");
  }
  if (result < 0) throw_git_failure(result, path.string(), "be opened");
  return repository;
}

GitRepository RepositoryPool::take() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return nullptr;
  auto repository = std::move(free_.back());
  free_.pop_back();
  return repository;
}

void RepositoryPool::give_back(GitRepository repository) {
  const std::lock_guard lock(mutex_);
  if (free_.size() < most_kept) free_.push_back(std::move(repository));
}

}  // namespace provost::docs_repo
