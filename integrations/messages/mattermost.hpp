#pragma once

#include <boost/json/object.hpp>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The body for an incoming webhook of Mattermost or Rocket.Chat: "text" with the linked title, and one attachment with
/// the rest, in Markdown (both ignore Slack's blocks). At most 16 383 characters altogether, Mattermost's limit for a
/// post; facts are shortened first, then items, then the text.
///
/// What people wrote is escaped, makes no links and no lists, and pings nobody: "@channel", "@all", "@here" and "@name"
/// get another at sign. Mentions are printed names: neither program's names are known here. Throws nothing but
/// std::bad_alloc.
boost::json::object mattermost_payload(const Message& message);

}  // namespace provost::integrations
