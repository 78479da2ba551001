#include "server/api/routes.hpp"

#include <boost/json.hpp>

#include "server/api/assessment_api.hpp"
#include "server/api/audit_api.hpp"
#include "server/api/case_api.hpp"
#include "server/api/document_api.hpp"
#include "server/api/event_api.hpp"
#include "server/api/event_catalogue.hpp"
#include "server/api/evidence_api.hpp"
#include "server/api/openapi.hpp"
#include "server/api/standard_api.hpp"

namespace provost::api {

namespace {

app::Route description_of(const app::Routes& routes, const ApiParts& parts) {
  app::Route route{http::Method::get, "/api/v1/openapi.json", app::Surface::api, app::Access::anybody(), nullptr, 0};
  route.description.summary = "This description";
  route.description.operation = "getDescription";
  route.description.response_schema = {{"type", "object"}};
  auto described = routes;
  described.push_back(route);
  const auto text = std::make_shared<const std::string>(
      boost::json::serialize(openapi(described, OperationExamples(), event_catalogue(parts.sender), parts.public_url)) +
      "\n");
  route.handler = [text](const app::Call&) {
    http::Response response;
    response.fields.set("Content-Type", "application/json");
    response.body = text;
    return response;
  };
  return route;
}

}  // namespace

app::Routes api_routes(const ApiParts& parts) {
  app::Routes routes;
  const auto add = [&routes](app::Routes more) {
    for (auto& route : more) routes.push_back(std::move(route));
  };
  add(document_routes());
  add(case_routes(parts.largest_upload));
  add(task_routes());
  add(workflow_routes());
  add(standard_routes());
  add(assessment_routes());
  add(evidence_routes(parts.largest_upload));
  add(audit_routes());
  add(event_routes(parts.events));
  routes.push_back(description_of(routes, parts));
  return routes;
}

}  // namespace provost::api
