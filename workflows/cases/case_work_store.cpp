#include <algorithm>
#include <map>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_work.hpp"
#include "workflows/cases/task_snoozes.hpp"

namespace provost::workflows::cases {

namespace {

/// Open tasks of people, and those open to everybody with a role. Two queries put together, because each finds its
/// tasks by an index of its own; with an OR instead, SQLite reads the open tasks of everybody.
class OpenTasks {
 public:
  OpenTasks(store::Session& session, const people::Actor& actor, const std::vector<people::Person>& others,
            WorkView view, Instant now, std::optional<std::int64_t> only_case = std::nullopt)
      : view_(view), now_(now), only_case_(only_case) {
    puts_off_ = !snoozes_of(session, actor.person_id, now).empty();
    const auto people = ids_of(actor, others);
    Where own;
    own.add("person_id IN (" + places(people.size()) + ") AND is_open = 1", people);
    narrow(actor, own);
    leave_out_exclusions(session, actor, "case_id", own);
    text_ = selected(own);
    values_ = own.values();
    if (actor.roles.empty()) return;
    Where of_roles("r");
    const auto names = names_of(actor.roles);
    // Not “IS NULL”, which would be an invitation to go through the tasks of every role.
    of_roles.add("role IN (" + places(names.size()) + ") AND is_open = 1 AND COALESCE(person_id, 0) = 0", names);
    narrow(actor, of_roles);
    leave_out_exclusions(session, actor, "case_id", of_roles);
    text_ += " UNION ALL " + selected(of_roles);
    const auto more = of_roles.values();
    values_.insert(values_.end(), more.begin(), more.end());
  }
  const std::string& text() const { return text_; }
  Values values() const { return values_; }

 private:
  static std::string selected(const Where& where) {
    return "SELECT id, case_id, title, why, due_at, created_at, person_id, role FROM case_tasks" + where.text();
  }
  void narrow(const people::Actor& actor, Where& where) const {
    if (only_case_) {
      where.add("case_id = ?", {*only_case_});
      return;
    }
    if (view_ == WorkView::overdue) where.add("due_at <= ?", {to_text(now_)});
    const bool put_off = view_ == WorkView::snoozed;
    // Few people put anything off, and for the others each task is spared the question.
    if (!puts_off_ && !put_off) return;
    where.add(std::string(put_off ? "" : "NOT ") +
                  "EXISTS (SELECT 1 FROM task_snoozes z WHERE z.person_id = ? AND z.case_id = case_tasks.case_id AND"
                  " z.snoozed_until > ? AND z.snoozed_at >= case_tasks.created_at)",
              {actor.person_id, to_text(now_)});
  }

