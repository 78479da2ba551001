#pragma once

#include <string>
#include <string_view>

namespace provost::workflows {

/// True for well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view text);

/// How many Unicode code points a UTF-8 text has.
std::size_t length_in_code_points(std::string_view text);

/// Throws Invalid for `field` unless the text is one non-empty line of UTF-8 of at most `longest` code points without
/// control characters.
void check_line(std::string_view text, const std::string& field, std::size_t longest);

/// Throws Invalid for `field` unless the text is UTF-8 of at most `longest` code points without control characters
/// other than line breaks and tabs. An empty text is refused when `required`.
void check_paragraphs(std::string_view text, const std::string& field, std::size_t longest, bool required);

/// What a stranger sent, as it can be kept and shown: control characters, and bytes beyond ASCII in a text that is not
/// UTF-8, are question marks.
std::string readable(std::string_view text);

/// The first `longest` bytes at most, cut where a code point ends, with "…" when something was cut.
std::string shortened(std::string_view text, std::size_t longest);

}  // namespace provost::workflows
