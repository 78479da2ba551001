#pragma once

#include <string>
#include <string_view>

/// What may stand in a mail's header: inner parts of the folder, without state, safe from any thread.
namespace provost::integrations {

/// The text as one line of valid UTF-8: control characters, line and paragraph separators become one blank each (no
/// header can be added by a name or a title), bytes that are no UTF-8 become U+FFFD, blanks at both ends go.
std::string header_line(std::string_view text);

/// The text as lines of valid UTF-8 that end with CR LF (RFC 5322, section 2.1), the last one too. Control characters
/// other than the tabulator become blanks.
std::string crlf_lines(std::string_view text);

/// Base64 without line breaks.
std::string base64(std::string_view bytes);

/// A title for a header such as Subject, after header_line: as it is when short and ASCII, else in encoded words of
/// whole characters, folded (RFC 2047; POCO's encodeWord cuts characters in two).
std::string header_words(std::string_view text);

/// `"Name" <address>` for From and To (RFC 5322, section 3.4), the name after header_line; `<address>` without a name.
std::string header_mailbox(std::string_view name, std::string_view address);

}  // namespace provost::integrations
