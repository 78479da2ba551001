#include "server/api/standard_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/document_coverage.hpp"

namespace provost::api {

namespace {

namespace standards = workflows::standards;

json::object standard_json(const standards::PublishedStandard& published) {
  const auto& standard = *published.content;
  return {{"name", standard.name},
          {"title", standard.title},
          {"version", standard.version},
          {"origin", published.origin},
          {"clauses", standard.clauses.size()}};
}

http::Response list(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& published : call.services.standards.standards(snapshot.session())) {
    items.push_back(standard_json(published));
  }
  return list_response(call, std::move(items));
}

json::object clause_json(const standards::ClauseCoverage& row) {
  json::array documents;
  for (const auto& document : row.documents) {
    documents.push_back(json::object{{"number", document.number}, {"effective", document.effective}});
  }
  return {{"number", row.clause->number},         {"title", row.clause->title},       {"asks", row.clause->asks},
          {"assessable", row.clause->assessable}, {"maintain", row.clause->maintain}, {"retain", row.clause->retain},
          {"documents", std::move(documents)},    {"covered", row.covered},           {"missing", row.missing}};
}

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto found = call.services.standards.find_standard(snapshot.session(), call.parameter("standard"));
  if (!found) throw workflows::NotFound("There is no such standard in the library.");
  const auto coverage = standards::read_document_coverage(snapshot.session(), call.person(), *found->content);
  json::array clauses;
  for (const auto& row : coverage.clauses) clauses.push_back(clause_json(row));
  auto body = standard_json(*found);
  body["clauses"] = std::move(clauses);
  body["mandatory"] = coverage.mandatory;
  body["mandatory_missing"] = coverage.mandatory_missing;
  return json_response(200, body);
}

json::object standard_schema(json::object clauses) {
  return schema::object_of({{"name", schema::text()},
                            {"title", schema::text()},
                            {"version", schema::number()},
                            {"origin", schema::text("`shipped`, or the file it was imported from")},
                            {"clauses", std::move(clauses)}});
}

json::object clause_schema() {
  return schema::object_of(
      {{"number", schema::text()},
       {"title", schema::text()},
       {"asks", schema::text("what the clause asks for, in other words than the standard's")},
       {"assessable", schema::flag()},
       {"maintain", schema::flag()},
       {"retain", schema::flag()},
       {"documents", schema::list_of(schema::object_of({{"number", schema::text()}, {"effective", schema::flag()}}))},
       {"covered", schema::flag()},
       {"missing", schema::flag()}});
}

json::object whole_standard_schema() {
  auto whole = standard_schema(schema::list_of(clause_schema()));
  auto& properties = whole["properties"].as_object();
  properties["mandatory"] = schema::number();
  properties["mandatory_missing"] = schema::number();
  return whole;
}

}  // namespace

app::Routes standard_routes() {
  const auto everybody = app::Access::with(workflows::people::Permission::read_documents);
  const auto reading = Scope::read(Area::standards);
  return {get("/standards", everybody, reading, list,
              {.summary = "The standards of the library, each in its newest version; `clauses` is how many it has",
               .response_schema = list_schema(standard_schema(schema::number())),
               .operation = "listStandards"}),
          get("/standards/{standard}", everybody, reading, show,
              {.summary = "The clauses of a standard with the documents that name them, and which mandatory document is"
                          " missing",
               .response_schema = whole_standard_schema(),
               .operation = "getStandard"})};
}

}  // namespace provost::api
