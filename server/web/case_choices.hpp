#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"

namespace provost::web {

/// The workflows of which there can be cases, for a select.
boost::json::array workflow_options(const std::vector<workflows::cases::WorkflowVersion>& workflows,
                                    const std::string& chosen);
/// The states of a workflow, for a select.
boost::json::array state_options(const workflows::engine::Definition& definition, const std::string& chosen);
/// The people who can sign in, for a select; `except` is left out.
boost::json::array people_options(workflows::store::Session& session, const std::string& chosen,
                                  const std::string& except = "");

}  // namespace provost::web
