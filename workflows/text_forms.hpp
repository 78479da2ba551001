#pragma once

#include <string>
#include <vector>

namespace provost::workflows {

/// With A to Z written small; other letters stay, as SQLite's LOWER leaves them without extensions.
std::string in_small_letters(std::string text);

/// "a, b and 3 more": the first `most` names, and how many there are beside.
std::string listed(const std::vector<std::string>& names, std::size_t most);

}  // namespace provost::workflows
