#include <algorithm>
#include <map>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_work.hpp"

namespace provost::workflows::cases {

namespace {

/// Open tasks of people, and those open to everybody with a role. Two queries put together, because each finds its
/// tasks by an index of its own; with an OR instead, SQLite reads the open tasks of everybody.
class OpenTasks {
 public:
  OpenTasks(store::Session& session, const people::Actor& actor, const std::vector<people::Person>& others,
            const std::optional<Instant>& due_until) {
    const auto people = ids_of(actor, others);
    Where own;
    own.add("person_id IN (" + places(people.size()) + ") AND is_open = 1", people);
    if (due_until) own.add("due_at <= ?", {to_text(*due_until)});
    leave_out_exclusions(session, actor, "case_id", own);
    text_ = selected(own);
    values_ = own.values();
    if (actor.roles.empty()) return;
    Where of_roles("r");
    const auto names = names_of(actor.roles);
    // Not “IS NULL”, which would be an invitation to go through the tasks of every role.
    of_roles.add("role IN (" + places(names.size()) + ") AND is_open = 1 AND COALESCE(person_id, 0) = 0", names);
    if (due_until) of_roles.add("due_at <= ?", {to_text(*due_until)});
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
  std::string text_;
  Values values_;
};

OpenTasks tasks_for(store::Session& session, const people::Actor& actor, const std::vector<people::Person>& others,
                    bool only_overdue, Instant now) {
  return {session, actor, others, only_overdue ? std::optional(now) : std::nullopt};
}

std::int64_t count(store::Session& session, const OpenTasks& tasks) {
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (" + tasks.text() + ") AS own", tasks.values());
}

}  // namespace

CaseTaskPage read_tasks(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                        std::int64_t offset, std::int64_t limit, Instant now, bool only_overdue) {
  const auto others = represented(session, actor, now);
  std::map<std::int64_t, std::string> names;
  for (const auto& person : others) names[person.id] = person.name;
  const auto tasks = tasks_for(session, actor, others, only_overdue, now);
  CaseTaskPage page;
  page.total = count(session, tasks);
  auto values = tasks.values();
  values.emplace_back(std::clamp<std::int64_t>(limit, 1, 10'000));
  values.emplace_back(std::max<std::int64_t>(offset, 0));
  // Ordered by what no index is kept in: offered its order, SQLite would walk everybody's open tasks by their dates.
  for (const auto& record :
       session.select("SELECT t.id, t.title, t.why, t.due_at, t.created_at, t.person_id, t.role, c.case_key,"
                      " c.title AS case_title, c.workflow_version_id FROM (SELECT * FROM (" +
                          tasks.text() +
                          ") AS own ORDER BY COALESCE(due_at, '9'), id LIMIT :limit OFFSET :offset) AS t"
                          " JOIN cases c ON c.id = t.case_id ORDER BY COALESCE(t.due_at, '9'), t.id",
                      std::move(values))) {
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
    page.rows.push_back(std::move(row));
  }
  return page;
}

std::int64_t count_tasks(store::Session& session, const people::Actor& actor, Instant now, bool only_overdue) {
  return count(session, tasks_for(session, actor, represented(session, actor, now), only_overdue, now));
}

std::int64_t waiting_tasks(store::Session& session, const people::Actor& actor, std::int64_t most) {
  const OpenTasks tasks(session, actor, {}, std::nullopt);
  auto values = tasks.values();
  values.emplace_back(most);
  return session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (SELECT id FROM (" + tasks.text() + ") AS own LIMIT :most) AS counted",
      std::move(values));
}

}  // namespace provost::workflows::cases
