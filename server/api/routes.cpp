#include "server/api/routes.hpp"

#include <boost/json.hpp>

#include "server/api/assessment_api.hpp"
#include "server/api/audit_api.hpp"
#include "server/api/case_api.hpp"
#include "server/api/document_api.hpp"
#include "server/api/evidence_api.hpp"
#include "server/api/openapi.hpp"
#include "server/api/standard_api.hpp"

namespace provost::api {

app::Routes api_routes(const std::string& public_url, std::uint64_t largest_upload) {
  app::Routes routes = document_routes();
  for (auto& route : case_routes(largest_upload)) routes.push_back(std::move(route));
  for (auto& route : task_routes()) routes.push_back(std::move(route));
  for (auto& route : workflow_routes()) routes.push_back(std::move(route));
  for (auto& route : standard_routes()) routes.push_back(std::move(route));
  for (auto& route : assessment_routes()) routes.push_back(std::move(route));
  for (auto& route : evidence_routes(largest_upload)) routes.push_back(std::move(route));
  for (auto& route : audit_routes()) routes.push_back(std::move(route));

  app::Route description{http::Method::get,
                         "/api/v1/openapi.json",
                         app::Surface::api,
                         app::Access::anybody(),
                         nullptr,
                         0,
                         false,
                         {"This description", {}, {}, {}, 200}};
  routes.push_back(description);
  const auto text = std::make_shared<const std::string>(boost::json::serialize(openapi(routes, public_url)) + "\n");
  routes.back().handler = [text](const app::Call&) {
    http::Response response;
    response.fields.set("Content-Type", "application/json");
    response.body = text;
    return response;
  };
  return routes;
}

}  // namespace provost::api
