#pragma once

#include "workflows/engine/registry.hpp"

namespace provost::workflows::engine {

/// Guards that look at single fields of the case.
void add_field_guards(Registry& registry);
/// Guards that look at the rows of tables.
void add_table_guards(Registry& registry);
/// Guards about dates and how long things last.
void add_date_guards(Registry& registry);
/// Guards about the person who acts and the people whom fields name.
void add_people_guards(Registry& registry);
/// Guards that look at attachments and the cases that belong to this one, and the guard `fact`.
void add_case_guards(Registry& registry);

/// "Root cause" for the field root_cause: its label, else its name.
std::string label_of(const Definition& definition, std::string_view field);

/// What is wrong with values that a definition writes down for a field: one, or a list of them; nullopt: nothing.
std::optional<std::string> check_fixed_value(const Field& field, const boost::json::value& wanted);

}  // namespace provost::workflows::engine
