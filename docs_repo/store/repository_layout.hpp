#pragma once

// For the sources of docs_repo/store only: what every document repository holds from its first day, to the byte.

#include <string>
#include <string_view>

#include "docs_repo/store/objects.hpp"

namespace provost::docs_repo {

inline constexpr const char* organisation_file = "organisation.yaml";
inline constexpr const char* organisation_setting = "provost.organisation";
inline constexpr const char* root_setting = "provost.root";
inline constexpr std::string_view head_text = "ref: refs/heads/published\n";

/// Throws RepositoryError(failed) for an id that is not 1 to 64 ASCII letters, digits, '-' or '_'.
void check_organisation_id(std::string_view organisation_id);
std::string organisation_text(std::string_view organisation_id);
/// The git configuration; the root is the first commit of `published`.
std::string configuration_text(std::string_view organisation_id, const ObjectId& root);

}  // namespace provost::docs_repo
