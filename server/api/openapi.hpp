#pragma once

#include <boost/json/object.hpp>

#include "server/api/operation_examples.hpp"
#include "server/app/route.hpp"

namespace provost::api {

/// The description of the API (OpenAPI 3.1), made from the very routes that the server answers. `webhooks`: what the
/// server sends by itself.
boost::json::object openapi(const app::Routes& routes, const OperationExamples& examples, boost::json::object webhooks,
                            const std::string& server_url);

}  // namespace provost::api
