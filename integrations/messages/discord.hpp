#pragma once

#include <boost/json/object.hpp>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The body for a Discord webhook: names of those it is for as "content", everything else as one embed, and
/// "allowed_mentions" that allows none, so that nothing in it pings anybody.
///
/// Limits are Discord's (developer documentation, webhooks and embed limits): content 2 000, title 256, description
/// 4 096, names of fields 256 and their values 1 024, 6 000 altogether. Discord does not say what it counts, so UTF-16
/// units are counted, the larger number. Facts are shortened first, then items, then the text. What people wrote is
/// escaped and makes no links. Webhooks have no buttons: the button is a link. Throws nothing but std::bad_alloc.
boost::json::object discord_payload(const Message& message);

}  // namespace provost::integrations
