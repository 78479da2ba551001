#include "server/api/operation.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/sparse.hpp"
#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::api {

namespace {

using app::QueryParameter;

/// A misspelt filter must not give everything in silence.
void check_parameters(const http::Request& request, const std::vector<QueryParameter>& known) {
  for (const auto& [name, value] : request.query) {
    const bool is_known =
        std::any_of(known.begin(), known.end(), [&name = name](const auto& each) { return each.name == name; });
    if (!is_known) {
      throw workflows::Invalid(workflows::shortened(name, 40), "This parameter is not known here.");
    }
  }
}

app::Route operation(http::Method method, const std::string& path, app::Access access, workflows::people::Scope scope,
                     Handler handler, app::Description description, std::uint64_t body_limit) {
  const bool sparse = method == http::Method::get && !description.response_schema.empty();
  if (sparse) {
    description.query.push_back({"fields", "Only these fields of the answer, or of each item, between commas"});
  }
  app::Route route{method, "/api/v1" + path, app::Surface::api, access, nullptr, body_limit};
  route.description = std::move(description);
  route.scope = scope;
  route.handler = [handler = std::move(handler), known = route.description.query,
                   schema = sparse ? route.description.response_schema : boost::json::object{}](const app::Call& call) {
    check_parameters(call.request, known);
    auto response = handler(call);
    const auto fields = text_parameter(call.request, "fields");
    if (!schema.empty() && !fields.empty()) keep_fields(response, fields, schema);
    return response;
  };
  return route;
}

}  // namespace

app::Route get(const std::string& path, app::Access access, workflows::people::Scope scope, Handler handler,
               app::Description description) {
  return operation(http::Method::get, path, access, scope, std::move(handler), std::move(description), 0);
}

app::Route post(const std::string& path, app::Access access, workflows::people::Scope scope, Handler handler,
                app::Description description, std::uint64_t body_limit) {
  return operation(http::Method::post, path, access, scope, std::move(handler), std::move(description), body_limit);
}

app::Route put(const std::string& path, app::Access access, workflows::people::Scope scope, Handler handler,
               app::Description description, std::uint64_t body_limit) {
  return operation(http::Method::put, path, access, scope, std::move(handler), std::move(description), body_limit);
}

app::Route patch(const std::string& path, app::Access access, workflows::people::Scope scope, Handler handler,
                 app::Description description, std::uint64_t body_limit) {
  return operation(http::Method::patch, path, access, scope, std::move(handler), std::move(description), body_limit);
}

app::Route del(const std::string& path, app::Access access, workflows::people::Scope scope, Handler handler,
               app::Description description) {
  description.success_status = 204;
  return operation(http::Method::del, path, access, scope, std::move(handler), std::move(description), 1024);
}

app::Route with_file(app::Route route, std::uint64_t largest_upload, std::string media_type) {
  route.body_limit = largest_upload;
  route.takes_files = true;
  route.description.request_media_type = std::move(media_type);
  return route;
}

}  // namespace provost::api
