#pragma once

#include <boost/json/object.hpp>

namespace provost::api {

// JSON Schemas (2020-12) of what the API takes and gives, for the API description.
boost::json::object new_document_schema();
boost::json::object details_schema();
boost::json::object draft_schema();
boost::json::object transition_schema();
boost::json::object reassignment_schema();
boost::json::object document_schema();
boost::json::object document_row_schema();
boost::json::object version_schema();
boost::json::object diff_schema();
boost::json::object audit_event_schema();
boost::json::object problem_schema();
/// {items, total, next} of the given item.
boost::json::object list_schema(boost::json::object item);

}  // namespace provost::api
