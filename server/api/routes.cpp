#include "server/api/routes.hpp"

#include <boost/json.hpp>

#include "server/api/account_api.hpp"
#include "server/api/assessment_api.hpp"
#include "server/api/audit_api.hpp"
#include "server/api/case_api.hpp"
#include "server/api/channel_api.hpp"
#include "server/api/chat_api.hpp"
#include "server/api/document_api.hpp"
#include "server/api/event_api.hpp"
#include "server/api/event_catalogue.hpp"
#include "server/api/evidence_api.hpp"
#include "server/api/export_api.hpp"
#include "server/api/journey_api.hpp"
#include "server/api/openapi.hpp"
#include "server/api/organisation_api.hpp"
#include "server/api/people_api.hpp"
#include "server/api/placing_api.hpp"
#include "server/api/source_api.hpp"
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
  add(export_routes(parts.pages));
  add(document_routes(parts.largest_upload));
  add(import_routes(parts.largest_upload, parts.spool));
  add(case_routes(parts.largest_upload));
  add(task_routes());
  add(workflow_routes());
  add(journey_routes());
  add(standard_routes());
  add(library_routes());
  add(assessment_routes());
  add(evidence_routes(parts.largest_upload));
  add(evidence_pack_routes(parts.packs));
  add(source_routes(parts.reception, parts.spool));
  add(placing_routes(parts.spool));
  add(chat_routes());
  add(channel_routes(parts.sender));
  add(message_routes());
  add(people_routes());
  add(organisation_routes());
  add(account_routes());
  add(audit_routes());
  add(event_routes(parts.events));
  routes.push_back(description_of(routes, parts));
  return routes;
}

}  // namespace provost::api
