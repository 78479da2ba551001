#include "server/api/json_values.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"

namespace provost::api {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

json::value or_null(const std::optional<workflows::Instant>& moment) {
  return moment ? json::value(workflows::to_text(*moment)) : json::value(nullptr);
}

json::value or_null(const std::optional<workflows::Day>& day) {
  return day ? json::value(workflows::to_text(*day)) : json::value(nullptr);
}

http::Response thing_response(int status, const json::object& thing, std::int64_t row_version,
                              const std::string& path) {
  auto response = json_response(status, thing);
  response.fields.set("ETag", entity_tag(row_version));
  if (status == 201) response.fields.set("Location", "/api/v1" + path);
  return response;
}

http::Response thing_response(int status, json::object thing, std::int64_t row_version, const std::string& path,
                              const std::string& secret) {
  if (!secret.empty()) thing["secret"] = secret;
  return thing_response(status, thing, row_version, path);
}

}  // namespace provost::api
