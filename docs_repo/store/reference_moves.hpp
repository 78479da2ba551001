#pragma once

// For the sources of docs_repo/store only.

#include <git2.h>

#include <string>

#include "docs_repo/store/document_repository.hpp"

namespace provost::docs_repo {

/// DocumentRepository::move_reference on a handle.
void move_reference_to(git_repository* repository, const std::string& name, const ObjectId& target,
                       const LockPatience& patience);

}  // namespace provost::docs_repo
