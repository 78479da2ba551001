#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "workflows/documents/document_reading.hpp"
#include "workflows/documents/document_register.hpp"

namespace provost::api {

/// The API's form of the domain's values. Times are UTC in ISO 8601, days YYYY-MM-DD, people e-mail addresses.
boost::json::object to_json(const workflows::documents::DocumentView& view);
boost::json::object to_json(const workflows::documents::RegisterRow& row);
boost::json::object to_json(const workflows::documents::Version& version);
boost::json::object to_json(const workflows::documents::SignOff& sign_off, const std::string& email);

}  // namespace provost::api
