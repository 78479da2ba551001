#pragma once

#include <boost/json/object.hpp>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The body for a webhook of a Google Chat space: one card ("cardsV2") and "fallbackText", which notifications show
/// (Google Chat API, spaces.messages). At most 32 000 bytes as JSON; facts are shortened first, then items, then the
/// text. A card has no limit of words, but of 100 widgets: the items are one widget.
///
/// What people wrote is escaped for the HTML of a card and makes no links. There is no "text", where "<users/all>"
/// would ping the space. Mentions are printed names. Throws nothing but std::bad_alloc.
boost::json::object google_chat_payload(const Message& message);

}  // namespace provost::integrations
