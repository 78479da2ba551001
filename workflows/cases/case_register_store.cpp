#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_register.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/like_pattern.hpp"
#include "workflows/text_forms.hpp"

namespace provost::workflows::cases {

namespace {

std::int64_t person_named(store::Session& session, const people::Actor& actor, const std::string& name) {
  if (name == "me") return actor.person_id;
  const auto person = people::find_person(session, name);
  return person ? person->id : 0;
}

Where filter(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
             const CaseQuery& query, Instant now) {
  Where where;
  if (query.status == "open") {
    where.add("c.final = 0");
  } else if (query.status == "closed") {
    where.add("c.final = 1");
  } else if (query.status == "overdue") {
    where.add("c.final = 0 AND c.due_at <= ?", {to_text(now)});
  }
  if (!query.workflow.empty()) {
    where.add("c.workflow = ?", {query.workflow});
    if (!query.state.empty()) where.add("c.state = ?", {query.state});
  }
  if (!query.owner.empty()) where.add("c.owner_id = ?", {person_named(session, actor, query.owner)});
  if (!query.participant.empty()) {
    where.add("EXISTS (SELECT 1 FROM case_people q WHERE q.case_id = c.id AND q.person_id = ?)",
              {person_named(session, actor, query.participant)});
  }
  if (!query.search.empty()) {
    where.add("(c.case_key = ? OR LOWER(c.title) LIKE ? ESCAPE '\\')",
              {in_capitals(query.search), store::pattern_of_part(query.search)});
  }
  add_visibility(session, catalogue, actor, now, where);
  return where;
}

store::ListOrder order_of(const CaseQuery& query) {
  const bool descending = query.descending;
  const store::SortKey id{"c.id", descending, true};
  if (query.sort == "changed") return store::ListOrder({{"c.changed_at", descending}, id});
  if (query.sort == "opened") return store::ListOrder({id});
  if (query.sort == "title") return store::ListOrder({{"c.title", descending}, id});
  if (query.sort == "due") {
    const std::string direction = descending ? " DESC" : " ASC";
    return store::ListOrder({{"CAST(CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END AS BIGINT)", false, true},
                             {"COALESCE(c.due_at, '')", descending},
                             id},
                            "c.due_at" + direction + " NULLS LAST, c.id" + direction);
  }
  return store::ListOrder({{"c.workflow", descending}, {"c.state", descending}, id});
}

/// Rows of cases with what pages show of them; definitions are looked up once each.
class RowReader {
 public:
  RowReader(store::Session& session, const WorkflowCatalogue& catalogue) : session_(session), catalogue_(catalogue) {}

  std::vector<CaseRow> read(const Where& where, const std::string& order, std::int64_t limit) {
    std::vector<CaseRow> rows;
    for (const auto& record : select(where, "", order, limit, 0)) rows.push_back(row(record));
    return rows;
  }

  /// Adds a page of rows, and where the list goes on.
  void read(Where where, const store::ListOrder& order, const CaseQuery& query, CasePage& page) {
    if (query.after) {
      const auto [condition, values] = order.after(*query.after);
      where.add(condition, values);
    }
    const auto limit = std::clamp<std::int64_t>(query.limit, 1, 200);
    const auto offset = query.after ? 0 : std::max<std::int64_t>(query.offset, 0);
    store::ListPlace last;
    for (const auto& record : select(where, order.columns(), order.text(), limit + 1, offset)) {
      if (static_cast<std::int64_t>(page.rows.size()) == limit) {
        page.next = last;
        break;
      }
      page.rows.push_back(row(record));
      last = order.place_of(record);
    }
  }

 private:
  std::vector<store::Record> select(const Where& where, const std::string& columns, const std::string& order,
                                    std::int64_t limit, std::int64_t offset) {
    auto values = where.values();
    values.emplace_back(limit);
    values.emplace_back(offset);
    return session_.select(
        "SELECT c.id, c.case_key, c.title, c.workflow, c.workflow_version_id, c.state, c.final, c.success,"
        " c.due_at, c.opened_at, c.changed_at, o.name AS owner_name, o.email AS owner_email" +
            columns + " FROM cases c JOIN people o ON o.id = c.owner_id" + where.text() + " ORDER BY " + order +
            " LIMIT :limit OFFSET :offset",
        std::move(values));
  }

  const engine::Definition& definition(std::int64_t version_id) {
    auto found = versions_.find(version_id);
    if (found == versions_.end()) {
      found = versions_.emplace(version_id, catalogue_.version(session_, version_id)).first;
    }
    return *found->second.definition;
  }

