#include <boost/json.hpp>

#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/engine/diagram.hpp"
#include "workflows/engine/export.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;

http::Response show_list(const Pages& pages, const Call& call) {
  json::array list;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    for (const auto& version : call.services.catalogue.newest(snapshot.session())) {
      list.push_back(json::object{{"workflow_name", version.definition->name},
                                  {"title", version.definition->title},
                                  {"summary", version.definition->summary},
                                  {"version", version.number}});
    }
  }
  json::object model;
  model["workflows"] = std::move(list);
  model["on_workflows"] = true;
  return pages.page(call, "workflows", "Workflows", std::move(model));
}

http::Response show(const Pages& pages, const Call& call) {
  json::object model;
  std::string title;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto newest = call.services.catalogue.newest(session, call.parameter("workflow"));
    const auto& definition = *newest.definition;
    title = definition.title;
    json::array versions;
    for (const auto& version : call.services.catalogue.versions(session, definition.name)) {
      versions.push_back(
          json::object{{"number", version.number},
                       {"origin", version.origin == "shipped" ? "Brought by the program" : version.origin},
                       {"published", day_text(workflows::day_in_zone(version.published_at, zone))},
                       {"open", count_text(cases::open_cases_on(session, version.id), "open case", "open cases")}});
    }
    model["workflow"] = definition.title;
    model["summary"] = definition.summary;
    model["internal"] = definition.internal;
    model["workflow_name"] = definition.name;
    model["diagram"] = workflows::engine::diagram_svg(definition, "");
    model["text"] = workflows::engine::as_text(definition);
    model["versions"] = std::move(versions);
    model["may_open"] = cases::may_open(definition, call.person());
  }
  return pages.page(call, "workflow", title, std::move(model));
}

}  // namespace

app::Routes workflow_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/workflows", everybody, [&pages](const Call& call) { return show_list(pages, call); }),
          get_page("/workflows/{workflow}", everybody, [&pages](const Call& call) { return show(pages, call); })};
}

}  // namespace provost::web
