#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_steps.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/case_terms.hpp"
#include "workflows/cases/case_timers.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/people_store.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

namespace {

constexpr std::int64_t most_at_once = 500;

std::vector<std::int64_t> due_ids(store::Database& database, const char* sql, Instant now) {
  const store::ReadSnapshot snapshot(database);
  std::vector<std::int64_t> ids;
  for (const auto& record : snapshot.session().select(sql, {to_text(now), most_at_once})) {
    ids.push_back(record.integer("id"));
  }
  return ids;
}

void finish(store::WriteTransaction& transaction, std::int64_t timer_id, bool fired, const std::string& outcome) {
  transaction.update("case_timers", timer_id,
                     {{"pending", std::int64_t{0}},
                      {"outcome", outcome},
                      {"fired_at", fired ? store::Value{to_text(transaction.now())} : store::Value{nullptr}}});
}

std::set<std::int64_t> people_to_tell(store::Session& session, const std::vector<engine::Who>& whom, const Case& one,
                                      Day today) {
  std::set<std::int64_t> people;
  for (const auto& who : whom) {
    people.merge(who.kind == engine::Who::Kind::role ? people_with_role(session, who.name, today)
                                                     : people_meant(session, who, one));
  }
  if (people.empty()) people.insert(one.owner_id);
  return people;
}

void tell_of_timer(store::WriteTransaction& transaction, const Case& one, const engine::Definition& definition,
                   const engine::Timer& timer, const engine::WorkingCalendar& calendar) {
  const auto& state = definition.state(one.state);
  auto text = one.key + " " + one.title + ": " + (state.task ? state.task->title : state.title);
  if (one.due_at) {
    const auto last_day = day_in_zone(*one.due_at - std::chrono::milliseconds(1), calendar.time_zone);
    text += *one.due_at <= transaction.now() ? " (was due " : " (due ";
    text += in_words(last_day) + ")";
  }
  const auto today = people::today_at(transaction.session(), transaction.now());
  for (const auto person : people_to_tell(transaction.session(), timer.remind, one, today)) {
    tell_of_case(transaction, person, one.id, "reminder", text);
  }
}

const char* name_of_rung(std::int64_t rungs_told) {
  static constexpr std::array<const char*, 4> names{"whoever has the task", "the owner", "quality managers",
                                                    "leadership"};
  return names.at(static_cast<std::size_t>(std::clamp<std::int64_t>(rungs_told, 1, 4) - 1));
}

/// The ladder: who has the task, the owner, quality managers, leadership.
std::set<std::int64_t> people_on_rung(store::Session& session, const CaseTask& task, const Case& one, Day today) {
  switch (task.escalation) {
    case 0:
      return task.person_id ? std::set{*task.person_id} : people_with_role(session, task.role.value_or(""), today);
    case 1:
      return {one.owner_id};
    case 2:
      return people_with_role(session, people::to_text(people::Role::quality_manager), today);
    default:
      return people_with_role(session, people::to_text(people::Role::leadership), today);
  }
}

void repeat(store::WriteTransaction& transaction, const Case& one, const engine::Timer& timer, Instant first,
            const engine::WorkingCalendar& calendar) {
  transaction.insert("case_timers",
                     {{"case_id", one.id},
                      {"timer", timer.name},
                      {"state", one.state},
                      {"due_at", to_text(repeated_after(first, *timer.every, transaction.now(), calendar))},
                      {"armed_at", to_text(transaction.now())},
                      {"pending", std::int64_t{1}},
                      {"outcome", std::string()},
                      {"fired_at", nullptr}});
}

}  // namespace

SweepReport CaseTimers::sweep() {
  SweepReport report;
  for (const auto id : due_ids(database_,
                               "SELECT id FROM case_timers WHERE pending = 1 AND due_at <= :now ORDER BY due_at, id"
                               " LIMIT :most",
                               clock_.now())) {
    const auto result = fire(id);
    if (result == Result::fired) ++report.fired;
    if (result == Result::dropped) ++report.dropped;
  }
  for (const auto id : due_ids(database_,
                               "SELECT id FROM case_tasks WHERE is_open = 1 AND escalates_at <= :now"
                               " ORDER BY escalates_at, id LIMIT :most",
                               clock_.now())) {
    if (escalate(id)) ++report.escalated;
  }
  return report;
}

