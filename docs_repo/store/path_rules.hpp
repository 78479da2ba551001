#pragma once

#include <string_view>

namespace provost::docs_repo {

/// Throws RepositoryError(failed) when the path breaks the rule told at TreeChange.
void check_tree_path(std::string_view path);

/// Throws RepositoryError(failed) unless the name is "refs/heads/" and a path by the rule told at TreeChange, without a
/// part that ends in ".lock".
void check_reference_name(std::string_view name);

}  // namespace provost::docs_repo
