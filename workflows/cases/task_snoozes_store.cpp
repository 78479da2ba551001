#include <algorithm>

#include "workflows/cases/case_store.hpp"
#include "workflows/cases/task_snoozes.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/organisation/working_calendar.hpp"

namespace provost::workflows::cases {

namespace {

std::optional<Instant> latest_until(const std::optional<store::Record>& record) {
  return record ? std::optional(parse_instant(record->text("snoozed_until"))) : std::nullopt;
}

/// A case or a document by what people call it.
struct Subject {
  std::optional<std::int64_t> case_id;
  std::optional<std::int64_t> document_id;
  std::string name;
};

Subject find_subject(store::Session& session, const std::string& name) {
  Subject subject;
  subject.name = name;
  if (const auto one = find_case(session, name)) {
    subject.case_id = one->id;
    subject.name = one->key;
  } else if (const auto document = documents::find_document(session, name)) {
    subject.document_id = document->id;
    subject.name = document->number;
  }
  return subject;
}

std::optional<store::Record> find_row(store::Session& session, std::int64_t person_id, const Subject& subject) {
  if (subject.case_id) {
    return session.first("SELECT id, snoozed_until FROM task_snoozes WHERE person_id = :person AND case_id = :case_id",
                         {person_id, *subject.case_id});
  }
  if (!subject.document_id) return std::nullopt;
  return session.first(
      "SELECT id, snoozed_until FROM task_snoozes WHERE person_id = :person AND document_id = :document",
      {person_id, *subject.document_id});
}

/// What waits for the person there, put off or not.
struct Waiting {
  std::optional<std::int64_t> task_id;
  std::string text;
};

std::optional<Waiting> what_waits(store::Session& session, const WorkflowCatalogue& catalogue,
                                  const people::Actor& actor, const Subject& subject, Instant now) {
  if (subject.case_id) {
    const auto found = tasks_in_case(session, catalogue, actor, *subject.case_id, now);
    if (found.empty()) return std::nullopt;
    return Waiting{found.front().task_id, subject.name + " " + found.front().case_title + ": " + found.front().title};
  }
  const auto calendar = organisation::present_calendar(session);
  for (const auto& task : documents::tasks_of(session, actor, day_in_zone(now, calendar.time_zone))) {
    if (task.number == subject.name) return Waiting{std::nullopt, task.number + " " + task.title + ": " + task.what};
  }
  return std::nullopt;
}

Day plus(Day day, int days) {
  return Day{std::chrono::sys_days{day} + std::chrono::days(days)};
}

Day working_day_from(Day day, const engine::WorkingCalendar& calendar) {
  const Day last = plus(day, static_cast<int>(longest_snooze.count()));
  while (!calendar.is_working_day(day) && day < last) day = plus(day, 1);
  return day;
}

}  // namespace

std::vector<Snooze> snoozes_of(store::Session& session, std::int64_t person_id, Instant now) {
  std::vector<Snooze> list;
  for (const auto& record : session.select(
           "SELECT case_id, document_id, snoozed_at, snoozed_until FROM task_snoozes WHERE person_id = :person AND"
           " snoozed_until > :now ORDER BY id",
           {person_id, to_text(now)})) {
    list.push_back({record.optional_integer("case_id"), record.optional_integer("document_id"),
                    parse_instant(record.text("snoozed_at")), parse_instant(record.text("snoozed_until"))});
  }
  return list;
}

std::optional<Instant> snoozed_until(store::Session& session, std::int64_t person_id, std::int64_t case_id,
                                     Instant task_since, Instant now) {
  return latest_until(
      session.first("SELECT snoozed_until FROM task_snoozes WHERE person_id = :person AND case_id = :case_id AND"
                    " snoozed_until > :now AND snoozed_at >= :since",
                    {person_id, case_id, to_text(now), to_text(task_since)}));
}

std::optional<Instant> document_snoozed_until(store::Session& session, std::int64_t person_id, std::int64_t document_id,
                                              std::optional<Instant> task_since, Instant now) {
  return latest_until(
      session.first("SELECT snoozed_until FROM task_snoozes WHERE person_id = :person AND document_id = :document AND"
                    " snoozed_until > :now AND snoozed_at >= :since",
                    {person_id, document_id, to_text(now), task_since ? to_text(*task_since) : std::string()}));
}

Day snooze_day(std::string_view choice, Day today, const engine::WorkingCalendar& calendar) {
  if (choice == "tomorrow") return working_day_from(plus(today, 1), calendar);
  if (choice == "next_week") {
    const auto weekday = std::chrono::weekday(std::chrono::sys_days{today}).iso_encoding();
    return working_day_from(plus(today, 8 - static_cast<int>(weekday)), calendar);
  }
  const auto day = parse_day(choice);
  if (!day) throw Invalid("until", "Please say until when as a day, for example " + to_text(plus(today, 7)) + ".");
  if (*day <= today) throw Invalid("until", "Please choose a day after today.");
  if (std::chrono::sys_days{*day} - std::chrono::sys_days{today} > longest_snooze) {
    throw Invalid("until", "A task can be put off for at most 60 days.");
  }
  return *day;
}

Day SnoozeService::snooze(const people::Actor& actor, const std::string& name, const std::string& choice) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto subject = find_subject(session, name);
  const auto waiting = subject.case_id || subject.document_id
                           ? what_waits(session, catalogue_, actor, subject, transaction.now())
                           : std::nullopt;
  // The same answer whether it exists or not, as it may be closed to them.
  if (!waiting) throw NotFound("Nothing waits for you there.");
  const auto calendar = organisation::present_calendar(session);
  const auto day = snooze_day(choice, day_in_zone(transaction.now(), calendar.time_zone), calendar);
  const auto until = start_of_day(day, calendar.time_zone);
  store::Row row{{"snoozed_at", to_text(transaction.now())}, {"snoozed_until", to_text(until)}};
  if (const auto present = find_row(session, actor.person_id, subject)) {
    transaction.update("task_snoozes", present->integer("id"), row);
  } else {
    row.insert(row.begin(), {{"person_id", actor.person_id},
                             {"case_id", store::nullable(subject.case_id)},
                             {"document_id", store::nullable(subject.document_id)}});
    transaction.insert("task_snoozes", row);
  }
  messages::remind_at(transaction,
                      {messages::reminder, actor.person_id, subject.case_id, waiting->task_id, subject.document_id,
                       waiting->text, "", false},
                      until);
  transaction.record(actor.audit(), {"task.snoozed", subject.name, {{"until", to_text(day)}}});
  transaction.commit();
  return day;
}

void SnoozeService::wake(const people::Actor& actor, const std::string& name) {
  store::WriteTransaction transaction(database_, clock_);
  const auto subject = find_subject(transaction.session(), name);
  const auto present = find_row(transaction.session(), actor.person_id, subject);
  if (!present || parse_instant(present->text("snoozed_until")) <= transaction.now()) {
    throw NotFound("Nothing of yours is put off there.");
  }
  transaction.update("task_snoozes", present->integer("id"), {{"snoozed_until", to_text(transaction.now())}});
  transaction.record(actor.audit(), {"task.woken", subject.name, {}});
  transaction.commit();
}

}  // namespace provost::workflows::cases
