#pragma once

#include <string>
#include <vector>

#include "docs_repo/redline/redline.hpp"

namespace provost::docs_repo {

/// One step from a sequence of texts to another: the positions are those in `before` (same, removed) and `after` (same,
/// inserted).
struct DifferenceStep {
  Change change;
  std::size_t before;
  std::size_t after;
};

/// The steps from one sequence to the other, by libgit2's difference of lines. Fast also for two unrelated sequences.
std::vector<DifferenceStep> difference(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace provost::docs_repo
