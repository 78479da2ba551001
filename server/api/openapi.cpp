#include "server/api/openapi.hpp"

#include <boost/json.hpp>

#include "server/api/schemas.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;

std::string method_name(http::Method method) {
  std::string name(http::to_text(method));
  for (auto& letter : name) letter = static_cast<char>(letter - 'A' + 'a');
  return name;
}

json::array parameters_of(const app::Route& route) {
  json::array parameters;
  std::size_t at = 0;
  while ((at = route.pattern.find('{', at)) != std::string::npos) {
    const auto end = route.pattern.find('}', at);
    parameters.push_back(json::object{{"name", route.pattern.substr(at + 1, end - at - 1)},
                                      {"in", "path"},
                                      {"required", true},
                                      {"schema", json::object{{"type", "string"}}}});
    at = end;
  }
  for (const auto& [name, description] : route.description.query) {
    parameters.push_back(json::object{
        {"name", name}, {"in", "query"}, {"description", description}, {"schema", json::object{{"type", "string"}}}});
  }
  return parameters;
}

json::object content_of(const char* media_type, const json::object& schema) {
  return {{media_type, json::object{{"schema", schema}}}};
}

json::object responses_of(const app::Route& route) {
  json::object success{{"description", "Done"}};
  success["content"] = route.description.response_schema.empty()
                           ? json::object{{"*/*", json::object{}}}
                           : content_of("application/json", route.description.response_schema);
  return {{std::to_string(route.description.success_status), std::move(success)},
          {"default", json::object{{"description", "A problem (RFC 9457)"},
                                   {"content", content_of("application/problem+json", problem_schema())}}}};
}

json::object operation_of(const app::Route& route) {
  json::object operation{{"summary", route.description.summary}};
  if (auto parameters = parameters_of(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
  if (!route.description.request_schema.empty()) {
    operation["requestBody"] =
        json::object{{"required", true}, {"content", content_of("application/json", route.description.request_schema)}};
  }
  operation["responses"] = responses_of(route);
  if (const auto& permission = route.access.permission()) {
    json::array roles;
    for (const auto role : workflows::people::roles_with(*permission)) {
      roles.emplace_back(workflows::people::to_text(role));
    }
    operation["x-permission"] = workflows::people::to_text(*permission);
    operation["x-roles"] = std::move(roles);
  }
  if (route.access.is_open()) operation["security"] = json::array{};
  return operation;
}

}  // namespace

json::object openapi(const app::Routes& routes, const std::string& server_url) {
  json::object paths;
  for (const auto& route : routes) {
    if (route.surface != app::Surface::api) continue;
    if (!paths.contains(route.pattern)) paths[route.pattern] = json::object{};
    paths[route.pattern].as_object()[method_name(route.method)] = operation_of(route);
  }
  return {{"openapi", "3.1.0"},
          {"info", json::object{{"title", "Provost"}, {"version", PROVOST_VERSION}}},
          {"servers", json::array{json::object{{"url", server_url.empty() ? "/" : server_url}}}},
          {"security", json::array{json::object{{"token", json::array{}}}}},
          {"components", json::object{{"securitySchemes",
                                       json::object{{"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}},
          {"paths", std::move(paths)}};
}

}  // namespace provost::api
