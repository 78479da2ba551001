#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "server/web/case_fields.hpp"
#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_register.hpp"

namespace provost::web {

/// The class of the badge that a case's state wears.
std::string case_badge(bool final, bool success);
/// "Due 26 November 2026" for a term that ends with that day.
std::string due_text(workflows::Instant due_at, const std::string& time_zone);

/// A case as lists and boards show it.
boost::json::object case_row_model(const workflows::cases::CaseRow& row, const std::string& time_zone,
                                   workflows::Instant now);
/// A step that is possible, as a link or, when nothing needs to be filled in, as a button.
boost::json::object step_link_model(const workflows::engine::Possibility& step, const std::string& key);
/// A case with everything on its page but the forms.
boost::json::object case_model(const workflows::cases::CaseView& view, const FieldChoices& choices,
                               const std::string& time_zone, workflows::Instant now);

}  // namespace provost::web
