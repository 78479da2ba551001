#pragma once

#include "workflows/audit_trail/audit_trail.hpp"
#include "workflows/cases/workflow_catalogue.hpp"

namespace provost::workflows::cases {

/// The audit trail as a person may read it: without the entries about confidential cases that are closed to them, so
/// that nobody learns from the trail who complained about what. Throws Forbidden for somebody without the permission.
audit_trail::AuditPage read_audit_trail(store::Session& session, const WorkflowCatalogue& catalogue,
                                        const people::Actor& actor, const audit_trail::AuditQuery& query, Instant now);

}  // namespace provost::workflows::cases