CaseTimers::Result CaseTimers::fire(std::int64_t timer_id) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto record =
      session.first("SELECT case_id, timer, state, due_at FROM case_timers WHERE id = :id AND pending = 1", {timer_id});
  if (!record || parse_instant(record->text("due_at")) > transaction.now()) return Result::gone;
  auto one = find_case(session, record->integer("case_id"));
  if (!one) throw std::logic_error("a timer without its case");
  const auto version = catalogue_.version(session, one->workflow_version_id);
  const auto& definition = *version.definition;
  const engine::Timer* timer = nullptr;
  for (const auto& candidate : definition.timers) {
    if (candidate.name == record->text("timer")) timer = &candidate;
  }
  const auto drop = [&](const std::string& why) {
    finish(transaction, timer_id, false, why);
    transaction.record(people::system_actor(),
                       {"case.timer_dropped", one->key, {{"timer", record->text("timer")}, {"why", why}}});
    transaction.commit();
    return Result::dropped;
  };
  if (timer == nullptr || one->state != record->text("state")) return drop("the case has moved on");

  const auto calendar = organisation::present_calendar(session);
  if (timer->event.empty()) {
    finish(transaction, timer_id, true, "reminded");
    tell_of_timer(transaction, *one, definition, *timer, calendar);
    if (timer->every) repeat(transaction, *one, *timer, parse_instant(record->text("due_at")), calendar);
    transaction.record(people::system_actor(), {"case.reminded", one->key, {{"timer", timer->name}}});
    transaction.commit();
    return Result::fired;
  }
  engine::Outcome outcome;
  try {
    const auto situation = situation_of(session, *one, acting_program(), facts_, transaction.now());
    // Steps that lead back ask why; here it is the time.
    outcome = engine::step(definition, catalogue_.registry(), situation,
                           {timer->event, {}, "Its time came (" + timer->name + ").", false},
                           directory_of(session, one->id, people::today_at(session, transaction.now())));
  } catch (const DomainError& error) {
    // Refused by the workflow itself: somebody must know that what was planned does not happen.
    tell_of_case(transaction, one->owner_id, one->id, "timer",
                 one->key + " " + one->title + ": the planned step did not happen. " + error.what());
    return drop(error.what());
  }
  // Before the step: entering a state ends all timers that are pending.
  finish(transaction, timer_id, true, "fired");
  CaseSteps(transaction, catalogue_, facts_).write(*one, definition, outcome, StepActor::program());
  tell_of_case(transaction, one->owner_id, one->id, "timer",
               one->key + " " + one->title +
                   (one->state == record->text("state")
                        ? ": “" + outcome.steps.front().title + "” happened, as its time came."
                        : " is now “" + definition.state(one->state).title + "”: its time came."));
  transaction.record(people::system_actor(), {"case.timer_fired", one->key, {{"timer", timer->name}}});
  transaction.commit();
  return Result::fired;
}

bool CaseTimers::escalate(std::int64_t task_id) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  auto task = find_task(session, task_id);
  if (!task || !task->escalates_at || *task->escalates_at > transaction.now()) return false;
  const auto one = find_case(session, task->case_id);
  if (!one) throw std::logic_error("a task without its case");
  const auto calendar = organisation::present_calendar(session);
  const auto today = people::today_at(session, transaction.now());
  // After a time without the server the rungs in between are left out: whoever has the task is told, and the highest
  // rung that is due and has somebody on it.
  std::set<std::int64_t> people, highest;
  while (task->escalates_at && *task->escalates_at <= transaction.now()) {
    auto rung = without_those_kept_out(session, one->id, people_on_rung(session, *task, *one, today));
    if (task->escalation == 0) {
      people = std::move(rung);
    } else if (!rung.empty()) {
      highest = std::move(rung);
    }
    ++task->escalation;
    task->escalates_at = next_escalation(*task->due_at, task->escalation, calendar);
  }
  people.merge(highest);
  update_task(transaction, *task);
  const auto last_day = day_in_zone(*task->due_at - std::chrono::milliseconds(1), calendar.time_zone);
  for (const auto person : people) {
    tell_of_case(transaction, person, one->id, "overdue",
                 one->key + " " + one->title + ": “" + task->title + "” was due on " + in_words(last_day) + ".");
  }
  transaction.record(people::system_actor(),
                     {"case.escalated", one->key, {{"task", task->title}, {"told", name_of_rung(task->escalation)}}});
  transaction.commit();
  return true;
}

}  // namespace provost::workflows::cases
