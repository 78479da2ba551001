#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/query_parameters.hpp"

namespace provost::http {

/// A request target taken apart and decoded.
struct RequestTarget {
  std::vector<std::string> segments;
  std::string path;
  QueryParameters query;
};

/// Reads an origin-form ("/a?b=c") or, as proxies send, an absolute-form target ("http://host/a?b=c") whose authority
/// must then be `host`. nullopt for everything that could be understood differently elsewhere: other forms, a path
/// beginning with "//", segments "." and "..", and, decoded, slashes, backslashes, control characters and text that is
/// not UTF-8.
std::optional<RequestTarget> parse_request_target(std::string_view target, std::string_view host);

/// True for "host" or "host:port" without user information (RFC 9110 section 7.2).
bool is_host(std::string_view text);

}  // namespace provost::http
