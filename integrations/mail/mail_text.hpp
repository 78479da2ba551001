#pragma once

#include <string>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The two forms of one mail's content, both UTF-8.
struct MailText {
  std::string text;
  std::string html;
};

/// The message for Mail::text and Mail::html. Both say the same: the tone as a word, the title, the text, who is meant,
/// the first three facts, up to a hundred items and how many more there are, the button's address, the footer and the
/// organisation's name (empty: none).
///
/// The HTML has inline styles only, dark on white, fits a screen 390 px wide, has no images, scripts or outside
/// resources, and no links but those of the button and the items; everything from the message is escaped. An address
/// that does not begin with https:// or http:// is left out of both. Safe from any thread.
MailText mail_text(const Message& message, const std::string& organisation_name);

}  // namespace provost::integrations
