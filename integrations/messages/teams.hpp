#pragma once

#include <boost/json/object.hpp>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The body for a Microsoft Teams channel's Workflows address ("When a Teams webhook request is received"): a message
/// with one Adaptive Card of version 1.4 (a later one can fail to show while the flow reports success): title,
/// mentions, text, facts, items, one Action.OpenUrl, footer.
///
/// The whole message as JSON has at most 28 000 bytes (Microsoft: 28 KB; the flow fails after it has answered 202, so
/// that nobody would be told): facts are shortened first, then items, then the text. What people wrote is escaped for
/// the Markdown that a TextBlock knows, makes no links and no mentions. Only a Mention whose teams_address looks like a
/// user principal name or an object id notifies; others are printed. Throws nothing but std::bad_alloc.
boost::json::object teams_payload(const Message& message);

}  // namespace provost::integrations
