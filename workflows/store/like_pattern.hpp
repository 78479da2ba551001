#pragma once

#include <string>
#include <string_view>

namespace provost::workflows::store {

/// For `LIKE … ESCAPE '\'`: texts that begin with what is given, letter by letter.
std::string pattern_of_beginning(std::string_view text);
/// For `LOWER(…) LIKE … ESCAPE '\'`: texts that hold what somebody typed, however A to Z are written.
std::string pattern_of_part(std::string_view typed);

}  // namespace provost::workflows::store
