#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace provost::integrations {

/// How long a destination wants us to wait, by its header Retry-After: seconds (a fraction is rounded up) or one of the
/// three HTTP dates (RFC 9110, 5.6.7). A time gone by is 0, more than a day is a day. nullopt when it says neither.
std::optional<std::chrono::seconds> header_wait(std::string_view header, std::chrono::system_clock::time_point now);

/// The same by a JSON body with the number "retry_after" or "retry-after" in seconds, rounded up.
std::optional<std::chrono::seconds> body_wait(std::string_view body);

}  // namespace provost::integrations
