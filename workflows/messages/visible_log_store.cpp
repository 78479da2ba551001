#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/document_transitions.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_log.hpp"
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
  const bool readable = known && (message.channel_id != mail_channel || message.person_id == reader.person_id);
  if (!known) {
    message.text.clear();
    message.outcome.clear();
    message.person_id.reset();
  }
  return readable;
}

void require_known(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& reader,
                   std::int64_t message_id, Instant now) {
  auto message = find_message(session, message_id);
  if (message) leave_visible(session, catalogue, reader, *message, now);
  if (!message || message->text.empty()) throw NotFound("There is no such message.");
}

}  // namespace provost::workflows::messages
