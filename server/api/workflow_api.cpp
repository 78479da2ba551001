#include <boost/json.hpp>

#include "server/api/case_api.hpp"
#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schemas.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/engine/export.hpp"

namespace provost::api {

namespace {

using app::Access;
using app::Call;
using workflows::people::Area;
using workflows::people::Scope;
namespace cases = workflows::cases;
namespace engine = workflows::engine;
namespace json = boost::json;

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

}  // namespace

app::Routes workflow_routes() {
  const auto reading = Scope::read(Area::cases);
  return {get("/workflows", Access::signed_in(), reading, list,
              {.summary = "The workflows, each in its newest version",
               .response_schema = list_schema(workflow_schema()),
               .operation = "listWorkflows"}),
          get("/workflows/{workflow}", Access::signed_in(), reading, show,
              {.summary = "A workflow with its form, versions and machine",
               .response_schema = workflow_details_schema(),
               .operation = "getWorkflow"})};
}

}  // namespace provost::api
