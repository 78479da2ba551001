#pragma once

#include <string>
#include <string_view>

namespace provost::docs_repo {

/// True for well-formed UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF (Unicode 15, table 3-7).
bool is_valid_utf8(std::string_view text);

/// The same text for every spelling in small or large letters, composed or not (Unicode case folding, NFC): for
/// comparing, not for showing. Text that is not UTF-8 comes back as it is.
std::string folded(std::string_view text);

}  // namespace provost::docs_repo
