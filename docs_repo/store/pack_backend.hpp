#pragma once

// For the sources of docs_repo/store only.

#include <git2.h>

#include <exception>

#include "docs_repo/store/pack_file.hpp"

namespace provost::docs_repo {

/// Makes a handle write its new objects into a pack file, and read them from there besides the repository's own. The
/// pack and the place for a failure must outlive the handle. An exception of the pack cannot pass through libgit2: it
/// is kept in `failure`, and libgit2 reports an error.
void write_into_pack(git_repository* repository, PackFile& pack, std::exception_ptr& failure);

}  // namespace provost::docs_repo
