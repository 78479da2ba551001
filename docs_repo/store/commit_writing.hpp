#pragma once

// For the sources of docs_repo/store only.

#include <git2.h>

#include "docs_repo/store/objects.hpp"

namespace provost::docs_repo {

/// Writes the trees and the commit of a request into the repository's object database. Throws RepositoryError.
ObjectId write_commit(git_repository* repository, const CommitRequest& request);

}  // namespace provost::docs_repo
