#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace provost::integrations {

/// Length in Unicode code points, as Slack and Mattermost count. A byte that is no UTF-8 counts as one.
std::size_t length(std::string_view text);

/// Length in UTF-16 code units, never less than length(). For destinations that do not say which of the two they count.
std::size_t utf16_length(std::string_view text);

/// The text when it has at most `most_code_points`; else its beginning with "…" within the limit. Letters are never
/// torn: an emoji with its skin tone, a flag or a letter with its accents is kept whole or left out (Unicode Standard
/// Annex 29, by utf8proc). Bytes that are no UTF-8 become U+FFFD, which no destination refuses. A limit of 0 gives "".
std::string cut(std::string_view text, std::size_t most_code_points);

/// The longest cut() whose written form (escaped, say) measures at most `most`, in that form: what is escaped is longer
/// than what was given, and cutting after escaping would tear an escape apart. `measure`: length, utf16_length or
/// whatever the destination counts.
std::string cut_written(std::string_view text, std::size_t most,
                        const std::function<std::string(std::string_view)>& write,
                        const std::function<std::size_t(std::string_view)>& measure = length);

/// The text on one line: line breaks and control characters become blanks, several blanks one, none at either end.
/// Characters that turn the direction of what follows (U+202A to U+202E, U+2066 to U+2069) are left out, so that a
/// title cannot disturb the line around it. Bytes that are no UTF-8 become U+FFFD.
std::string one_line(std::string_view text);

/// As one_line, but line breaks stay: every kind of them becomes "\n", more than one empty line in a row becomes one,
/// none stands at either end.
std::string tidy_lines(std::string_view text);

}  // namespace provost::integrations
