#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "docs_repo/store/document_repository.hpp"

namespace provost::docs_repo {

/// The first thing that does not fit in a repository.
struct IntegrityProblem {
  /// The file, reference or object, e.g. "objects/3f/a0…".
  std::string where;
  /// A sentence for people.
  std::string what;
};

/// Reads every object in the repository, reachable or not, and checks that HEAD and config are as they were created,
/// that each reference is well formed and names a commit, the checksum of every pack and of the files git derives from
/// packs, each object's hash, that commits and trees refer to objects that exist and are of the right kind, and that
/// the history of `published` begins with the organisation's root commit. nullopt: all is well.
///
/// A changed byte is found wherever it could alter what anybody reads; the name of a reference that somebody packed by
/// hand (`git pack-refs`) is only known to whoever keeps a list of the references. Safe beside a running server and
/// beside `git gc`. The progress function is called with the objects read so far and in all.
std::optional<IntegrityProblem> first_problem(const DocumentRepository& repository,
                                              const std::function<void(std::size_t done, std::size_t total)>& progress);

}  // namespace provost::docs_repo
