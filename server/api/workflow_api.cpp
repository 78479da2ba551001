#include <boost/json.hpp>

#include "server/api/case_api.hpp"
#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/json_body.hpp"
#include "server/api/schemas.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/engine/export.hpp"

namespace provost::api {

namespace {

using app::Access;
using app::Call;
using app::Surface;
using http::Method;
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
  const auto total = items.size();
  return json_response(200, {{"items", std::move(items)}, {"total", total}, {"next", nullptr}});
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
  return {{Method::get,
           "/api/v1/workflows",
           Surface::api,
           Access::signed_in(),
           list,
           0,
           false,
           {"The workflows, each in its newest version", {}, {}, list_schema(workflow_schema()), 200}},
          {Method::get,
           "/api/v1/workflows/{workflow}",
           Surface::api,
           Access::signed_in(),
           show,
           0,
           false,
           {"A workflow with its form, versions and machine", {}, {}, workflow_details_schema(), 200}}};
}

}  // namespace provost::api
