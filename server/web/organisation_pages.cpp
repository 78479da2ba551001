#include <boost/json.hpp>

#include "server/web/form.hpp"
#include "server/web/routes.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
using app::Access;
using app::Call;
using app::Problem;
using workflows::people::Authority;

json::object organisation_model(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto organisation = workflows::organisation::present_organisation(snapshot.session());
  json::array departments;
  for (const auto& department : workflows::organisation::list_departments(snapshot.session())) {
    departments.push_back(json::object{{"name", department.name}, {"people", std::to_string(department.people)}});
  }
  json::object model{{"organisation_name", organisation.name}, {"time_zone", organisation.time_zone}};
  model["departments_present"] = !departments.empty();
  model["departments"] = std::move(departments);
  return model;
}

http::Response save(const Pages& pages, const Call& call, const std::function<void(const Form&)>& work,
                    const char* notice) {
  const Form form(call);
  return done_or_again(
      [&] {
        work(form);
        return redirect_with_notice("/organisation", notice);
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "organisation", "Organisation", organisation_model(call), problem);
      });
}

}  // namespace

app::Routes organisation_routes(const Pages& pages) {
  const auto access = Access::with(workflows::people::Permission::manage_organisation);
  return {
      get_page("/organisation", access,
               [&pages](const Call& call) {
                 return pages.page(call, "organisation", "Organisation", organisation_model(call));
               }),
      post_form("/organisation", access,
                [&pages](const Call& call) {
                  return save(
                      pages, call,
                      [&call](const Form& form) {
                        call.services.organisation.change(Authority::of(call.person()), form.get("name"),
                                                          form.get("time_zone"));
                      },
                      "saved");
                }),
      post_form("/organisation/departments", access,
                [&pages](const Call& call) {
                  return save(
                      pages, call,
                      [&call](const Form& form) {
                        call.services.organisation.add_department(Authority::of(call.person()), form.get("name"));
                      },
                      "added");
                }),
  };
}

}  // namespace provost::web
