#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/engine/duration.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// How far ahead a task can be put off.
inline constexpr std::chrono::days longest_snooze{60};

/// A person's tasks in one case or document, put off: until then they stand in no list of theirs and nobody reminds
/// them. Dates stay as they are, and others are told of what is overdue as ever. A task that came later is not put off.
struct Snooze {
  std::optional<std::int64_t> case_id;
  std::optional<std::int64_t> document_id;
  Instant since{};
  Instant until{};
};

/// What a person has put off and is not back yet.
std::vector<Snooze> snoozes_of(store::Session& session, std::int64_t person_id, Instant now);
/// Until when a person has put off a task in a case that they got at an instant; nullopt: they have not.
std::optional<Instant> snoozed_until(store::Session& session, std::int64_t person_id, std::int64_t case_id,
                                     Instant task_since, Instant now);
/// The same for what they must do about a document.
std::optional<Instant> document_snoozed_until(store::Session& session, std::int64_t person_id, std::int64_t document_id,
                                              std::optional<Instant> task_since, Instant now);

/// The day that “tomorrow” (the next working day), “next_week” (the first working day of it) or a day as “2026-12-01”
/// means; throws Invalid for the field `until` for anything else.
Day snooze_day(std::string_view choice, Day today, const engine::WorkingCalendar& calendar);

/// Puts tasks off and takes them back. Thread-safe.
class SnoozeService {
 public:
  SnoozeService(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue)
      : database_(database), clock_(clock), catalogue_(catalogue) {}

  /// `subject`: the key of a case or the number of a document in which something waits for the person. On the day they
  /// are reminded once, by their own way. `choice` as in snooze_day(). Returns the day. Throws NotFound when nothing
  /// waits for them there, Invalid for a day that is not ahead or too far.
  Day snooze(const people::Actor& actor, const std::string& subject, const std::string& choice);
  /// Shows it among their tasks again. Throws NotFound when it is not put off.
  void wake(const people::Actor& actor, const std::string& subject);

 private:
  store::Database& database_;
  const Clock& clock_;
  const WorkflowCatalogue& catalogue_;
};

}  // namespace provost::workflows::cases
