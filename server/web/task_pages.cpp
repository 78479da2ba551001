#include <boost/json.hpp>

#include "server/web/case_model.hpp"
#include "server/web/form.hpp"
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

constexpr std::int64_t most_case_tasks = 100;
constexpr std::int64_t most_notices = 20;

json::object task_model(const workflows::cases::CaseTaskRow& task, const std::string& zone) {
  json::object model{{"title", task.case_title},     {"what", task.title},   {"number", task.key},
                     {"about", task.workflow_title}, {"why", task.why},      {"role", task.role},
                     {"instead_of", task.for_name},  {"button", "Go to it"}, {"address", "/cases/" + task.key},
                     {"overdue", task.overdue}};
  if (task.due_at) model["due"] = due_text(*task.due_at, zone);
  return model;
}

json::array notice_models(workflows::store::Session& session, const Call& call, const std::string& zone) {
  json::array notices;
  for (const auto& notice : workflows::cases::read_notices(session, call.person().person_id, true, most_notices)) {
    notices.push_back(json::object{{"text", notice.text},
                                   {"key", notice.key},
                                   {"when", day_text(workflows::day_in_zone(notice.created_at, zone))}});
  }
  return notices;
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
    const auto waiting = workflows::cases::read_tasks(session, call.services.catalogue, call.person(), 0,
                                                      most_case_tasks, call.services.clock.now());
    for (const auto& task : waiting.rows) tasks.push_back(task_model(task, zone));
    if (waiting.total > most_case_tasks) {
      model["more_tasks"] = count_text(waiting.total - most_case_tasks, "more task", "more tasks");
    }
    for (const auto& task : workflows::documents::tasks_of(session, call.person(), today)) {
      tasks.push_back(task_model(task, today, zone));
    }
    model["tasks_present"] = !tasks.empty();
    model["tasks"] = std::move(tasks);
    auto notices = notice_models(session, call, zone);
    model["notices_present"] = !notices.empty();
    model["notices"] = std::move(notices);
    model["first_run"] = first_run(call, session);
  }
  return pages.page(call, "tasks", "My tasks", std::move(model));
}

}  // namespace

app::Routes task_routes(const Pages& pages) {
  return {get_page("/", app::Access::signed_in(), [&pages](const Call& call) { return show(pages, call); }),
          post_form("/notices/read", app::Access::signed_in(), [](const Call& call) {
            const Form form(call);
            call.services.cases.mark_notices_read(call.person());
            return redirect_with_notice("/", "saved");
          })};
}

}  // namespace provost::web
