#pragma once

#include <boost/json/object.hpp>

#include "workflows/people/person.hpp"

namespace provost::api {

/// A person as the API gives them, and the schema of that.
boost::json::object to_json(const workflows::people::Person& person);
boost::json::object person_schema();

}  // namespace provost::api
