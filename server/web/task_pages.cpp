#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/web/case_model.hpp"
#include "server/web/form.hpp"
#include "server/web/page_numbers.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/cases/task_snoozes.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/notices/notices.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
using app::Call;
using workflows::cases::WorkView;
using workflows::people::Permission;

void add_snooze(json::object& model, const std::optional<workflows::Instant>& until, const std::string& zone) {
  model["put_off_until"] = until ? day_text(workflows::day_in_zone(*until, zone)) : std::string();
}

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
  add_snooze(model, task.snoozed_until, zone);
  return model;
}

constexpr std::int64_t tasks_on_a_page = 50;
constexpr std::int64_t most_notices = 50;
constexpr std::size_t notices_at_once = 5;

json::object task_model(const workflows::cases::CaseTaskRow& task, const std::string& zone) {
  json::object model{{"title", task.case_title},     {"what", task.title},      {"number", task.key},
                     {"about", task.workflow_title}, {"role", task.role},       {"instead_of", task.for_name},
                     {"button", "Go to it"},         {"overdue", task.overdue}, {"address", "/cases/" + task.key}};
  if (task.due_at) model["due"] = due_text(*task.due_at, zone);
  add_snooze(model, task.snoozed_until, zone);
  return model;
}

void add_notices(workflows::store::Session& session, const Call& call, const std::string& zone, json::object& model) {
  json::array notices, older;
  for (const auto& notice : workflows::notices::read_notices(session, call.person().person_id, true, most_notices)) {
    (notices.size() < notices_at_once ? notices : older)
        .push_back(json::object{{"text", notice.text},
                                {"key", notice.key},
                                {"when", day_text(workflows::day_in_zone(notice.created_at, zone))}});
  }
  model["notices_present"] = !notices.empty();
  model["notices"] = std::move(notices);
  if (!older.empty()) model["older_text"] = std::to_string(older.size()) + " older";
  model["older"] = std::move(older);
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

std::string address_of(WorkView view, std::int64_t page) {
  std::string query = view == WorkView::overdue ? "due=overdue" : view == WorkView::snoozed ? "due=put-off" : "";
  if (page > 1) query += (query.empty() ? "page=" : "&page=") + std::to_string(page);
  return query.empty() ? "/" : "/?" + query;
}

void add_tasks(workflows::store::Session& session, const Call& call, const std::string& zone, workflows::Day today,
               json::object& model) {
  auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  const auto wanted = api::text_parameter(call.request, "due");
  const auto view = wanted == "overdue"   ? WorkView::overdue
                    : wanted == "put-off" ? WorkView::snoozed
                                          : WorkView::waiting;
  const auto work = page_or_last(page, tasks_on_a_page, [&](std::int64_t offset) {
    return workflows::cases::read_work(session, call.services.catalogue, call.person(), view, offset, tasks_on_a_page,
                                       call.services.clock.now());
  });
  json::array tasks;
  for (const auto& item : work.items) {
    const auto* of_case = std::get_if<workflows::cases::CaseTaskRow>(&item);
    tasks.push_back(of_case != nullptr ? task_model(*of_case, zone)
                                       : task_model(std::get<workflows::documents::Task>(item), today, zone));
  }
  if (const auto last = (work.total + tasks_on_a_page - 1) / tasks_on_a_page; last > 1) {
    json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
    if (page > 1) pager["previous"] = address_of(view, page - 1);
    if (page < last) pager["next"] = address_of(view, page + 1);
    model["pager"] = std::move(pager);
  }
  json::array views;
  const auto add_view = [&](WorkView each, const std::string& label) {
    views.push_back(json::object{{"label", label}, {"address", address_of(each, 1)}, {"current", view == each}});
  };
  add_view(WorkView::waiting, "Everything");
  if (view == WorkView::overdue || work.overdue > 0) {
    add_view(WorkView::overdue, "Overdue (" + std::to_string(work.overdue) + ")");
  }
  if (view == WorkView::snoozed || work.snoozed > 0) {
    add_view(WorkView::snoozed, "Put off (" + std::to_string(work.snoozed) + ")");
  }
  model["views_present"] = views.size() > 1;
  model["views"] = std::move(views);
  model["only_overdue"] = view == WorkView::overdue;
  model["only_put_off"] = view == WorkView::snoozed;
  const auto day = [today](int ahead) {
    return workflows::to_text(workflows::Day{std::chrono::sys_days{today} + std::chrono::days(ahead)});
  };
  model["first_day"] = day(1);
  model["last_day"] = day(static_cast<int>(workflows::cases::longest_snooze.count()));
  model["total_text"] = count_text(work.total, "task", "tasks");
  model["tasks_present"] = !tasks.empty();
  model["tasks"] = std::move(tasks);
}

/// Who stands in for the person now, and for whom the person does: both must be known, or tasks appear and disappear
/// without a reason.
void add_stand_ins(workflows::store::Session& session, const Call& call, workflows::Day today, json::object& model) {
  json::array hints;
  for (const auto& one : workflows::cases::delegations_of(session, call.person().person_id, today)) {
    if (one.first_day > today) continue;
    const auto until = " until " + day_text(one.last_day) + ".";
    hints.push_back(
        json::object{{"text", one.from_email == call.person().email ? one.to_name + " stands in for you" + until
                                                                    : "You stand in for " + one.from_name + until}});
  }
  model["stand_ins_present"] = !hints.empty();
  model["stand_ins"] = std::move(hints);
}

json::object page_model(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto today = pages.today(session);
    add_tasks(session, call, zone, today, model);
    add_stand_ins(session, call, today, model);
    add_notices(session, call, zone, model);
    model["first_run"] = first_run(call, session);
  }
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  return pages.page(call, "tasks", "My tasks", page_model(pages, call));
}

http::Response put_off(const Pages& pages, const Call& call) {
  const Form form(call);
  return done_or_again(
      [&] {
        call.services.snoozes.snooze(call.person(), form.get("subject"), form.get("until"));
        return redirect_with_notice("/", "put-off");
      },
      [&](const app::Problem& problem) {
        return pages.page_with_problem(call, "tasks", "My tasks", page_model(pages, call), problem);
      });
}

http::Response take_back(const Call& call) {
  const Form form(call);
  call.services.snoozes.wake(call.person(), form.get("subject"));
  return redirect_with_notice("/", "taken-back");
}

}  // namespace

app::Routes task_routes(const Pages& pages) {
  return {get_page("/", app::Access::signed_in(), [&pages](const Call& call) { return show(pages, call); }),
          post_form("/tasks/put-off", app::Access::signed_in(),
                    [&pages](const Call& call) { return put_off(pages, call); }),
          post_form("/tasks/take-back", app::Access::signed_in(), take_back),
          post_form("/notices/read", app::Access::signed_in(), [](const Call& call) {
            const Form form(call);
            call.services.cases.mark_notices_read(call.person());
            return redirect_with_notice("/", "saved");
          })};
}

}  // namespace provost::web
