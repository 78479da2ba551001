#include <boost/json.hpp>

#include "server/api/body_file.hpp"
#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "server/api/standard_api.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/clauses_elsewhere.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::api {

namespace {

namespace standards = workflows::standards;
using standards::ChangeKind;

constexpr std::size_t versions_told = 100;

http::Response import(const Call& call) {
  const auto file_name = text_parameter(call.request, "file_name");
  if (file_name.empty()) throw workflows::Invalid("file_name", "Name the file: ?file_name=outline.yaml");
  const auto file = whole_body(call.request);
  json::array items;
  for (const auto& part : call.services.standard_imports.import(
           Authority::of(call.person()), standards::read_library_file(file.path(), file_name), file_name)) {
    items.push_back(json::object{{"kind", part.kind},
                                 {"name", part.name},
                                 {"title", part.title},
                                 {"version", part.version},
                                 {"changed", part.changed}});
  }
  return list_response(call, std::move(items), 201);
}

/// What the field `change` of a body says: change, add or remove.
ChangeKind change_kind(BodyReader& body) {
  const auto text = body.text("change", true);
  if (text == "add") return ChangeKind::add;
  if (text == "remove") return ChangeKind::remove;
  if (text != "change" && !text.empty()) body.problem("change", "This is change, add or remove.");
  return ChangeKind::change;
}

std::int64_t compulsory_version(BodyReader& body) {
  const auto version = body.optional_number("version");
  if (!version) body.problem("version", "Name the version on which the change was decided.");
  return version.value_or(0);
}

http::Response change_clause(const Call& call) {
  BodyReader body(call.request);
  standards::ClauseChange change;
  change.kind = change_kind(body);
  change.number = call.parameter("number");
  change.clause.number = body.text("new_number");
  change.clause.title = body.text("title");
  change.clause.asks = body.text("asks");
  change.clause.maintain = body.optional_flag("maintain").value_or(false);
  change.clause.retain = body.optional_flag("retain").value_or(false);
  change.clause.assessable = !body.optional_flag("heading").value_or(false);
  change.version = compulsory_version(body);
  change.reason = body.text("reason", true);
  body.finish();
  const auto version =
      call.services.standard_imports.change(Authority::of(call.person()), call.parameter("standard"), change);
  return json_response(200, {{"standard", call.parameter("standard")}, {"version", version}});
}

http::Response show_clause(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto& name = call.parameter("standard");
  const auto& number = call.parameter("number");
  const auto versions = call.services.standards.standard_versions(session, name, versions_told);
  if (versions.empty()) throw workflows::NotFound("There is no such standard in the library.");
  const auto* clause = versions.front().content->find(number);
  if (clause == nullptr) throw workflows::NotFound(versions.front().content->title + " has no such clause.");
  json::array history, elsewhere;
  for (const auto* version : standards::versions_that_changed(versions, number)) {
    const auto* then = version->content->find(number);
    history.push_back(json::object{{"version", version->content->version},
                                   {"origin", version->origin},
                                   {"published_at", workflows::to_text(version->published_at)},
                                   {"title", then->title},
                                   {"asks", then->asks}});
  }
  const auto all = standards::clauses_elsewhere(session, call.services.standards, name);
  if (const auto found = all.find(number); found != all.end()) {
    for (const auto& other : found->second) {
      elsewhere.push_back(json::object{{"standard", other.standard_name},
                                       {"number", other.number},
                                       {"relationship", to_text(other.relationship)},
                                       {"provenance", other.provenance}});
    }
  }
  json::object body{{"standard", name},
                    {"version", versions.front().content->version},
                    {"number", clause->number},
                    {"title", clause->title},
                    {"asks", clause->asks},
                    {"heading", !clause->assessable},
                    {"maintain", clause->maintain},
                    {"retain", clause->retain}};
  body["elsewhere"] = std::move(elsewhere);
  body["history"] = std::move(history);
  return json_response(200, body);
}

json::object clause_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of(
      {{"standard", text()},
       {"version", number()},
       {"number", text()},
       {"title", text()},
       {"asks", text()},
       {"heading", flag()},
       {"maintain", flag()},
       {"retain", flag()},
       {"elsewhere",
        list_of(
            object_of({{"standard", text()}, {"number", text()}, {"relationship", text()}, {"provenance", text()}}))},
       {"history", list_of(object_of({{"version", number()},
                                      {"origin", text()},
                                      {"published_at", text()},
                                      {"title", text()},
                                      {"asks", text()}}))}});
}

json::object mapping_json(const standards::PublishedMapping& published) {
  const auto& mapping = *published.content;
  return {{"name", mapping.name}, {"title", mapping.title},     {"from", mapping.from},
          {"to", mapping.to},     {"version", mapping.version}, {"origin", published.origin}};
}

http::Response list_mappings(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& published : call.services.standards.mappings(snapshot.session())) {
    items.push_back(mapping_json(published));
  }
  return list_response(call, std::move(items));
}

