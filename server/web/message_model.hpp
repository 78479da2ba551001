#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "server/http/response.hpp"
#include "workflows/messages/outbox.hpp"

namespace provost::web {

/// What is on the other side, for templates that say it in words: {value, chosen, slack: true}.
boost::json::object format_model(const std::string& format, bool chosen);

/// A message in a list: what, when, how it stands.
boost::json::object message_row(const workflows::messages::Outgoing& message, const std::string& zone);

/// A page that changes without an entry in the audit trail, so it is made afresh each time.
http::Response uncached(http::Response response);

}  // namespace provost::web
