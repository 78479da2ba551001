#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/app/route.hpp"
#include "server/web/form.hpp"
#include "workflows/cases/case.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"

namespace provost::web {

/// What the choices of a form offer.
struct FieldChoices {
  std::vector<workflows::people::Person> people;  ///< those who can sign in, by name
  std::vector<workflows::cases::CaseAttachment> attachments;
  std::vector<std::pair<std::string, std::string>> standards;  ///< names and titles
};
FieldChoices field_choices(workflows::store::Session& session,
                           std::vector<workflows::cases::CaseAttachment> attachments);

/// The fields of a form with what stands in them, for the partial case_fields.
/// `more_rows`: the table that gets empty rows added, or empty.
boost::json::array field_models(const workflows::engine::Definition& definition, const std::vector<std::string>& names,
                                const std::vector<std::string>& needed, const boost::json::object& values,
                                const FieldChoices& choices, const std::string& more_rows = "");

/// What was typed into the fields, as the engine takes it. Files are left out.
boost::json::object typed_values(const Form& form, const workflows::engine::Definition& definition,
                                 const std::vector<std::string>& names);

/// The filled fields of a case as people read them, for the partial case_values.
boost::json::array value_models(const workflows::engine::Definition& definition, const boost::json::object& values,
                                const FieldChoices& choices);
/// One value in one line, for the history.
std::string value_text(const workflows::engine::Field& field, const boost::json::value& value,
                       const FieldChoices& choices);

}  // namespace provost::web
