#pragma once

#include <boost/json/object.hpp>

#include "integrations/messages/answers.hpp"
#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// The message as this kind of destination takes it, within its limits. Throws std::invalid_argument for
/// Format::webhook, whose body is the event itself and not a message for people.
boost::json::object payload_for(Format format, const Message& message);

}  // namespace provost::integrations
