#pragma once

#include <boost/json/object.hpp>

#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_register.hpp"
#include "workflows/cases/case_work.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/cases/saved_filters.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/notices/notices.hpp"

namespace provost::api {

// Cases as the API gives them; people are named by e-mail address, times are UTC.
boost::json::object to_json(const workflows::cases::CaseView& view);
boost::json::object to_json(const workflows::cases::CaseRow& row);
boost::json::object to_json(const workflows::cases::CaseTaskRow& row);
/// Something that waits for somebody, in a case or in a document.
boost::json::object to_json(const workflows::cases::WorkItem& item);
boost::json::object to_json(const workflows::cases::HistoryEntry& entry);
boost::json::object to_json(const workflows::cases::Delegation& delegation);
boost::json::object to_json(const workflows::notices::Notice& notice);
boost::json::object to_json(const workflows::cases::SavedFilter& filter);
boost::json::object to_json(const workflows::engine::Field& field);
/// A workflow as a list shows it.
boost::json::object to_json(const workflows::cases::WorkflowVersion& version);

}  // namespace provost::api
