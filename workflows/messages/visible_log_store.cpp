#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/document_transitions.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/visible_log.hpp"

namespace provost::workflows::messages {

bool leave_visible(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& reader,
                   Outgoing& message, Instant now) {
  bool known = true;
  if (message.case_id) {
    const auto one = cases::find_case(session, *message.case_id);
    known = one && cases::is_visible(session, *one, *catalogue.version(session, one->workflow_version_id).definition,
                                     reader, now);
  } else if (message.document_id) {
    const auto document = documents::find_document(session, *message.document_id);
    known = document && documents::is_visible(documents::lifecycle_facts(session, *document), reader);
  } else if (message.channel_id == mail_channel && message.person_id != reader.person_id) {
    // News for one person without a subject that could be asked for, e.g. who stands in for them.
    known = message.event == digest || message.event == channel_paused;
  }
  if (!known) {
    message.text.clear();
    message.outcome.clear();
  }
  return known && (message.channel_id != mail_channel || message.person_id == reader.person_id);
}

}  // namespace provost::workflows::messages
