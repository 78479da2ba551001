#pragma once

#include "server/app/route.hpp"

namespace provost::jobs {
class MessageSender;
}

namespace provost::api {

/// The routes under /api/v1/channels and /api/v1/messages. `sender` must outlive them.
app::Routes channel_routes(jobs::MessageSender& sender);
app::Routes message_routes();

}  // namespace provost::api
