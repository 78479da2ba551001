#pragma once

#include "workflows/engine/registry.hpp"

namespace provost::workflows::engine {

/// Guards that look at the fields of the case itself.
void add_field_guards(Registry& registry);
/// Guards that look at people, time, attachments and the cases that belong to this one, and the guard `fact`.
void add_case_guards(Registry& registry);

/// Guards that compare the people whom several fields name.
void add_people_guards(Registry& registry);

/// "Root cause" for the field root_cause: its label, else its name.
std::string label_of(const Definition& definition, std::string_view field);

}  // namespace provost::workflows::engine
