#pragma once

#include "workflows/cases/case.hpp"
#include "workflows/engine/duration.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// Gives a case that entered a state its tasks and timers, and ends those of the state it left. Sets the case's due
/// date; the caller writes the case.
void enter_state(store::WriteTransaction& transaction, Case& one, const engine::Definition& definition,
                 const engine::WorkingCalendar& calendar);

/// Brings dates that hang on fields up to date after fields changed within a state. Sets the case's due date; the
/// caller writes the case.
void refresh_terms(store::WriteTransaction& transaction, Case& one, const engine::Definition& definition,
                   const engine::WorkingCalendar& calendar);

/// When something that repeats happens next after `now`, having happened first at `first`.
Instant repeated_after(Instant first, const engine::Duration& every, Instant now,
                       const engine::WorkingCalendar& calendar);

/// When the next rung of the escalation ladder is told of a task that is due at an instant: the person on the day, the
/// owner after 2 working days, quality managers after 5, leadership after 10. nullopt after the last.
std::optional<Instant> next_escalation(Instant due_at, std::int64_t rungs_told,
                                       const engine::WorkingCalendar& calendar);

}  // namespace provost::workflows::cases
