#include <boost/json.hpp>

#include "workflows/cases/case_counts.hpp"

namespace provost::workflows::cases {

namespace {

using store::Value;

/// The same as counted_as() says, in the words of the database; fields are kept as JSON without blanks.
constexpr auto is_open_major =
    "final = 0 AND workflow IN ('finding', 'corrective_action') AND fields LIKE '%\"grade\":\"major\"%'"
    " AND fields NOT LIKE '%\"source\":\"certification_audit\"%'";

bool has_value(const Case& one, std::string_view field, std::string_view value) {
  const auto* found = one.fields.if_contains(field);
  return found != nullptr && found->is_string() && found->get_string() == value;
}

constexpr auto assignments_of_courses =
    "SELECT parent_id AS course_id, COUNT(*) AS assigned, SUM(CASE WHEN state IN ('completed', 'competent',"
    " 'competent_until') THEN 1 ELSE 0 END) AS completed FROM cases WHERE workflow = 'training_assignment' AND state <>"
    " 'released' AND parent_id IS NOT NULL GROUP BY parent_id";

void add_to_course(store::Session& session, const CountedAs& place, std::int64_t by) {
  if (!place.course_id) return;
  session.execute(
      "INSERT INTO course_completions (course_id, assigned, completed) VALUES (:course, 0, 0) ON CONFLICT (course_id)"
      " DO NOTHING",
      {*place.course_id});
  session.execute(
      "UPDATE course_completions SET assigned = assigned + :assigned, completed = completed + :completed WHERE "
      "course_id"
      " = :course",
      {by, place.completed ? by : 0, *place.course_id});
}

void add(store::Session& session, const CountedAs& place, std::int64_t by) {
  add_to_course(session, place, by);
  const std::vector<Value> key{place.workflow, place.state, std::int64_t{place.final}};
  session.execute(
      "INSERT INTO case_counts (workflow, state, final, n) VALUES (:workflow, :state, :final, 0)"
      " ON CONFLICT (workflow, state, final) DO NOTHING",
      key);
  session.execute(
      "UPDATE case_counts SET n = n + :change WHERE workflow = :workflow AND state = :state AND final = :final",
      {by, place.workflow, place.state, std::int64_t{place.final}});
}

std::string places(std::size_t count, std::vector<Value>& values, const std::vector<std::string>& texts) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? ":v" : ", :v") + std::to_string(i);
    values.emplace_back(texts[i]);
  }
  return text;
}

std::int64_t sum(store::Session& session, const std::string& where, std::vector<Value> values) {
  return session.number("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM case_counts WHERE " + where,
                        std::move(values));
}

}  // namespace

CountedAs counted_as(const Case& one) {
  const bool nonconformity = one.workflow == "finding" || one.workflow == "corrective_action";
  const bool assignment = one.workflow == "training_assignment" && one.state != "released";
  return {one.workflow,
          one.state,
          one.final,
          nonconformity && !one.final && has_value(one, "grade", "major") &&
              !has_value(one, "source", "certification_audit"),
          assignment ? one.parent_id : std::nullopt,
          assignment && (one.state == "completed" || one.state == "competent" || one.state == "competent_until")};
}

void count_new_case(store::Session& session, std::int64_t case_id, const CountedAs& now, const std::string& key) {
  add(session, now, 1);
  if (now.open_major) {
    session.execute("INSERT INTO open_majors (case_id, case_key) VALUES (:id, :key)", {case_id, key});
  }
}

void count_changed_case(store::Session& session, std::int64_t case_id, const CountedAs& before, const CountedAs& now,
                        const std::string& key) {
  if (before == now) return;
  add(session, before, -1);
  if (before.open_major) session.execute("DELETE FROM open_majors WHERE case_id = :id", {case_id});
  count_new_case(session, case_id, now, key);
}

void count_cases_anew(store::Session& session) {
  session.execute("DELETE FROM case_counts");
  session.execute("DELETE FROM open_majors");
  session.execute(
      "INSERT INTO case_counts (workflow, state, final, n) SELECT workflow, state, final, COUNT(*) FROM cases"
      " GROUP BY workflow, state, final");
  session.execute(std::string("INSERT INTO open_majors (case_id, case_key) SELECT id, case_key FROM cases WHERE ") +
                  is_open_major);
  session.execute("DELETE FROM course_completions");
  session.execute(std::string("INSERT INTO course_completions (course_id, assigned, completed) ") +
                  assignments_of_courses);
}

std::int64_t cases_in(store::Session& session, std::string_view workflow, const std::vector<std::string>& states) {
  std::vector<Value> values{std::string(workflow)};
  const auto list = places(states.size(), values, states);
  return sum(session, "workflow = :workflow AND state IN (" + list + ")", std::move(values));
}

std::int64_t cases_not_in(store::Session& session, std::string_view workflow, std::string_view state) {
  return sum(session, "workflow = :workflow AND state <> :state", {std::string(workflow), std::string(state)});
}

std::int64_t open_cases_of(store::Session& session, const std::vector<std::string>& workflows) {
  std::vector<Value> values;
  const auto list = places(workflows.size(), values, workflows);
  return sum(session, "final = 0 AND workflow IN (" + list + ")", std::move(values));
}

std::vector<std::string> open_majors(store::Session& session, std::int64_t limit) {
  std::vector<std::string> keys;
  for (const auto& record : session.select("SELECT case_key FROM open_majors ORDER BY case_id LIMIT :limit", {limit})) {
    keys.push_back(record.text("case_key"));
  }
  return keys;
}

std::int64_t count_open_majors(store::Session& session) {
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM open_majors");
}

std::vector<CourseCompletion> course_completions(store::Session& session) {
  std::vector<CourseCompletion> courses;
  for (const auto& record :
       session.select("SELECT c.case_key, c.title, c.state, c.fields, k.assigned, k.completed FROM course_completions k"
                      " JOIN cases c ON c.id = k.course_id WHERE c.workflow = 'training_course' AND k.assigned > 0 "
                      "ORDER BY c.id")) {
    courses.push_back({record.text("case_key"), record.text("title"), record.text("state"),
                       boost::json::parse(record.text("fields")).as_object(), record.integer("assigned"),
                       record.integer("completed")});
  }
  return courses;
}

bool counts_fit(store::Session& session) {
  const auto differing = session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (SELECT workflow, state, final, COUNT(*) AS counted FROM cases"
      " GROUP BY workflow, state, final) c LEFT JOIN case_counts k ON k.workflow = c.workflow AND k.state = c.state AND"
      " k.final = c.final WHERE k.n IS NULL OR k.n <> c.counted");
  const auto counted = session.number("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM case_counts");
  const auto cases = session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM cases");
  const auto majors =
      session.number(std::string("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM cases WHERE ") + is_open_major);
  const auto courses = session.number(
      std::string("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM (") + assignments_of_courses +
      ") c LEFT JOIN course_completions k ON k.course_id = c.course_id WHERE k.assigned IS NULL OR k.assigned <>"
      " c.assigned OR k.completed <> c.completed");
  const auto assigned = session.number(std::string("SELECT CAST(COALESCE(SUM(assigned), 0) AS BIGINT) AS n FROM (") +
                                       assignments_of_courses + ") c");
  const auto kept = session.number("SELECT CAST(COALESCE(SUM(assigned), 0) AS BIGINT) AS n FROM course_completions");
  return differing == 0 && counted == cases && majors == count_open_majors(session) && courses == 0 && assigned == kept;
}

}  // namespace provost::workflows::cases
