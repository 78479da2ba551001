#pragma once

#include <string>
#include <string_view>

namespace provost::integrations {

/// Means to keep what people wrote from becoming markup at a destination. Where its markup can be escaped it is; where
/// it cannot, the one character that would act is changed for one that looks the same and does nothing. Never by an
/// invisible character: those surprise whoever copies the text. Each format puts these together by its own rules.

/// "&", "<" and ">" as entities: Slack's only escapes, and enough for the text of HTML.
std::string entities(std::string_view text);

/// A backslash before each of these (ASCII) characters.
std::string backslashed(std::string_view text, std::string_view characters);

/// A backslash before what would begin a list, a heading or a quotation in Markdown at the beginning of a line.
std::string backslashed_line_starts(std::string_view text);

/// Addresses lose their colon or their first dot ("https∶//…", "www․…"), and "](" is parted, so that no destination
/// makes a link or loads a picture: the only link of a message is the one Provost gives it.
std::string without_links(std::string_view text);

/// "@" before a name becomes "＠", always before channel, all, here, everyone and "**"; mail addresses stay.
std::string without_pings(std::string_view text);

/// ":smile:" keeps its letters: its first colon becomes "∶". Times such as 10:30:45 stay.
std::string without_emoji_names(std::string_view text);

/// For Slack's mrkdwn and Zulip, where "*", "_", "~" and the backtick cannot be escaped: they become "∗", "ˍ", "∼" and
/// "ˋ" where they could act. Between two letters or digits they cannot, so that POL_01 stays what it is.
std::string without_marks(std::string_view text);

/// Every `what` as `with`.
std::string replaced(std::string_view text, std::string_view what, std::string_view with);

/// The address as a link may hold it: "http://" or "https://" with something after it, and blanks, quotation marks,
/// round brackets and all that is no plain ASCII percent-encoded, so that it ends no link of any format early. Empty
/// when it is no such address, or longer than 3 000 characters (Slack's limit for the address of a button).
std::string web_address(std::string_view address);

}  // namespace provost::integrations
