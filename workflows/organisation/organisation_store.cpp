#include "workflows/organisation/organisation_service.hpp"

namespace provost::workflows::organisation {

std::optional<Organisation> find_organisation(store::Session& session) {
  const auto record = session.first("SELECT identifier, name, time_zone FROM organisation WHERE id = 1");
  if (!record) return std::nullopt;
  return Organisation{record->text("identifier"), record->text("name"), record->text("time_zone")};
}

std::vector<Department> list_departments(store::Session& session) {
  std::vector<Department> departments;
  for (const auto& record :
       session.select("SELECT d.id, d.name, CAST(COUNT(p.id) AS BIGINT) AS people FROM departments d LEFT JOIN people p"
                      " ON p.department_id = d.id AND p.disabled = 0 GROUP BY d.id, d.name ORDER BY d.name")) {
    departments.push_back({record.integer("id"), record.text("name"), record.integer("people")});
  }
  return departments;
}

Beginnings beginnings(store::Session& session) {
  return {session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM departments") > 0,
          session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM people") > 1,
          session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM documents") > 0};
}

}  // namespace provost::workflows::organisation
