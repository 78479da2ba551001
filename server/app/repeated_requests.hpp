#pragma once

#include <functional>

#include "server/app/error_answers.hpp"
#include "server/app/route.hpp"

namespace provost::app {

/// Whether a request asks that it has its effect once, however often it comes: a POST to the API with Idempotency-Key.
bool may_come_again(const Route& route, const http::Request& request);

/// Answers such a request (draft-ietf-httpapi-idempotency-key-header-07): the first time by `carry_out`, which gets the
/// actor to act with and gives refusals as answers; after that with the first answer and Idempotent-Replayed: true. A
/// problem is answered by `refuse`: 422 for a key that cannot be read or came with another request, 409 while the
/// request is being carried out, and 409 when it is known to be done but its answer was not kept.
http::Response answer_once(const Route& route, const http::Request& request, const workflows::people::Actor& actor,
                           workflows::idempotency::RepeatableRequests& requests,
                           const std::function<http::Response(const workflows::people::Actor&)>& carry_out,
                           const std::function<http::Response(const Problem&)>& refuse);

}  // namespace provost::app
