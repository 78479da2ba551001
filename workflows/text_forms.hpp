#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows {

/// With A to Z written small; other letters stay, as SQLite's LOWER leaves them without extensions.
std::string in_small_letters(std::string text);

/// With a to z written in capitals, as keys of cases are.
std::string in_capitals(std::string text);

/// Without the spaces, tabs and line breaks around it.
std::string trimmed(std::string_view text);

/// "a, b and 3 more": the first `most` names, and how many there are beside.
std::string listed(const std::vector<std::string>& names, std::size_t most);

}  // namespace provost::workflows
