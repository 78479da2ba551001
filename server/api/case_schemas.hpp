#pragma once

#include <boost/json/object.hpp>

namespace provost::api {

// JSON Schemas (2020-12) of cases, tasks and workflows, for the API description.
boost::json::object new_case_schema();
boost::json::object case_schema();
boost::json::object case_row_schema();
boost::json::object case_transition_schema();
boost::json::object case_history_schema();
boost::json::object case_comment_schema();
boost::json::object case_link_schema();
boost::json::object case_owner_schema();
boost::json::object case_title_schema();
boost::json::object task_person_schema();
boost::json::object attachment_schema();
boost::json::object task_schema();
boost::json::object work_schema();
boost::json::object notice_schema();
boost::json::object delegation_schema();
boost::json::object saved_filter_schema();
boost::json::object new_saved_filter_schema();
boost::json::object new_delegation_schema();
boost::json::object workflow_schema();
boost::json::object workflow_details_schema();

/// A task on the day on which it is due.
boost::json::object calendar_entry_schema();

}  // namespace provost::api
