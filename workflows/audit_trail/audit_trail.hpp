#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "workflows/people/person.hpp"
#include "workflows/store/database.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::audit_trail {

/// One event as it stands in the trail.
struct AuditEvent {
  std::int64_t sequence;
  std::string at;
  std::string actor;
  std::string actor_name;
  std::string channel;
  std::string action;
  std::string subject;
  std::string details;  ///< JSON object
  std::string changes;  ///< JSON array of {table, id, before, after}
  std::string hash;
};

struct AuditQuery {
  std::string actor;    ///< e-mail address; empty: all
  std::string subject;  ///< document number or e-mail address; empty: all
  std::string action;   ///< beginning of the action, e.g. "document."; empty: all
  std::optional<Day> from;
  std::optional<Day> until;            ///< inclusive
  std::optional<std::int64_t> before;  ///< only events with a lower sequence: the next page
  std::int64_t limit = 50;             ///< 1 to 1000
};

struct AuditPage {
  std::vector<AuditEvent> events;  ///< newest first
  std::int64_t total = 0;
  std::optional<std::int64_t> next;  ///< value of `before` for the next page
};

/// Subjects of which a person may know nothing: a SELECT of their names, with its values. Empty: none.
struct HiddenSubjects {
  std::string select;
  std::vector<store::Value> values;
};

/// Entries about hidden subjects are left out, so that nobody reads in the trail what is closed to them elsewhere; a
/// caller that has cases asks cases::subjects_hidden_from() for them. Throws Forbidden for somebody without the
/// permission.
AuditPage read_audit_trail(store::Session& session, const people::Actor& actor, const HiddenSubjects& hidden,
                           const AuditQuery& query);

/// The events about one document, newest first, for its history page; the caller checked that the person may see it.
std::vector<AuditEvent> document_history(store::Session& session, const std::string& number, std::int64_t limit);

/// The number of the newest event: it rises with every change to the data, so it tells whether something kept aside is
/// still true.
std::int64_t newest_sequence(store::Database& database);
std::int64_t newest_sequence(store::Session& session);

/// Writes entries that come without a change: refusals and exports. Thread-safe.
class AuditRecorder {
 public:
  AuditRecorder(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}
  void record(const store::AuditActor& actor, store::AuditEntry entry);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::audit_trail
