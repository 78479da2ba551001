#pragma once

#include <boost/json/object.hpp>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The body for Zulip's Slack-compatible webhook (/api/v1/external/slack_incoming): header, section, context and
/// divider only, as Zulip refuses blocks it does not know and drops buttons; the link stands in a section (and in
/// "text", which Zulip reads only when there are no blocks). At most 10 000 characters, Zulip's limit for a message.
///
/// Zulip writes the texts of all blocks into one Markdown message and unescapes nothing, so what people wrote keeps no
/// mark that acts there: no "@**all**", no links, no code. Mentions are printed names. Throws nothing but
/// std::bad_alloc.
boost::json::object zulip_payload(const Message& message);

}  // namespace provost::integrations