http::Response show_mapping(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto versions =
      call.services.standards.mapping_versions(snapshot.session(), call.parameter("mapping"), versions_told);
  if (versions.empty()) throw workflows::NotFound("There is no such mapping in the library.");
  json::array rows, told;
  for (const auto& row : versions.front().content->rows) {
    rows.push_back(json::object{{"from", row.from},
                                {"to", row.to},
                                {"relationship", to_text(row.relationship)},
                                {"provenance", row.provenance}});
  }
  for (const auto& version : versions) {
    told.push_back(json::object{{"version", version.content->version},
                                {"origin", version.origin},
                                {"published_at", workflows::to_text(version.published_at)}});
  }
  auto body = mapping_json(versions.front());
  body["rows"] = std::move(rows);
  body["versions"] = std::move(told);
  return json_response(200, body);
}

http::Response change_row(const Call& call) {
  BodyReader body(call.request);
  standards::RowChange change;
  change.kind = change_kind(body);
  change.row.from = body.text("from", true);
  change.row.to = body.text("to", true);
  const auto text = body.text("relationship", change.kind != ChangeKind::remove);
  if (const auto relationship = standards::parse_relationship(text)) {
    change.row.relationship = *relationship;
  } else if (!text.empty()) {
    body.problem("relationship", "This is equal, subset, superset or intersect.");
  }
  change.row.provenance = body.text("provenance");
  change.version = compulsory_version(body);
  change.reason = body.text("reason", true);
  body.finish();
  const auto version =
      call.services.standard_imports.change(Authority::of(call.person()), call.parameter("mapping"), change);
  return json_response(200, {{"mapping", call.parameter("mapping")}, {"version", version}});
}

json::object mapping_schema(bool whole) {
  using namespace schema;  // NOLINT: the words of JSON Schema
  std::vector<std::pair<std::string, json::object>> properties{
      {"name", text()}, {"title", text()}, {"from", text()}, {"to", text()}, {"version", number()}, {"origin", text()}};
  if (whole) {
    properties.emplace_back("rows",
                            list_of(object_of({{"from", text()},
                                               {"to", text()},
                                               {"relationship", one_of({"equal", "subset", "superset", "intersect"})},
                                               {"provenance", text()}})));
    properties.emplace_back("versions",
                            list_of(object_of({{"version", number()}, {"origin", text()}, {"published_at", text()}})));
  }
  return object_of(std::move(properties));
}

json::object clause_change_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"change", one_of({"change", "add", "remove"})},
                    {"new_number", text("of the clause that is added, after the one in the address")},
                    {"title", text()},
                    {"asks", text("what it asks for, in other words than the standard's")},
                    {"maintain", flag()},
                    {"retain", flag()},
                    {"heading", flag()},
                    {"version", number()},
                    {"reason", text("kept with the version")}},
                   {"change", "version", "reason"});
}

json::object row_change_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"change", one_of({"change", "add", "remove"})},
                    {"from", text("number of a clause")},
                    {"to", text("number of a clause")},
                    {"relationship", one_of({"equal", "subset", "superset", "intersect"})},
                    {"provenance", text("who says so, or why")},
                    {"version", number()},
                    {"reason", text("kept with the version")}},
                   {"change", "from", "to", "version", "reason"});
}

}  // namespace

app::Routes library_routes() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto everybody = Access::with(workflows::people::Permission::read_documents);
  const auto managers = Access::with(workflows::people::Permission::manage_documents);
  const auto reading = Scope::read(Area::standards);
  const auto writing = Scope::write(Area::standards);
  return {with_file(post("/standards", managers, writing, import,
                         {.summary = "Bring in a library file: its bytes are the body; our own YAML, CISO Assistant,"
                                     " OSCAL, CSV or a workbook",
                          .query = {{"file_name", "Name of the file"}},
                          .response_schema = list_schema(object_of({{"kind", one_of({"standard", "mapping"})},
                                                                    {"name", text()},
                                                                    {"title", text()},
                                                                    {"version", number()},
                                                                    {"changed", flag()}})),
                          .success_status = 201,
                          .operation = "importLibrary"}),
                    standards::largest_library),
          get("/standards/{standard}/clauses/{number...}", managers, reading, show_clause,
              {.summary = "A clause with the versions that changed it, and what says the same in other standards",
               .response_schema = clause_schema(),
               .operation = "getClause"}),
          post("/standards/{standard}/clauses/{number...}", managers, writing, change_clause,
               {.summary = "Change, remove, or add after it, a clause of an outline: a new version of it",
                .request_schema = clause_change_schema(),
                .response_schema = object_of({{"standard", text()}, {"version", number()}}),
                .operation = "changeClause"}),
          get("/mappings", everybody, reading, list_mappings,
              {.summary = "How standards of the library stand to each other",
               .response_schema = list_schema(mapping_schema(false)),
               .operation = "listMappings"}),
          get("/mappings/{mapping}", everybody, reading, show_mapping,
              {.summary = "A mapping with its rows and versions",
               .response_schema = mapping_schema(true),
               .operation = "getMapping"}),
          post("/mappings/{mapping}/rows", managers, writing, change_row,
               {.summary = "Change, remove or add a row of a mapping: a new version of it",
                .request_schema = row_change_schema(),
                .response_schema = object_of({{"mapping", text()}, {"version", number()}}),
                .operation = "changeMappingRow"})};
}

}  // namespace provost::api
