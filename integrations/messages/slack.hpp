#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The body for a Slack incoming webhook: "text" (what notifications and screen readers show) and Block Kit "blocks":
/// header, mentions, text, facts as fields, items as lines with links, one primary url button, footer as context.
///
/// Limits are Slack's (docs.slack.dev, Block Kit reference): header 150, text of a section 3 000, fields of 2 000,
/// button text 75, its url 3 000, 50 blocks; and the blocks as JSON stay under 10 000 characters, as Slack refuses
/// messages near 13 200 (`msg_blocks_too_long`). What does not fit is shortened: facts, items, text, in this order.
///
/// What people wrote goes into plain_text, where nothing acts. Where Block Kit allows no plain_text (lines with links,
/// mentions) it is escaped and its marks are made harmless. Only a Mention whose member id looks like one
/// (^[UW][A-Z0-9]{2,20}$) notifies anybody; others are printed. Throws nothing but std::bad_alloc.
boost::json::object slack_payload(const Message& message);

/// Whether this can be a Slack member id: ^[UW][A-Z0-9]{2,20}$.
bool is_slack_member(std::string_view text);

}  // namespace provost::integrations
