#pragma once

#include <stdexcept>
#include <string>

namespace provost::docs_repo {

/// What is wrong with a document repository, for callers who answer differently to each.
enum class RepositoryProblem {
  missing,       ///< the folder, the reference or the object is not there
  foreign,       ///< a git repository, but not this organisation's
  damaged,       ///< something in it is not what was written
  storage_full,  ///< the disk or the quota is used up
  failed         ///< anything else, such as a refused permission or a lock that stays held
};

/// A failure of the document repository. what() is a sentence for people that names the folder and the remedy.
class RepositoryError : public std::runtime_error {
 public:
  RepositoryError(RepositoryProblem problem, const std::string& sentence)
      : std::runtime_error(sentence), problem_(problem) {}

  RepositoryProblem problem() const { return problem_; }

 private:
  RepositoryProblem problem_;
};

}  // namespace provost::docs_repo
