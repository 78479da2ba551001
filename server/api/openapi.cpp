#include "server/api/openapi.hpp"

#include <boost/json.hpp>

#include "server/api/openapi_components.hpp"
#include "server/api/schema_parts.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;

std::string method_name(http::Method method) {
  std::string name(http::to_text(method));
  for (auto& letter : name) letter = static_cast<char>(letter - 'A' + 'a');
  return name;
}

/// A member of an object of the example, e.g. the value of a parameter; nullptr: there is none.
const json::value* member_of(const json::object* example, std::string_view part, std::string_view name) {
  const auto* values = example == nullptr ? nullptr : example->if_contains(part);
  return values == nullptr ? nullptr : values->as_object().if_contains(name);
}

std::vector<std::string> names_in_path(const std::string& pattern) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while ((at = pattern.find('{', at)) != std::string::npos) {
    const auto end = pattern.find('}', at);
    auto name = pattern.substr(at + 1, end - at - 1);
    if (name.ends_with("...")) name.resize(name.size() - 3);
    names.push_back(std::move(name));
    at = end;
  }
  return names;
}

/// As OpenAPI writes it: "{number...}" is "{number}".
std::string path_of(const app::Route& route) {
  auto path = route.pattern;
  if (const auto at = path.find("...}"); at != std::string::npos) path.erase(at, 3);
  return path;
}

json::array parameters_of(const app::Route& route, const json::object* example) {
  json::array parameters;
  for (const auto& name : names_in_path(route.pattern)) {
    json::object parameter{{"name", name}, {"in", "path"}, {"required", true}, {"schema", schema::text()}};
    if (const auto* value = member_of(example, "path", name)) parameter["example"] = *value;
    parameters.push_back(std::move(parameter));
  }
  for (const auto& query : route.description.query) {
    json::object parameter{{"name", query.name},
                           {"in", "query"},
                           {"description", query.description},
                           {"schema", query.schema.empty() ? schema::text() : query.schema}};
    if (const auto* value = member_of(example, "query", query.name)) parameter["example"] = *value;
    parameters.push_back(std::move(parameter));
  }
  const auto shared = [&parameters](const char* name) {
    parameters.push_back(json::object{{"$ref", std::string("#/components/parameters/") + name}});
  };
  if (route.access.is_open()) return parameters;
  if (route.method == http::Method::get) {
    shared("IfNoneMatch");
  } else if (route.method == http::Method::post) {
    shared("IdempotencyKey");
  }
  if (route.method != http::Method::get && route.method != http::Method::del) shared("IfMatch");
  return parameters;
}

json::object content_of(const std::string& media_type, const json::object& schema, const json::value* example) {
  json::object content{{"schema", schema}};
  if (example != nullptr) content["example"] = *example;
  return {{media_type, std::move(content)}};
}

json::object success_of(const app::Route& route, const json::object* example) {
  const auto& description = route.description;
  json::object success{{"description", description.success_status == 201 ? "Made" : "Done"}};
  json::object headers;
  if (!route.access.is_open()) {
    headers["RateLimit"] = json::object{{"$ref", "#/components/headers/RateLimit"}};
    headers["RateLimit-Policy"] = json::object{{"$ref", "#/components/headers/RateLimitPolicy"}};
    if (route.method == http::Method::get) headers["ETag"] = json::object{{"$ref", "#/components/headers/ETag"}};
    if (route.method == http::Method::post) {
      headers["Idempotent-Replayed"] = json::object{{"$ref", "#/components/headers/IdempotentReplayed"}};
    }
    if (description.success_status == 201) {
      headers["Location"] = json::object{{"$ref", "#/components/headers/Location"}};
    }
  }
  if (!headers.empty()) success["headers"] = std::move(headers);
  const auto* response = example == nullptr ? nullptr : example->if_contains("response");
  if (!description.response_schema.empty()) {
    success["content"] = content_of("application/json", description.response_schema, response);
  } else if (!description.response_media_type.empty()) {
    success["content"] = content_of(description.response_media_type, {}, nullptr);
  }
  return success;
}

