#include "server/web/case_choices.hpp"

#include <boost/json.hpp>

#include "workflows/people/people_service.hpp"

namespace provost::web {

namespace json = boost::json;
namespace cases = workflows::cases;

json::array workflow_options(const std::vector<cases::WorkflowVersion>& workflows, const std::string& chosen) {
  json::array list;
  for (const auto& version : workflows) {
    if (version.definition->internal) continue;
    list.push_back(json::object{{"value", version.definition->name},
                                {"label", version.definition->title},
                                {"chosen", version.definition->name == chosen}});
  }
  return list;
}

json::array state_options(const workflows::engine::Definition& definition, const std::string& chosen) {
  json::array list;
  for (const auto& state : definition.states) {
    list.push_back(json::object{{"value", state.name}, {"label", state.title}, {"chosen", state.name == chosen}});
  }
  return list;
}

json::array people_options(workflows::store::Session& session, const std::string& chosen, const std::string& except) {
  json::array list;
  for (const auto& person : workflows::people::list_people(session)) {
    if (person.disabled || person.email == except) continue;
    list.push_back(json::object{{"value", person.email}, {"label", person.name}, {"chosen", person.email == chosen}});
  }
  return list;
}

}  // namespace provost::web
