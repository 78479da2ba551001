#include "workflows/audit_trail/audit_trail.hpp"
#include "workflows/errors.hpp"
#include "workflows/store/like_pattern.hpp"

namespace provost::workflows::audit_trail {

namespace {

AuditEvent as_event(const store::Record& record) {
  return {record.integer("sequence"), record.text("at"),     record.text("actor"),   record.text("actor_name"),
          record.text("channel"),     record.text("action"), record.text("subject"), record.text("details"),
          record.text("changes"),     record.text("hash")};
}

}  // namespace

AuditPage read_audit_trail(store::Session& session, const people::Actor& actor, const HiddenSubjects& hidden,
                           const AuditQuery& query) {
  if (!actor.may(people::Permission::read_audit_trail)) {
    throw Forbidden("Only auditors, quality managers and administrators may read the audit trail.");
  }
  if (query.limit < 1 || query.limit > 1000) throw Invalid("limit", "A page holds 1 to 1000 entries.");
  std::string where;
  auto values = hidden.values;
  if (!hidden.select.empty())
    where = " WHERE NOT ((action LIKE 'case.%' OR action IN ('request.refused', 'guest.visited')) AND subject IN (" +
            hidden.select + "))";
  const auto add = [&](const std::string& condition, store::Value value) {
    where += (where.empty() ? " WHERE " : " AND ") + condition;
    values.push_back(std::move(value));
  };
  if (!query.actor.empty()) add("actor = :actor", query.actor);
  if (!query.subject.empty()) add("subject = :subject", query.subject);
  if (!query.action.empty()) add("action LIKE :action ESCAPE '\\'", store::pattern_of_beginning(query.action));
  if (query.from) add("at >= :from_day", to_text(*query.from));
  if (query.until) add("at < :until_day", to_text(Day{std::chrono::sys_days{*query.until} + std::chrono::days(1)}));

  AuditPage page;
  page.total = session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM audit_events" + where, values);
  if (query.before) add("sequence < :before", *query.before);
  values.emplace_back(query.limit + 1);
  for (const auto& record :
       session.select("SELECT * FROM audit_events" + where + " ORDER BY sequence DESC LIMIT :limit", values)) {
    if (static_cast<std::int64_t>(page.events.size()) == query.limit) {
      page.next = page.events.back().sequence;
      break;
    }
    page.events.push_back(as_event(record));
  }
  return page;
}

std::vector<AuditEvent> document_history(store::Session& session, const std::string& number, std::int64_t limit) {
  std::vector<AuditEvent> events;
  for (const auto& record : session.select(
           "SELECT * FROM audit_events WHERE subject = :subject AND action LIKE 'document.%' ORDER BY sequence DESC"
           " LIMIT :limit",
           {number, limit})) {
    events.push_back(as_event(record));
  }
  return events;
}

std::int64_t newest_sequence(store::Database& database) {
  // One statement is a snapshot by itself: no transaction is needed around it.
  return newest_sequence(database.borrow().session());
}

std::int64_t newest_sequence(store::Session& session) {
  return session.number("SELECT COALESCE(MAX(sequence), 0) AS sequence FROM audit_events");
}

void AuditRecorder::record(const store::AuditActor& actor, store::AuditEntry entry) {
  store::WriteTransaction transaction(database_, clock_);
  transaction.record(actor, std::move(entry));
  transaction.commit();
}

}  // namespace provost::workflows::audit_trail
