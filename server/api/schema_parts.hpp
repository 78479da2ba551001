#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

/// The words of JSON Schema (2020-12) of which the API description is made.
namespace provost::api::schema {

boost::json::object text(const char* description = nullptr);
boost::json::object optional_text();
boost::json::object number(const char* description = nullptr);
boost::json::object flag(const char* description = nullptr);
/// Any JSON object, e.g. the fields of a case, which depend on its workflow.
boost::json::object any_object(const char* description);
boost::json::object list_of(boost::json::object item);
boost::json::object object_of(std::vector<std::pair<std::string, boost::json::object>>&& properties,
                              const std::vector<std::string>& required = {});
/// The same object, or null.
boost::json::object or_null(boost::json::object schema);
boost::json::object one_of(const std::vector<std::string>& texts);

}  // namespace provost::api::schema