json::object responses_of(const app::Route& route, const json::object* example) {
  json::object responses{{std::to_string(route.description.success_status), success_of(route, example)}};
  const auto problem = [&responses](const char* status, const char* name) {
    responses[status] = json::object{{"$ref", std::string("#/components/responses/") + name}};
  };
  const bool reads = route.method == http::Method::get;
  if (!route.access.is_open()) {
    if (reads) problem("304", "NotModified");
    problem("401", "Unauthenticated");
    problem("403", "Forbidden");
    problem("429", "TooManyRequests");
  }
  if (!names_in_path(route.pattern).empty()) problem("404", "NotFound");
  if (!reads) {
    problem("409", "Conflict");
    problem("412", "Stale");
    problem("413", "TooLarge");
  }
  problem("422", "Invalid");
  problem("default", "Problem");
  return responses;
}

json::object request_body_of(const app::Route& route, const json::object* example) {
  const auto& description = route.description;
  const auto* request = example == nullptr ? nullptr : example->if_contains("request");
  if (description.request_media_type.empty()) {
    return {{"required", true}, {"content", content_of("application/json", description.request_schema, request)}};
  }
  return {{"required", false},
          {"content", content_of(description.request_media_type, description.request_schema, nullptr)}};
}

json::object operation_of(const app::Route& route, const json::object* example) {
  const auto& description = route.description;
  json::object operation{{"operationId", description.operation},
                         {"summary", description.summary},
                         {"tags", json::array{route.scope ? to_text(route.scope->area) : "description"}}};
  if (auto parameters = parameters_of(route, example); !parameters.empty()) {
    operation["parameters"] = std::move(parameters);
  }
  if (!description.request_schema.empty() || !description.request_media_type.empty()) {
    operation["requestBody"] = request_body_of(route, example);
  }
  operation["responses"] = responses_of(route, example);
  if (const auto& permission = route.access.permission()) {
    json::array roles;
    for (const auto role : workflows::people::roles_with(*permission)) {
      roles.emplace_back(workflows::people::to_text(role));
    }
    operation["x-permission"] = workflows::people::to_text(*permission);
    operation["x-roles"] = std::move(roles);
  }
  if (route.scope) operation["x-scope"] = to_text(*route.scope);
  if (description.tells_secret) operation["x-tells-secret"] = true;
  if (const auto& deprecation = description.deprecation) {
    operation["deprecated"] = true;
    operation["description"] =
        "Goes away on " + workflows::to_text(deprecation->sunset) + "; use " + deprecation->instead + ".";
  }
  // OpenAPI 3.1: what a bearer token must be for may stand here.
  json::array needed;
  if (route.scope) needed.emplace_back(to_text(*route.scope));
  operation["security"] =
      route.access.is_open() ? json::array{} : json::array{json::object{{"token", std::move(needed)}}};
  return operation;
}

json::array tags() {
  json::array tags;
  std::string last;
  for (const auto scope : workflows::people::all_scopes()) {
    const auto name = std::string(to_text(scope.area));
    if (name != last) tags.push_back(json::object{{"name", name}});
    last = name;
  }
  tags.push_back(json::object{{"name", "description"}});
  return tags;
}

}  // namespace

json::object openapi(const app::Routes& routes, const OperationExamples& examples, json::object webhooks,
                     const std::string& server_url) {
  json::object paths;
  for (const auto& route : routes) {
    if (route.surface != app::Surface::api) continue;
    const auto path = path_of(route);
    if (!paths.contains(path)) paths[path] = json::object{};
    paths[path].as_object()[method_name(route.method)] =
        operation_of(route, examples.find(route.description.operation));
  }
  json::object description{{"openapi", "3.1.0"},
                           {"info", openapi_info()},
                           {"servers", json::array{json::object{{"url", server_url.empty() ? "/" : server_url}}}},
                           {"security", json::array{json::object{{"token", json::array{}}}}},
                           {"tags", tags()},
                           {"components", openapi_components()},
                           {"paths", std::move(paths)}};
  description["webhooks"] = std::move(webhooks);
  return description;
}

}  // namespace provost::api
