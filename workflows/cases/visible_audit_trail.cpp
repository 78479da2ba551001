#include "workflows/cases/visible_audit_trail.hpp"

#include "workflows/cases/case_conditions.hpp"

namespace provost::workflows::cases {

audit_trail::AuditPage read_audit_trail(store::Session& session, const WorkflowCatalogue& catalogue,
                                        const people::Actor& actor, const audit_trail::AuditQuery& query, Instant now) {
  return audit_trail::read_audit_trail(session, actor, subjects_hidden_from(session, catalogue, actor, now), query);
}

}  // namespace provost::workflows::cases
