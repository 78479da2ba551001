#pragma once

#include <boost/json/object.hpp>

namespace provost::jobs {
class MessageSender;
}

namespace provost::api {

/// What a channel of the format "webhook" is sent, as `webhooks` of the API description: each kind of news with an
/// example in the words of this server, signed after Standard Webhooks 1.0.
boost::json::object event_catalogue(const jobs::MessageSender& sender);

}  // namespace provost::api
