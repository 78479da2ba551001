#include <boost/json.hpp>

#include "server/app/problem_types.hpp"
#include "server/web/routes.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;

json::object kind_model(const app::ProblemType& type) {
  return {{"address", app::problem_address(type)},
          {"status", std::to_string(type.status)},
          {"problem_title", type.title},
          {"meaning", type.meaning},
          {"remedy", type.remedy}};
}

http::Response show_problem_types(const Pages& pages, const app::Call& call) {
  json::array kinds;
  for (const auto& type : app::problem_types()) kinds.push_back(kind_model(type));
  const auto* heading = "Problems that the interface tells of";
  return pages.page(call, "problem_types", heading, {{"heading", heading}, {"all", true}, {"kinds", std::move(kinds)}});
}

http::Response show_problem_type(const Pages& pages, const app::Call& call) {
  const auto* type = app::find_problem_type(call.parameter("problem"));
  if (type == nullptr) throw workflows::NotFound("There is no such kind of problem.");
  const std::string title(type->title);
  return pages.page(call, "problem_types", title,
                    {{"heading", title}, {"all", false}, {"kinds", json::array{kind_model(*type)}}});
}

}  // namespace

app::Routes interface_routes(const Pages& pages, const std::string& public_url) {
  // What a program is told must be readable by whoever reads its log.
  const auto everybody = app::Access::anybody();
  return {get_page("/account/api", app::Access::signed_in(),
                   [&pages, public_url](const app::Call& call) {
                     return pages.page(call, "api", "Interface for programs", {{"base_address", public_url}});
                   }),
          get_page("/problems", everybody, [&pages](const app::Call& call) { return show_problem_types(pages, call); }),
          get_page("/problems/{problem}", everybody,
                   [&pages](const app::Call& call) { return show_problem_type(pages, call); })};
}

}  // namespace provost::web
