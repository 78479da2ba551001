#pragma once

#include <optional>

#include "server/http/refusal.hpp"
#include "server/http/request_parser.hpp"

namespace provost::http {

/// What Beast 1.81 lets through and RFC 9112 does not: a Transfer-Encoding other than "chunked", on HTTP/1.0 or beside
/// a Content-Length; a repeated Content-Length; none, several or a malformed Host; an unknown method or expectation.
/// After a refusal the connection must be closed, as its framing cannot be trusted.
std::optional<Refusal> check_head(const RequestHead& head);

/// The client waits for "100 Continue" before it sends the body (RFC 9110 section 10.1.1).
bool expects_continue(const RequestHead& head);

}  // namespace provost::http
