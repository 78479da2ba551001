#include <boost/json.hpp>

#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/documents/document_reading.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
using app::Call;
using workflows::people::Permission;

json::object task_model(const workflows::documents::Task& task, workflows::Day today, const std::string& zone) {
  json::object model{
      {"number", task.number}, {"title", task.title}, {"what", task.what}, {"comment", task.comment.value_or("")}};
  const auto base = "/documents/" + task.number;
  if (task.kind == "review") {
    model["button"] = "Read and answer";
    model["address"] = base;
  } else if (task.kind == "approve") {
    model["button"] = "Read and approve";
    model["address"] = base;
  } else if (task.kind == "periodic_review") {
    model["button"] = "Review it";
    model["address"] = base;
  } else {
    model["button"] = "Go on writing";
    model["address"] = base + "/edit";
  }
  if (task.due) {
    model["due"] = day_text(*task.due);
    model["overdue"] = *task.due < today;
  } else if (task.since) {
    model["since"] = day_text(workflows::day_in_zone(workflows::parse_instant(*task.since), zone));
  }
  return model;
}

/// The administrator's first steps, until there are people and documents.
json::value first_run(const Call& call, workflows::store::Session& session) {
  if (!call.person().may(Permission::manage_people)) return nullptr;
  const auto [departments, people, documents] = workflows::organisation::beginnings(session);
  if (people && documents) return nullptr;
  return json::object{
      {"steps", json::array{json::object{{"label", "Look at the organisation"},
                                         {"hint", "its name, time zone and departments"},
                                         {"address", "/organisation"},
                                         {"done", departments}},
                            json::object{{"label", "Add people"},
                                         {"hint", "authors, reviewers, approvers and a quality manager"},
                                         {"address", "/people/new"},
                                         {"done", people}},
                            json::object{{"label", "Import documents"},
                                         {"hint", "the policies and procedures you have today"},
                                         {"address", "/import"},
                                         {"done", documents}}}}};
}

http::Response show(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto today = pages.today(session);
    json::array tasks;
    for (const auto& task : workflows::documents::tasks_of(session, call.person(), today)) {
      tasks.push_back(task_model(task, today, zone));
    }
    model["tasks_present"] = !tasks.empty();
    model["tasks"] = std::move(tasks);
    model["first_run"] = first_run(call, session);
  }
  return pages.page(call, "tasks", "My tasks", std::move(model));
}

}  // namespace

app::Routes task_routes(const Pages& pages) {
  return {get_page("/", app::Access::signed_in(), [&pages](const Call& call) { return show(pages, call); })};
}

}  // namespace provost::web
