#pragma once

#include "server/http/request.hpp"

namespace provost::api {

/// The file that a request's whole body is.
http::SpooledBody whole_body(const http::Request& request);

}  // namespace provost::api
