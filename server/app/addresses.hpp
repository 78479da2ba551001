#pragma once

#include <string>
#include <string_view>

namespace provost::app {

/// Text as it may stand in a query value or a path segment (RFC 3986 unreserved characters stay).
std::string percent_encoded(std::string_view text);
/// Text as it may stand where a route takes the rest of a path: slashes stay too.
std::string path_encoded(std::string_view text);

/// A place on this server to go on to after sign-in: the given one when it is a plain path here, else "/".
std::string safe_next_address(std::string_view wanted);

}  // namespace provost::app
