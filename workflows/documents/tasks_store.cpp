#include <algorithm>

#include "workflows/documents/document_reading.hpp"
#include "workflows/documents/document_store.hpp"

namespace provost::workflows::documents {

namespace {

constexpr auto review_announced_before = std::chrono::days(60);

Task as_task(const store::Record& record, std::string kind) {
  Task task;
  task.kind = std::move(kind);
  task.number = record.text("number");
  task.title = record.text("title");
  task.version = to_text(VersionLabel{record.integer("major"), record.integer("minor")});
  return task;
}

void add_answers(store::Session& session, const people::Actor& actor, std::vector<Task>& tasks) {
  for (const auto& record : session.select(
           "SELECT d.number, v.title, v.major, v.minor, s.duty, s.asked_at FROM sign_offs s"
           " JOIN document_versions v ON v.id = s.version_id AND v.round = s.round"
           " JOIN documents d ON d.id = v.document_id"
           " WHERE s.person_id = :person AND s.decision = 'pending' AND s.voided_at IS NULL"
           " AND ((s.duty = 'review' AND v.state = 'in_review') OR (s.duty = 'approval' AND v.state = 'in_approval'))"
           " ORDER BY s.asked_at, s.id",
           {actor.person_id})) {
    auto task = as_task(record, record.text("duty") == "review" ? "review" : "approve");
    task.what = (task.kind == "review" ? "Review version " : "Approve version ") + task.version;
    task.since = record.text("asked_at");
    tasks.push_back(std::move(task));
  }
}

void add_drafts(store::Session& session, const people::Actor& actor, std::vector<Task>& tasks) {
  std::vector<Task> own;
  for (const auto& record : session.select(
           "SELECT d.number, v.id, v.title, v.major, v.minor, v.authors, v.saved_at FROM document_people dp"
           " JOIN documents d ON d.id = dp.document_id JOIN document_versions v ON v.id = d.working_version_id"
           " WHERE dp.person_id = :person AND v.state = 'draft' ORDER BY v.saved_at DESC LIMIT 200",
           {actor.person_id})) {
    const auto authors = ids_from_text(record.text("authors"));
    if (std::find(authors.begin(), authors.end(), actor.person_id) == authors.end()) continue;
    const auto sent_back = session.first(
        "SELECT printed_name, comment, decided_at FROM sign_offs WHERE version_id = :version AND voided_at IS NULL AND"
        " decision IN ('changes_requested', 'rejected') AND round = (SELECT round FROM document_versions WHERE id ="
        " :same) ORDER BY id DESC LIMIT 1",
        {record.integer("id"), record.integer("id")});
    auto task = as_task(record, sent_back ? "revise" : "finish");
    if (sent_back) {
      task.what = "Change version " + task.version + " as " + sent_back->text("printed_name") + " asked";
      task.comment = sent_back->text("comment");
      task.since = sent_back->optional_text("decided_at");
      tasks.push_back(std::move(task));
    } else {
      task.what = "Finish and submit version " + task.version;
      task.since = record.text("saved_at");
      own.push_back(std::move(task));
    }
  }
  tasks.insert(tasks.end(), own.begin(), own.end());
}

void add_periodic_reviews(store::Session& session, const people::Actor& actor, Day today, std::vector<Task>& tasks) {
  const Day horizon{std::chrono::sys_days{today} + review_announced_before};
  for (const auto& record :
       session.select("SELECT d.number, v.title, v.major, v.minor, d.next_review FROM documents d"
                      " JOIN document_versions v ON v.id = d.effective_version_id"
                      " WHERE d.owner_id = :person AND d.working_version_id IS NULL AND d.next_review <= :horizon"
                      " ORDER BY d.next_review LIMIT 200",
                      {actor.person_id, to_text(horizon)})) {
    auto task = as_task(record, "periodic_review");
    task.what = "Confirm that version " + task.version + " is still valid, or revise it";
    task.due = parse_day(record.text("next_review"));
    tasks.push_back(std::move(task));
  }
}

}  // namespace

std::vector<Task> tasks_of(store::Session& session, const people::Actor& actor, Day today) {
  std::vector<Task> tasks;
  add_answers(session, actor, tasks);
  add_drafts(session, actor, tasks);
  add_periodic_reviews(session, actor, today, tasks);
  std::stable_sort(tasks.begin(), tasks.end(), [today](const Task& left, const Task& right) {
    const auto overdue = [today](const Task& task) { return task.due && *task.due < today; };
    const auto rank = [&](const Task& task) { return overdue(task) ? 0 : task.kind == "finish" ? 2 : 1; };
    return rank(left) < rank(right);
  });
  return tasks;
}

std::int64_t waiting_answers(store::Session& session, const people::Actor& actor, Instant now) {
  return session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sign_offs s"
      " JOIN document_versions v ON v.id = s.version_id AND v.round = s.round"
      " WHERE s.person_id = :person AND s.decision = 'pending' AND s.voided_at IS NULL"
      " AND ((s.duty = 'review' AND v.state = 'in_review') OR (s.duty = 'approval' AND v.state = 'in_approval'))"
      " AND NOT EXISTS (SELECT 1 FROM task_snoozes z WHERE z.person_id = :same_person AND z.document_id = v.document_id"
      " AND z.snoozed_until > :now AND z.snoozed_at >= s.asked_at)",
      {actor.person_id, actor.person_id, to_text(now)});
}

std::vector<PeriodicReview> periodic_reviews_of(store::Session& session, std::int64_t document_id) {
  std::vector<PeriodicReview> reviews;
  for (const auto& record : session.select(
           "SELECT printed_name, reason, reviewed_at, next_review FROM periodic_reviews WHERE document_id = :document"
           " ORDER BY id DESC",
           {document_id})) {
    reviews.push_back({record.text("printed_name"), record.text("reason"), parse_instant(record.text("reviewed_at")),
                       parse_day(record.text("next_review")).value_or(Day{})});
  }
  return reviews;
}

}  // namespace provost::workflows::documents
