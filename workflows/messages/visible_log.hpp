#pragma once

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/messages/outbox.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::messages {

/// Takes out of a message what somebody who looks after channels may not know: the words about a case or a document
/// that is closed to them, and for whom it is. Answers whether they may read what was sent: to a person, that is theirs
/// alone.
bool leave_visible(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& reader,
                   Outgoing& message, Instant now);

/// Throws NotFound unless somebody may know of a message, so that they do not send again what they cannot see.
void require_known(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& reader,
                   std::int64_t message_id, Instant now);

}  // namespace provost::workflows::messages
