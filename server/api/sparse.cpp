#include "server/api/sparse.hpp"

#include <boost/json.hpp>
#include <set>

#include "workflows/errors.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;

const json::object* object_in(const json::object* object, std::string_view name) {
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr || !value->is_object() ? nullptr : &value->get_object();
}

/// The schema of the items when the answer is a list.
const json::object* item_schema(const json::object& schema) {
  return object_in(object_in(object_in(&schema, "properties"), "items"), "items");
}

std::set<std::string, std::less<>> names_in(const std::string& text, const json::object& schema) {
  const auto* list = item_schema(schema);
  const auto* known = object_in(list == nullptr ? &schema : list, "properties");
  std::set<std::string, std::less<>> names;
  std::size_t from = 0;
  while (from <= text.size()) {
    const auto comma = std::min(text.find(',', from), text.size());
    const auto name = workflows::trimmed(std::string_view(text).substr(from, comma - from));
    from = comma + 1;
    if (name.empty()) continue;
    if (known == nullptr || !known->contains(name)) {
      throw workflows::Invalid("fields", "There is no field \"" + workflows::shortened(name, 40) + "\" here.");
    }
    names.insert(name);
  }
  return names;
}

void keep_in(json::object& object, const std::set<std::string, std::less<>>& names) {
  json::object kept;
  for (auto& [name, value] : object) {
    if (names.contains(std::string_view(name))) kept[name] = std::move(value);
  }
  object = std::move(kept);
}

}  // namespace

void keep_fields(http::Response& response, const std::string& names, const json::object& schema) {
  const auto wanted = names_in(names, schema);
  const auto* text = std::get_if<std::string>(&response.body);
  if (text == nullptr || response.status >= 300) return;
  auto body = json::parse(*text);
  if (!body.is_object()) return;
  auto& object = body.get_object();
  auto* items = item_schema(schema) == nullptr ? nullptr : object.if_contains("items");
  if (items != nullptr && items->is_array()) {
    for (auto& item : items->get_array()) keep_in(item.as_object(), wanted);
  } else {
    keep_in(object, wanted);
  }
  response.body = json::serialize(body) + "\n";
}

}  // namespace provost::api
