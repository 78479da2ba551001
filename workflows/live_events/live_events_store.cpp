#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/document_transitions.hpp"
#include "workflows/live_events/live_events.hpp"

namespace provost::workflows::live_events {

namespace {

/// What tells who looked or tried, or what they put off for themselves, and changed nothing that others see.
bool is_private(const std::string& action) {
  return action.starts_with("guest.") || action.starts_with("request.") || action.starts_with("task.");
}

/// What whoever reads a document in force may know of; the rest tells of the version that is worked on.
bool concerns_readers(const std::string& action) {
  return action == "document.became_effective" || action == "document.withdrawn_from_use" ||
         action == "document.confirmed_still_valid" || action.starts_with("document.imported");
}

}  // namespace

std::vector<LiveEvent> events_after(store::Session& session, std::int64_t sequence, std::int64_t limit) {
  std::vector<LiveEvent> events;
  for (const auto& record :
       session.select("SELECT sequence, at, action, subject FROM audit_events WHERE sequence > :after ORDER BY sequence"
                      " LIMIT :limit",
                      {sequence, limit})) {
    events.push_back({record.integer("sequence"), record.text("at"), record.text("action"), record.text("subject")});
  }
  return events;
}

EventSight::EventSight(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& actor,
                       Instant now)
    : session_(session), catalogue_(catalogue), actor_(actor), now_(now) {}

EventSight::Seen EventSight::look_up(const std::string& subject) const {
  if (const auto one = cases::find_case(session_, subject)) {
    const auto& definition = *catalogue_.version(session_, one->workflow_version_id).definition;
    return {cases::is_visible(session_, *one, definition, actor_, now_) ? "case" : "", true, false};
  }
  if (const auto document = documents::find_document(session_, subject)) {
    const auto facts = documents::lifecycle_facts(session_, *document);
    return {documents::is_visible(facts, actor_) ? "document" : "", documents::may_see_working(facts, actor_),
            !facts.working};
  }
  const bool known = subject == actor_.email || actor_.may(people::Permission::read_audit_trail);
  return {known ? "other" : "", true, false};
}

std::string EventSight::kind_seen(const LiveEvent& event) {
  if (is_private(event.action) && !actor_.may(people::Permission::read_audit_trail)) return "";
  auto found = known_.find(event.subject);
  if (found == known_.end()) found = known_.emplace(event.subject, look_up(event.subject)).first;
  const auto& seen = found->second;
  // The last approval brings a version into force at once; one before it tells of a draft.
  const bool became_effective = seen.in_force && event.action == "document.approved";
  return seen.whole || became_effective || concerns_readers(event.action) ? seen.kind : "";
}

}  // namespace provost::workflows::live_events
