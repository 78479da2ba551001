#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/case_terms.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/people/people_store.hpp"

namespace provost::workflows::cases {

namespace {

constexpr std::size_t most_told_of_a_role = 10;

constexpr std::array<std::int64_t, 4> ladder_working_days{0, 2, 5, 10};

std::optional<Day> day_in(const Case& one, const std::string& field) {
  const auto* value = one.fields.if_contains(field);
  return value != nullptr && value->is_string() ? parse_day(value->get_string()) : std::nullopt;
}

Day day_after(Day day) {
  return Day{std::chrono::sys_days{day} + std::chrono::days(1)};
}

std::optional<Instant> due_of(const engine::StateTask& task, const Case& one, const engine::WorkingCalendar& calendar) {
  if (task.due_field) {
    if (auto day = day_in(one, *task.due_field)) {
      if (task.ahead) day = engine::earlier_day(*day, *task.ahead, calendar);
      return start_of_day(day_after(*day), calendar.time_zone);
    }
  }
  if (task.due) return engine::end_of(one.entered_at, *task.due, calendar);
  return std::nullopt;
}

std::optional<Instant> due_of(const engine::Timer& timer, const Case& one, const engine::WorkingCalendar& calendar) {
  if (!timer.at) return engine::end_of(one.entered_at, timer.after.value(), calendar);
  auto day = day_in(one, *timer.at);
  if (!day) return std::nullopt;
  if (timer.before) day = engine::earlier_day(*day, *timer.before, calendar);
  if (timer.after) day = engine::later_day(*day, *timer.after, calendar);
  // A step that waits for a day happens when it begins.
  return start_of_day(*day, calendar.time_zone);
}

void add_tasks(store::WriteTransaction& transaction, const Case& one, const engine::State& state,
               const engine::WorkingCalendar& calendar) {
  CaseTask task;
  task.case_id = one.id;
  task.state = state.name;
  task.title = state.task->title;
  task.why = state.task->why;
  task.due_at = due_of(*state.task, one, calendar);
  task.created_at = transaction.now();
  if (task.due_at) task.escalates_at = next_escalation(*task.due_at, 0, calendar);
  std::set<std::int64_t> persons;
  std::set<std::string> roles;
  // One after the other: the first who is named has the task, so that nobody waits for somebody else to begin.
  for (const auto& who : state.task->by) {
    if (who.kind == engine::Who::Kind::role) {
      roles.insert(who.name);
    } else {
      persons = people_meant(transaction.session(), who, one);
    }
    if (!persons.empty() || !roles.empty()) break;
  }
  // Nobody is named yet: somebody must know of it, and that is the owner.
  if (persons.empty() && roles.empty()) persons.insert(one.owner_id);
  const auto today = people::today_at(transaction.session(), transaction.now());
  const auto tell = [&](std::optional<std::int64_t> person, std::int64_t id, bool to_channels) {
    messages::announce(transaction, {messages::task_assigned, person, one.id, id, std::nullopt,
                                     one.key + " " + one.title + ": " + task.title, one.workflow, to_channels});
  };
  const auto add = [&] {
    const auto id = insert_task(transaction, task);
    tell(task.person_id, id, true);
    return id;
  };
  for (const auto person : persons) {
    task.person_id = person;
    add();
  }
  task.person_id.reset();
  for (const auto& role : roles) {
    task.role = role;
    const auto id = add();
    // Anybody of a few may take it, so each is told; of a crowd everybody would leave it to somebody else.
    const auto holders =
        without_those_kept_out(transaction.session(), one.id, people_with_role(transaction.session(), role, today));
    if (holders.size() > most_told_of_a_role) continue;
    for (const auto person : holders) tell(person, id, false);
  }
  add_case_people(transaction, one.id, persons);
}

/// A task that only people could do who are kept out of the case goes to leadership, so that it is not left lying.
void hand_up_tasks(store::WriteTransaction& transaction, const Case& one) {
  auto& session = transaction.session();
  const auto today = people::today_at(session, transaction.now());
  const auto leadership = std::string(people::to_text(people::Role::leadership));
  for (auto task : open_tasks_of(session, one.id)) {
    const auto holders =
        task.person_id ? std::set{*task.person_id} : people_with_role(session, task.role.value_or(""), today);
    if (holders.empty() || !without_those_kept_out(session, one.id, holders).empty()) continue;
    task.person_id.reset();
    task.role = leadership;
    update_task(transaction, task);
  }
}

bool fired_already(store::WriteTransaction& transaction, const Case& one, const std::string& timer, Instant due) {
  return transaction.session().number(
             "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM case_timers WHERE case_id = :case_id"
             " AND timer = :timer AND due_at = :due_at AND fired_at IS NOT NULL",
             {one.id, timer, to_text(due)}) > 0;
}

/// When a timer is to fire next; nullopt: not at all. A date that several states share is told once, not again in each
/// of them, unless the timer repeats.
std::optional<Instant> next_firing(store::WriteTransaction& transaction, const engine::Timer& timer, const Case& one,
                                   const engine::WorkingCalendar& calendar) {
  auto due = due_of(timer, one, calendar);
  if (!due || !timer.at || !fired_already(transaction, one, timer.name, *due)) return due;
  if (!timer.every) return std::nullopt;
  return repeated_after(*due, *timer.every, transaction.now(), calendar);
}

void arm_timer(store::WriteTransaction& transaction, const Case& one, const engine::Timer& timer, Instant due) {
  transaction.insert("case_timers", {{"case_id", one.id},
                                     {"timer", timer.name},
                                     {"state", one.state},
                                     {"due_at", to_text(due)},
                                     {"armed_at", to_text(transaction.now())},
                                     {"pending", std::int64_t{1}},
                                     {"outcome", std::string()},
                                     {"fired_at", nullptr}});
}

bool runs_in(const engine::Timer& timer, const std::string& state) {
  return std::find(timer.in.begin(), timer.in.end(), state) != timer.in.end();
}

void arm_timers(store::WriteTransaction& transaction, const Case& one, const engine::Definition& definition,
                const engine::WorkingCalendar& calendar) {
  for (const auto& timer : definition.timers) {
    if (!runs_in(timer, one.state)) continue;
    // A step must happen in each state that waits for it, also when the same date led to one before.
    const auto due =
        timer.event.empty() ? next_firing(transaction, timer, one, calendar) : due_of(timer, one, calendar);
    if (due) arm_timer(transaction, one, timer, *due);
  }
}

void disarm_timers(store::WriteTransaction& transaction, const Case& one) {
  for (const auto& record :
       transaction.session().select("SELECT id FROM case_timers WHERE case_id = :case_id AND pending = 1", {one.id})) {
    transaction.update("case_timers", record.integer("id"),
                       {{"pending", std::int64_t{0}}, {"outcome", std::string("no longer needed")}});
  }
}

void set_due(store::WriteTransaction& transaction, Case& one) {
  one.due_at.reset();
  for (const auto& task : open_tasks_of(transaction.session(), one.id)) {
    if (task.due_at && (!one.due_at || *task.due_at < *one.due_at)) one.due_at = task.due_at;
  }
}

}  // namespace

Instant repeated_after(Instant first, const engine::Duration& every, Instant now,
                       const engine::WorkingCalendar& calendar) {
  const auto zone = std::string_view(calendar.time_zone);
  auto day = day_in_zone(first, zone);
  auto next = first;
  // Each repetition is counted from the one before; what was missed while the server was down is left out.
  while (next <= now) {
    if (every.unit == engine::Duration::Unit::hours) {
      next += std::chrono::hours(std::max<std::int64_t>(every.amount, 1));
      continue;
    }
    day = engine::later_day(day, every.amount > 0 ? every : engine::Duration{1, every.unit}, calendar);
    next = start_of_day(day, zone);
  }
  return next;
}

std::optional<Instant> next_escalation(Instant due_at, std::int64_t rungs_told,
                                       const engine::WorkingCalendar& calendar) {
  if (rungs_told >= static_cast<std::int64_t>(ladder_working_days.size())) return std::nullopt;
  const auto days = ladder_working_days[static_cast<std::size_t>(rungs_told)];
  if (days == 0) return due_at;
  // due_at is the first moment after the last day; the day it ended is the one before.
  return engine::end_of(due_at - std::chrono::milliseconds(1), {days, engine::Duration::Unit::working_days}, calendar);
}

void enter_state(store::WriteTransaction& transaction, Case& one, const engine::Definition& definition,
                 const engine::WorkingCalendar& calendar) {
  for (const auto& task : open_tasks_of(transaction.session(), one.id)) close_task(transaction, task.id);
  disarm_timers(transaction, one);
  const auto& state = definition.state(one.state);
  if (state.task && !state.final) add_tasks(transaction, one, state, calendar);
  hand_up_tasks(transaction, one);
  arm_timers(transaction, one, definition, calendar);
  set_due(transaction, one);
}

void refresh_terms(store::WriteTransaction& transaction, Case& one, const engine::Definition& definition,
                   const engine::WorkingCalendar& calendar) {
  const auto& state = definition.state(one.state);
  hand_up_tasks(transaction, one);
  if (state.task) {
    for (auto task : open_tasks_of(transaction.session(), one.id)) {
      const auto due = due_of(*state.task, one, calendar);
      if (task.due_at == due) continue;
      task.due_at = due;
      task.escalation = 0;
      task.escalates_at = due ? next_escalation(*due, 0, calendar) : std::nullopt;
      update_task(transaction, task);
    }
  }
  for (const auto& timer : definition.timers) {
    if (!timer.at || !runs_in(timer, one.state)) continue;
    const auto due = next_firing(transaction, timer, one, calendar);
    const auto pending = transaction.session().first(
        "SELECT id, due_at FROM case_timers WHERE case_id = :case_id AND timer = :timer AND pending = 1",
        {one.id, timer.name});
    if (pending && due && pending->text("due_at") == to_text(*due)) continue;
    if (pending) {
      transaction.update("case_timers", pending->integer("id"),
                         {{"pending", std::int64_t{0}}, {"outcome", std::string("the date was changed")}});
    }
    if (due) arm_timer(transaction, one, timer, *due);
  }
  set_due(transaction, one);
}

}  // namespace provost::workflows::cases
