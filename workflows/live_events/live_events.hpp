#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::live_events {

/// Something that changed: an entry of the audit trail, without who did it and what the values are. `sequence` rises
/// with each, so that whoever names the last one they know of misses nothing and gets nothing twice.
struct LiveEvent {
  std::int64_t sequence = 0;
  std::string at;       ///< UTC
  std::string action;   ///< "case.moved", "document.submitted"
  std::string subject;  ///< key of a case, number of a document, or what else it is about
};

/// What happened after an entry, oldest first, whoever may know of it.
std::vector<LiveEvent> events_after(store::Session& session, std::int64_t sequence, std::int64_t limit);

/// Which events one person may know of, now: those about cases and documents that they see, about themselves, and about
/// everything else when they may read the audit trail. Remembers what it looked up, so it is for one moment.
class EventSight {
 public:
  EventSight(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& actor,
             Instant now);

  /// "case", "document" or "other"; empty: the person may not know of it.
  std::string kind_seen(const LiveEvent& event);

 private:
  struct Seen {
    std::string kind;
    bool whole = true;      ///< also what concerns only those who work on it
    bool in_force = false;  ///< a document of which no version is worked on
  };
  Seen look_up(const std::string& subject) const;

  store::Session& session_;
  const cases::WorkflowCatalogue& catalogue_;
  const people::Actor& actor_;
  Instant now_;
  std::map<std::string, Seen> known_;
};

}  // namespace provost::workflows::live_events