  WorkView view_;
  Instant now_;
  std::optional<std::int64_t> only_case_;
  bool puts_off_ = false;
  std::string text_;
  Values values_;
};

std::int64_t count(store::Session& session, const OpenTasks& tasks) {
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (" + tasks.text() + ") AS own", tasks.values());
}

/// Ordered by what no index is kept in: offered its order, SQLite would walk everybody's open tasks by their dates.
const store::ListOrder& task_order() {
  static const store::ListOrder order({{"COALESCE(due_at, '9')"}, {"id", false, true}});
  return order;
}

/// Which part of the tasks a page shows.
struct Part {
  std::int64_t offset = 0;
  std::optional<store::ListPlace> after = {};
  std::int64_t limit = 0;
};

CaseTaskPage read_page(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                       const std::vector<people::Person>& others, const OpenTasks& tasks, const Part& part,
                       Instant now) {
  std::map<std::int64_t, std::string> names;
  for (const auto& person : others) names[person.id] = person.name;
  CaseTaskPage page;
  page.total = count(session, tasks);
  const auto limit = std::clamp<std::int64_t>(part.limit, 1, 10'000);
  auto values = tasks.values();
  std::string rest;
  if (part.after) {
    // The values of the tasks come first in the statement, so these follow them.
    Where after("p");
    const auto [condition, place] = task_order().after(*part.after);
    after.add(condition, place);
    rest = after.text();
    values.insert(values.end(), place.begin(), place.end());
  }
  values.emplace_back(limit + 1);
  values.emplace_back(part.after ? 0 : std::max<std::int64_t>(part.offset, 0));
  for (const auto& record :
       session.select("SELECT t.id, t.title, t.why, t.due_at, t.created_at, t.person_id, t.role, c.case_key,"
                      " c.id AS case_id, c.title AS case_title, c.workflow_version_id FROM (SELECT * FROM (" +
                          tasks.text() + ") AS own" + rest + " ORDER BY " + task_order().text() +
                          " LIMIT :limit OFFSET :offset) AS t"
                          " JOIN cases c ON c.id = t.case_id ORDER BY COALESCE(t.due_at, '9'), t.id",
                      std::move(values))) {
    if (static_cast<std::int64_t>(page.rows.size()) == limit) {
      page.next = place_of(page.rows.back());
      break;
    }
    CaseTaskRow row;
    row.task_id = record.integer("id");
    row.key = record.text("case_key");
    row.case_title = record.text("case_title");
    row.workflow_title = catalogue.version(session, record.integer("workflow_version_id")).definition->title;
    row.title = record.text("title");
    row.why = record.text("why");
    row.due_at = optional_instant(record, "due_at");
    row.created_at = parse_instant(record.text("created_at"));
    const auto person = record.optional_integer("person_id");
    if (!person) {
      const auto role = people::parse_role(record.optional_text("role").value_or(""));
      row.role = role ? std::string(people::label(*role)) : "";
    } else if (*person != actor.person_id) {
      row.for_name = names[*person];
    }
    row.overdue = row.due_at && *row.due_at <= now;
    row.snoozed_until = snoozed_until(session, actor.person_id, record.integer("case_id"), row.created_at, now);
    page.rows.push_back(std::move(row));
  }
  return page;
}

}  // namespace

CaseTaskPage read_tasks(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                        std::int64_t offset, std::int64_t limit, Instant now, WorkView view) {
  const auto others = represented(session, actor, now);
  return read_page(session, catalogue, actor, others, OpenTasks(session, actor, others, view, now), {offset, {}, limit},
                   now);
}

CaseTaskPage read_tasks_after(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                              const store::ListPlace& after, std::int64_t limit, Instant now, WorkView view) {
  const auto others = represented(session, actor, now);
  return read_page(session, catalogue, actor, others, OpenTasks(session, actor, others, view, now), {0, after, limit},
                   now);
}

store::ListPlace place_of(const CaseTaskRow& task) {
  return {task.due_at ? to_text(*task.due_at) : "9", task.task_id};
}

std::int64_t count_tasks(store::Session& session, const people::Actor& actor, Instant now, WorkView view) {
  return count(session, OpenTasks(session, actor, represented(session, actor, now), view, now));
}

std::vector<CaseTaskRow> tasks_in_case(store::Session& session, const WorkflowCatalogue& catalogue,
                                       const people::Actor& actor, std::int64_t case_id, Instant now) {
  constexpr std::int64_t most = 200;
  const auto others = represented(session, actor, now);
  const OpenTasks tasks(session, actor, others, WorkView::waiting, now, case_id);
  return read_page(session, catalogue, actor, others, tasks, {0, {}, most}, now).rows;
}

std::int64_t waiting_tasks(store::Session& session, const people::Actor& actor, std::int64_t most, Instant now) {
  const OpenTasks tasks(session, actor, {}, WorkView::waiting, now);
  auto values = tasks.values();
  values.emplace_back(most);
  return session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (SELECT id FROM (" + tasks.text() + ") AS own LIMIT :most) AS counted",
      std::move(values));
}

}  // namespace provost::workflows::cases
