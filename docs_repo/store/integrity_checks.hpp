#pragma once

// For the sources of docs_repo/store only: the parts of first_problem, in the order they are to be called, as each
// trusts what the earlier ones have checked.

#include <git2.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "docs_repo/store/integrity.hpp"

namespace provost::docs_repo {

using CheckedReferences = std::map<std::string, ObjectId>;

/// The whole file; nullopt when it is not there (any more). Throws RepositoryError.
std::optional<std::string> read_if_present(const std::filesystem::path& file);

/// HEAD and config, and that no file makes git see objects or parents that are not this repository's. Sets the root
/// commit the configuration tells.
std::optional<IntegrityProblem> check_fixed_files(const std::filesystem::path& repository,
                                                  std::string_view organisation_id, ObjectId& root);

/// The form of every reference, and collects them.
std::optional<IntegrityProblem> check_references(const std::filesystem::path& repository,
                                                 CheckedReferences& references);

/// The checksum at the end of each pack, index and other file that git derives from packs, and that packs and indexes
/// belong together.
std::optional<IntegrityProblem> check_packs(const std::filesystem::path& repository);

/// Every object, what it refers to, and that each reference names a commit.
std::optional<IntegrityProblem> check_objects(const std::filesystem::path& repository,
                                              const CheckedReferences& references,
                                              const std::function<void(std::size_t, std::size_t)>& progress);

/// The history of `published` begins with the root, and the root names the organisation.
std::optional<IntegrityProblem> check_root(const std::filesystem::path& repository, const CheckedReferences& references,
                                           std::string_view organisation_id, const ObjectId& root);

}  // namespace provost::docs_repo
