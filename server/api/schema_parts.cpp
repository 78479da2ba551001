#include "server/api/schema_parts.hpp"

#include <boost/json.hpp>

namespace provost::api::schema {

namespace json = boost::json;

namespace {

json::object described(const char* type, const char* description) {
  json::object schema{{"type", type}};
  if (description != nullptr) schema["description"] = description;
  return schema;
}

}  // namespace

json::object text(const char* description) {
  return described("string", description);
}

json::object optional_text() {
  return {{"type", json::array{"string", "null"}}};
}
json::object number(const char* description) {
  return described("integer", description);
}
json::object flag(const char* description) {
  return described("boolean", description);
}
json::object any_object(const char* description) {
  return {{"type", "object"}, {"description", description}};
}
json::object list_of(json::object item) {
  return {{"type", "array"}, {"items", std::move(item)}};
}

json::object object_of(std::vector<std::pair<std::string, json::object>>&& properties,
                       const std::vector<std::string>& required) {
  json::object schema{{"type", "object"}};
  json::object fields;
  for (auto& [name, property] : properties) fields[name] = std::move(property);
  schema["properties"] = std::move(fields);
  if (!required.empty()) schema["required"] = json::value_from(required);
  return schema;
}

json::object or_null(json::object schema) {
  schema["type"] = json::array{"object", "null"};
  return schema;
}

json::object one_of(const std::vector<std::string>& texts) {
  return {{"type", "string"}, {"enum", json::value_from(texts)}};
}

}  // namespace provost::api::schema
