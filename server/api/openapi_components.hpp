#pragma once

#include <boost/json/object.hpp>

namespace provost::api {

/// Title, version and what holds for the whole API, the policy of its changes among it.
boost::json::object openapi_info();
/// What operations have in common: problems, parameters, headers, and how a token is sent.
boost::json::object openapi_components();

}  // namespace provost::api
