#pragma once

// For the sources of docs_repo/store only.

#include <git2.h>

#include <optional>
#include <string>
#include <string_view>

namespace provost::docs_repo {

/// What a loose object's file holds, checked to the byte.
struct LooseObject {
  /// GIT_OBJECT_INVALID when there is a problem.
  git_object_t type = GIT_OBJECT_INVALID;
  /// A sentence for people.
  std::optional<std::string> problem;
};

/// Checks the content of the file of a loose object against its name. Stricter than git and libgit2: it also finds
/// changed bytes that make no difference to the content, when the file was compressed by this machine's zlib at the
/// level the repository's configuration pins. Memory is some times the size of the object.
LooseObject check_loose_object(std::string_view file, const git_oid& id);

}  // namespace provost::docs_repo
