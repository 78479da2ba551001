#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/web/case_fields.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "workflows/cases/case_reading.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;
using app::Problem;

std::vector<std::string> asked_at_opening(const workflows::engine::Definition& definition) {
  auto names = definition.opening_asks;
  for (const auto& name : definition.opening_needs) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

http::Response show_choice(const Pages& pages, const Call& call) {
  json::array workflows;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    for (const auto& version : cases::workflows_to_open(snapshot.session(), call.services.catalogue, call.person())) {
      workflows.push_back(json::object{{"title", version.definition->title},
                                       {"summary", version.definition->summary},
                                       {"confidential", version.definition->confidential},
                                       {"address", "/cases/new/" + version.definition->name}});
    }
  }
  json::object model{{"workflows_present", !workflows.empty()}};
  model["workflows"] = std::move(workflows);
  return pages.page(call, "case_new", "Open a case", std::move(model));
}

json::object form_model(const Call& call, const json::object& values, const std::string& title,
                        const std::string& parent, const std::string& more_rows) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto version = call.services.catalogue.newest(snapshot.session(), call.parameter("workflow"));
  const auto& definition = *version.definition;
  if (!cases::may_open(definition, call.person())) {
    throw workflows::Forbidden("Your roles do not allow you to open a case of “" + definition.title + "”.");
  }
  return {{"workflow", definition.title},
          {"summary", definition.summary},
          {"confidential", definition.confidential},
          {"action", "/cases/new/" + definition.name},
          {"case_title", title},
          {"parent", parent},
          {"fields", field_models(definition, asked_at_opening(definition), definition.opening_needs, values,
                                  field_choices(snapshot.session(), {}), more_rows)}};
}

/// What an address that leads to the form fills in: a clause, a document, a line of text.
json::object values_in_address(const Call& call) {
  using workflows::engine::FieldType;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto version = call.services.catalogue.newest(snapshot.session(), call.parameter("workflow"));
  json::object values;
  for (const auto& name : asked_at_opening(*version.definition)) {
    const auto type = version.definition->find_field(name)->type;
    if (type != FieldType::clause && type != FieldType::document && type != FieldType::text) continue;
    if (auto text = api::text_parameter(call.request, name); !text.empty()) values[name] = std::move(text);
  }
  return values;
}

http::Response show_form(const Pages& pages, const Call& call) {
  auto model = form_model(call, values_in_address(call), "", api::text_parameter(call.request, "parent"), "");
  const auto title = "Open a case: " + std::string(model["workflow"].as_string());
  return pages.page(call, "case_open", title, std::move(model));
}

http::Response open(const Pages& pages, const Call& call) {
  const Form form(call);
  std::shared_ptr<const workflows::engine::Definition> definition;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    definition = call.services.catalogue.newest(snapshot.session(), call.parameter("workflow")).definition;
  }
  const auto values = typed_values(form, *definition, asked_at_opening(*definition));
  if (const auto table = form.get("more_rows"); !table.empty()) {
    return pages.page(call, "case_open", "Open a case",
                      form_model(call, values, form.get("title"), form.get("parent"), table));
  }
  return done_or_again(
      [&] {
        const auto key = call.services.cases.open(
            call.person(), {definition->name, form.get("title"), values, "", form.get("parent")});
        return redirect_with_notice("/cases/" + key, "case-opened");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "case_open", "Please look again",
                                       form_model(call, values, form.get("title"), form.get("parent"), ""), problem);
      });
}

}  // namespace

app::Routes case_open_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {
      get_page("/cases/new", everybody, [&pages](const Call& call) { return show_choice(pages, call); }),
      get_page("/cases/new/{workflow}", everybody, [&pages](const Call& call) { return show_form(pages, call); }),
      post_form(
          "/cases/new/{workflow}", everybody, [&pages](const Call& call) { return open(pages, call); }, 1024 * 1024)};
}

}  // namespace provost::web
