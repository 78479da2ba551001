#include <algorithm>
#include <map>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_work.hpp"

namespace provost::workflows::cases {

namespace {

/// Open tasks (`t`) of these people, and those open to everybody with one of the roles.
Where open_tasks(const Values& people, const people::Roles& roles) {
  const auto names = names_of(roles);
  std::string text = "(t.person_id IN (" + places(people.size()) + ")";
  Values values = people;
  if (!names.empty()) {
    text += " OR (t.person_id IS NULL AND t.role IN (" + places(names.size()) + "))";
    values.insert(values.end(), names.begin(), names.end());
  }
  Where where;
  where.add("t.is_open = 1");
  where.add(text + ")", values);
  return where;
}

Where tasks_for(const people::Actor& actor, const std::vector<people::Person>& others, bool only_overdue, Instant now) {
  auto where = open_tasks(ids_of(actor, others), actor.roles);
  if (only_overdue) where.add("t.due_at <= ?", {to_text(now)});
  return where;
}

std::int64_t count(store::Session& session, const Where& where) {
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM case_tasks t" + where.text(), where.values());
}

}  // namespace

CaseTaskPage read_tasks(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                        std::int64_t offset, std::int64_t limit, Instant now, bool only_overdue) {
  const auto others = represented(session, actor, now);
  std::map<std::int64_t, std::string> names;
  for (const auto& person : others) names[person.id] = person.name;
  const auto where = tasks_for(actor, others, only_overdue, now);
  CaseTaskPage page;
  page.total = count(session, where);
  auto values = where.values();
  values.emplace_back(std::clamp<std::int64_t>(limit, 1, 10'000));
  values.emplace_back(std::max<std::int64_t>(offset, 0));
  for (const auto& record : session.select(
           "SELECT t.id, t.title, t.why, t.due_at, t.created_at, t.person_id, t.role, c.case_key,"
           " c.title AS case_title, c.workflow_version_id FROM case_tasks t JOIN cases c ON c.id = t.case_id" +
               where.text() + " ORDER BY t.due_at NULLS LAST, t.id LIMIT :limit OFFSET :offset",
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
  return count(session, tasks_for(actor, represented(session, actor, now), only_overdue, now));
}

std::int64_t waiting_tasks(store::Session& session, const people::Actor& actor, std::int64_t most) {
  const auto where = open_tasks({actor.person_id}, actor.roles);
  auto values = where.values();
  values.emplace_back(most);
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (SELECT 1 AS found FROM case_tasks t" +
                            where.text() + " LIMIT :most) AS counted",
                        values);
}

}  // namespace provost::workflows::cases
