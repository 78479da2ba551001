#pragma once

#include <string>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::cases {

/// Throws Invalid for the field `target` unless a case may lead there: a document that exists, a case that the person
/// may know of, or any clause. `kind`: "document", "clause" or "case".
void require_link_target(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                         const std::string& kind, const std::string& target, Instant now);

}  // namespace provost::workflows::cases
