#include <boost/json.hpp>

#include "server/api/case_api.hpp"
#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/engine/comparison.hpp"
#include "workflows/engine/export.hpp"

namespace provost::api {

namespace {

namespace cases = workflows::cases;
namespace engine = workflows::engine;

http::Response list(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& version : call.services.catalogue.newest(snapshot.session())) {
    auto item = to_json(version);
    item["may_open"] = cases::may_open(*version.definition, call.person());
    items.push_back(std::move(item));
  }
  return list_response(call, std::move(items));
}

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto newest = call.services.catalogue.newest(snapshot.session(), call.parameter("workflow"));
  const auto& definition = *newest.definition;
  auto body = to_json(newest);
  body["may_open"] = cases::may_open(definition, call.person());
  json::array opening, versions;
  auto asks = definition.opening_asks;
  for (const auto& name : definition.opening_needs) {
    if (std::find(asks.begin(), asks.end(), name) == asks.end()) asks.push_back(name);
  }
  for (const auto& name : asks) {
    auto field = to_json(*definition.find_field(name));
    field["required"] = std::find(definition.opening_needs.begin(), definition.opening_needs.end(), name) !=
                        definition.opening_needs.end();
    opening.push_back(std::move(field));
  }
  for (const auto& version : call.services.catalogue.versions(snapshot.session(), definition.name)) {
    versions.push_back(
        json::object{{"version", version.number},
                     {"origin", version.origin},
                     {"published_at", workflows::to_text(version.published_at)},
                     {"open_cases", cases::count_visible(snapshot.session(), call.services.catalogue, call.person(),
                                                         version.id, call.services.clock.now())}});
  }
  if (const auto document = cases::document_of_workflow(snapshot.session(), definition.name)) {
    body["document"] = *document;
  } else {
    body["document"] = nullptr;
  }
  body["opening"] = std::move(opening);
  body["versions"] = std::move(versions);
  body["machine"] = engine::as_json(definition);
  body["text"] = engine::as_text(definition);
  body["mermaid"] = engine::as_mermaid(definition);
  body["source"] = definition.source;
  return json_response(200, body);
}

/// The workflow that a route names; it must be there.
std::string named_workflow(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  return call.services.catalogue.newest(snapshot.session(), call.parameter("workflow")).definition->name;
}

/// What is wrong with a text as a workflow, or what it changes.
http::Response check(const Call& call) {
  BodyReader body(call.request);
  const auto text = body.text("definition", true);
  const auto workflow = body.text("workflow");
  body.finish();
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto reading = call.services.workflow_documents.read(session, text, workflow);
  json::array problems, changes;
  for (const auto& problem : reading.problems) {
    problems.push_back(json::object{{"line", problem.line}, {"message", problem.message}});
  }
  if (reading.problems.empty()) {
    for (const auto& version : call.services.catalogue.newest(session)) {
      if (version.definition->name != reading.definition.name) continue;
      for (const auto& change : engine::differences(*version.definition, reading.definition)) {
        changes.emplace_back(change);
      }
    }
  }
  json::object answer{{"workflow", reading.definition.name}};
  answer["problems"] = std::move(problems);
  answer["changes"] = std::move(changes);
  return json_response(200, answer);
}

http::Response begin_document(const Call& call, const std::string& workflow) {
  BodyReader body(call.request);
  workflows::documents::NewDocument document;
  document.type = std::string(call.services.workflow_documents.document_type());
  document.content.markdown = body.text("definition", true);
  document.change_description = body.text("change_description");
  document.details.owner = body.text("owner");
  document.details.reviewers = body.texts("reviewers");
  document.details.approvers = body.texts("approvers");
  body.finish();
  if (!workflow.empty()) {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    call.services.workflow_documents.require_fit(snapshot.session(), document.content.markdown, workflow);
  }
  const auto number = call.services.documents.create(call.person(), document);
  auto response = json_response(201, {{"number", number}});
  response.fields.set("Location", "/api/v1/documents/" + number);
  return response;
}

json::object new_definition_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"definition", text("YAML")},
                    {"change_description", text()},
                    {"owner", text("e-mail address; the caller without it")},
                    {"reviewers", list_of(text())},
                    {"approvers", list_of(text())}},
                   {"definition"});
}

}  // namespace

app::Routes workflow_routes() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto reading = Scope::read(Area::cases);
  const auto writing = Scope::write(Area::documents);
  const auto author = Access::with(workflows::people::Permission::create_documents);
  const std::uint64_t text_limit = std::uint64_t{1024} * 1024;
  return {
      get("/workflows", Access::signed_in(), reading, list,
          {.summary = "The workflows, each in its newest version",
           .response_schema = list_schema(workflow_schema()),
           .operation = "listWorkflows"}),
      get("/workflows/{workflow}", Access::signed_in(), reading, show,
          {.summary = "A workflow with its form, versions and machine",
           .response_schema = workflow_details_schema(),
           .operation = "getWorkflow"}),
      post("/workflow-checks", author, reading, check,
           {.summary = "Tell what is wrong with a text as a workflow, or what it changes",
            .request_schema =
                object_of({{"definition", text("YAML")}, {"workflow", text("the one it must be")}}, {"definition"}),
            .response_schema = object_of({{"workflow", text()},
                                          {"problems", list_of(object_of({{"line", number()}, {"message", text()}}))},
                                          {"changes", list_of(text())}}),
            .operation = "checkWorkflow"},
           text_limit),
      post(
          "/workflows", author, writing, [](const Call& call) { return begin_document(call, ""); },
          {.summary = "Begin a new workflow: a controlled document of it, which takes effect when it is approved",
           .request_schema = new_definition_schema(),
           .response_schema = object_of({{"number", text("of the document")}}),
           .success_status = 201,
           .operation = "createWorkflow"},
          text_limit),
      post(
          "/workflows/{workflow}/changes", author, writing,
          [](const Call& call) { return begin_document(call, named_workflow(call)); },
          {.summary = "Begin to change a workflow of the program; one that is a document already is changed there",
           .request_schema = new_definition_schema(),
           .response_schema = object_of({{"number", text("of the document")}}),
           .success_status = 201,
           .operation = "changeWorkflow"},
          text_limit)};
}

}  // namespace provost::api
