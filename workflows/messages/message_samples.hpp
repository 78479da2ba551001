#pragma once

#include <string_view>

#include "workflows/messages/message_content.hpp"

namespace provost::workflows::messages {

/// A made-up message about an event of event_kinds(), to show how messages look. Throws std::invalid_argument for
/// anything else.
MessageContent sample_content(std::string_view event);

}  // namespace provost::workflows::messages
