#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "server/http/response.hpp"

namespace provost::api {

/// Leaves in a JSON answer only the fields that `names` holds between commas: those of the object, or of each item of a
/// list. `schema`: of the whole answer. Throws Invalid for the field `fields` when the schema does not name one.
void keep_fields(http::Response& response, const std::string& names, const boost::json::object& schema);

}  // namespace provost::api
