#pragma once

#include "server/http/request.hpp"
#include "server/http/response.hpp"

namespace provost::app {

/// Gives an answer of the API its entity tag and, when the caller has this very answer already (If-None-Match), leaves
/// the body out: 304 (RFC 9110, 13.1.2). The tag is the row version that the handler set, a full stop and the beginning
/// of the body's SHA-256, or the latter alone: the same row may look different to another person, or when what belongs
/// to it changes. What answers a change has a tag when the handler set one. Files and failures stay as they are.
void answer_conditionally(const http::Request& request, http::Response& response);

}  // namespace provost::app