  CaseRow row(const store::Record& record) {
    const auto& known = definition(record.integer("workflow_version_id"));
    CaseRow row;
    row.key = record.text("case_key");
    row.title = record.text("title");
    row.workflow = record.text("workflow");
    row.workflow_title = known.title;
    row.state = record.text("state");
    row.state_title = known.state(row.state).title;
    row.final = record.flag("final");
    row.success = record.flag("success");
    row.owner_name = record.text("owner_name");
    row.owner_email = record.text("owner_email");
    row.due_at = optional_instant(record, "due_at");
    row.opened_at = parse_instant(record.text("opened_at"));
    row.changed_at = parse_instant(record.text("changed_at"));
    if (const auto task = session_.first(
            "SELECT t.title, t.role, p.name FROM case_tasks t LEFT JOIN people p ON p.id = t.person_id"
            " WHERE t.case_id = :case_id AND t.is_open = 1 ORDER BY COALESCE(t.due_at, '9'), t.id LIMIT 1",
            {record.integer("id")})) {
      row.task_title = task->text("title");
      row.task_person = holder_of(*task);
    }
    return row;
  }

 public:
  /// Who has a task: the person's name, or the role's label.
  static std::string holder_of(const store::Record& task) {
    if (const auto name = task.optional_text("name")) return *name;
    const auto role = people::parse_role(task.optional_text("role").value_or(""));
    return role ? std::string(people::label(*role)) : "";
  }

 private:
  store::Session& session_;
  const WorkflowCatalogue& catalogue_;
  std::map<std::int64_t, WorkflowVersion> versions_;
};

std::int64_t count(store::Session& session, const Where& where) {
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM cases c" + where.text(), where.values());
}

BoardCard board_card(store::Session& session, const WorkflowCatalogue& catalogue, const FactSource& facts,
                     const engine::Acting& acting, CaseRow row, Instant now) {
  BoardCard card;
  card.row = std::move(row);
  const auto one = card.row.final ? std::nullopt : find_case(session, card.row.key);
  if (!one) return card;
  card.row_version = one->row_version;
  card.version = catalogue.version(session, one->workflow_version_id);
  card.steps =
      engine::explain(*card.version.definition, catalogue.registry(), situation_of(session, *one, acting, facts, now));
  std::erase_if(card.steps, [](const engine::Possibility& step) { return !step.allowed; });
  return card;
}

}  // namespace

CasePage read_cases(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                    const CaseQuery& query, Instant now) {
  check_case_query(query);
  const auto order = order_of(query);
  const auto where = filter(session, catalogue, actor, query, now);
  CasePage page;
  page.total = count(session, where);
  RowReader(session, catalogue).read(where, order, query, page);
  return page;
}

std::vector<BoardColumn> read_board(store::Session& session, const WorkflowCatalogue& catalogue,
                                    const FactSource& facts, const people::Actor& actor, const std::string& workflow,
                                    std::int64_t cards_per_column, Instant now) {
  const auto version = catalogue.newest(session, workflow);
  const auto today = day_in_zone(now, organisation::present_organisation(session).time_zone);
  const auto acting = acting_person(session, actor, today);
  std::vector<BoardColumn> columns;
  RowReader reader(session, catalogue);
  for (const auto& state : version.definition->states) {
    BoardColumn column{state.name, state.title, state.final, 0, {}};
    CaseQuery query;
    query.workflow = workflow;
    query.state = state.name;
    query.status = "any";
    const auto where = filter(session, catalogue, actor, query, now);
    column.total = count(session, where);
    if (column.total > 0) {
      const auto* order = state.final ? "c.changed_at DESC" : "c.due_at NULLS LAST, c.id";
      for (auto& row : reader.read(where, order, cards_per_column)) {
        column.cards.push_back(board_card(session, catalogue, facts, acting, std::move(row), now));
      }
    }
    columns.push_back(std::move(column));
  }
  std::stable_sort(columns.begin(), columns.end(),
                   [](const BoardColumn& left, const BoardColumn& right) { return !left.final && right.final; });
  return columns;
}

std::vector<CalendarEntry> read_calendar(store::Session& session, const WorkflowCatalogue& catalogue,
                                         const people::Actor& actor, Day first, Day last, bool only_own, Instant now) {
  const auto zone = organisation::present_organisation(session).time_zone;
  Where where;
  where.add("t.is_open = 1");
  // A term ends with its day: due_at is the first moment of the day after.
  const auto day_after = [](Day day) { return Day{std::chrono::sys_days{day} + std::chrono::days(1)}; };
  where.add("t.due_at > ? AND t.due_at <= ?",
            {to_text(start_of_day(first, zone)), to_text(start_of_day(day_after(last), zone))});
  if (only_own) {
    const auto people = ids_of(actor, represented(session, actor, now));
    where.add("t.person_id IN (" + places(people.size()) + ")", people);
  }
  add_visibility(session, catalogue, actor, now, where);
  std::vector<CalendarEntry> entries;
  for (const auto& record :
       session.select("SELECT t.title, t.due_at, t.role, p.name, c.case_key, c.title AS case_title FROM case_tasks t"
                      " JOIN cases c ON c.id = t.case_id LEFT JOIN people p ON p.id = t.person_id" +
                          where.text() + " ORDER BY t.due_at, t.id LIMIT 500",
                      where.values())) {
    const auto due = parse_instant(record.text("due_at"));
    entries.push_back({day_in_zone(due - std::chrono::milliseconds(1), zone), record.text("case_key"),
                       record.text("case_title"), record.text("title"), RowReader::holder_of(record), due <= now});
  }
  return entries;
}

}  // namespace provost::workflows::cases
