#include <boost/json.hpp>

#include "server/api/case_api.hpp"
#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::api {

namespace {

namespace cases = workflows::cases;

http::Response tasks(const Call& call) {
  const auto assignee = text_parameter(call.request, "assignee");
  if (!assignee.empty() && assignee != "me" && assignee != call.person().email) {
    throw workflows::Invalid("assignee", "You can list your own tasks: assignee=me.");
  }
  const auto part = list_part(call);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto& catalogue = call.services.catalogue;
  const auto now = call.services.clock.now();
  const auto view = flag_parameter(call.request, "overdue") ? cases::WorkView::overdue : cases::WorkView::waiting;
  const auto found =
      part.after ? cases::read_tasks_after(session, catalogue, call.person(), *part.after, part.limit, now, view)
                 : cases::read_tasks(session, catalogue, call.person(), 0, part.limit, now, view);
  json::array items;
  for (const auto& row : found.rows) items.push_back(to_json(row));
  return list_response(call, std::move(items), found.total, found.next);
}

/// A case or a document in which something waits for the caller.
http::Response put_off(const Call& call) {
  BodyReader body(call.request);
  const auto subject = body.text("subject", true);
  const auto until = body.text("until", true);
  body.finish();
  const auto day = call.services.snoozes.snooze(call.person(), subject, until);
  return json_response(200, {{"subject", subject}, {"until", workflows::to_text(day)}});
}

http::Response take_back(const Call& call) {
  call.services.snoozes.wake(call.person(), call.parameter("subject"));
  return http::no_content();
}

/// Everything that waits, in documents too, in the order in which people see it.
http::Response work(const Call& call) {
  const auto wanted = text_parameter(call.request, "view");
  if (!wanted.empty() && wanted != "waiting" && wanted != "overdue" && wanted != "put_off") {
    throw workflows::Invalid("view", "This is waiting, overdue or put_off.");
  }
  const auto view = wanted == "overdue"   ? cases::WorkView::overdue
                    : wanted == "put_off" ? cases::WorkView::snoozed
                                          : cases::WorkView::waiting;
  const auto part = list_part(call);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto& catalogue = call.services.catalogue;
  const auto now = call.services.clock.now();
  const auto page = part.after
                        ? cases::read_work_after(session, catalogue, call.person(), view, *part.after, part.limit, now)
                        : cases::read_work(session, catalogue, call.person(), view, 0, part.limit, now);
  json::array items;
  for (const auto& item : page.items) items.push_back(to_json(item));
  return list_response(call, std::move(items), page.total, page.next);
}

http::Response mark_read(const Call& call) {
  call.services.cases.mark_notices_read(call.person());
  return http::no_content();
}

http::Response notices(const Call& call) {
  const auto limit = number_parameter(call.request, "limit", 50, 1, 200);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& notice : workflows::notices::read_notices(snapshot.session(), call.person().person_id,
                                                             flag_parameter(call.request, "unread"), limit)) {
    items.push_back(to_json(notice));
  }
  return list_response(call, std::move(items));
}

http::Response delegations(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto zone = workflows::organisation::present_organisation(snapshot.session()).time_zone;
  const auto today = workflows::day_in_zone(call.services.clock.now(), zone);
  const bool all = flag_parameter(call.request, "all");
  if (all && !cases::may_delegate_for_others(call.person())) {
    throw workflows::Forbidden("Only those who may arrange stand-ins for others see all of them.");
  }
  json::array items;
  for (const auto& delegation : all ? cases::all_delegations(snapshot.session(), today)
                                    : cases::delegations_of(snapshot.session(), call.person().person_id, today)) {
    items.push_back(to_json(delegation));
  }
  return list_response(call, std::move(items));
}

http::Response delegate(const Call& call) {
  BodyReader body(call.request);
  auto from = body.text("from");
  const auto to = body.text("to", true);
  const auto day = [&body](std::string_view name) {
    const auto text = body.text(name, true);
    const auto parsed = workflows::parse_day(text);
    if (!parsed && !text.empty()) body.problem(name, "A day is written like 2026-11-23.");
    return parsed.value_or(workflows::Day{});
  };
  const auto first_day = day("first_day");
  const auto last_day = day("last_day");
  const auto reason = body.text("reason");
  body.finish();
  if (from.empty()) from = call.person().email;
  call.services.delegations.delegate(call.person(), from, to, first_day, last_day, reason);
  auto response = delegations(call);
  response.status = 201;
  return response;
}

http::Response end_delegation(const Call& call) {
  call.services.delegations.end(call.person(), id_parameter(call, "There is no such handing over of tasks."));
  return http::no_content();
}

http::Response saved_filters(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& filter : cases::saved_filters_of(snapshot.session(), call.person().person_id)) {
    items.push_back(to_json(filter));
  }
  return list_response(call, std::move(items));
}

http::Response save_filter(const Call& call) {
  BodyReader body(call.request);
  const auto name = body.text("name", true);
  const auto query = body.text("query");
  body.finish();
  call.services.saved_filters.save(call.person(), name, cases::parse_case_query(query));
  auto response = saved_filters(call);
  response.status = 201;
  return response;
}

http::Response remove_filter(const Call& call) {
  call.services.saved_filters.remove(call.person(), id_parameter(call, "There is no such filter."));
  return http::no_content();
}

}  // namespace

app::Routes task_routes() {
  const auto everybody = Access::signed_in();
  const auto reading = Scope::read(Area::cases);
  const auto writing = Scope::write(Area::cases);
  return {
      get("/tasks", everybody, reading, tasks,
          {.summary = "The open tasks of the caller, in cases",
           .query = with_paging({{"assignee", "me"}, {"overdue", "true: only what is overdue", schema::flag()}}),
           .response_schema = list_schema(task_schema()),
           .operation = "listTasks"}),
      get("/work", everybody, reading, work,
          {.summary = "Everything that waits for the caller, in cases and in documents, the most pressing first",
           .query = with_paging({{"view", "waiting (by default), overdue or put_off"}}),
           .response_schema = list_schema(work_schema()),
           .operation = "listWork"}),
      post("/tasks/put-off", everybody, writing, put_off,
           {.summary = "Put off what waits for the caller in a case or a document",
            .request_schema = schema::object_of({{"subject", schema::text("key of a case, or number of a document")},
                                                 {"until", schema::text("tomorrow, next_week, or a day: 2026-12-01")}},
                                                {"subject", "until"}),
            .response_schema = schema::object_of({{"subject", schema::text()}, {"until", schema::text()}}),
            .operation = "putOffTask"}),
      del("/tasks/put-off/{subject}", everybody, writing, take_back,
          {.summary = "Show it among the tasks again", .operation = "takeTaskBack"}),
      post("/notices/read", everybody, writing, mark_read,
           {.summary = "Mark everything the caller was told as read",
            .success_status = 204,
            .operation = "markNoticesRead"}),
      get("/notices", everybody, reading, notices,
          {.summary = "What the caller was told, the newest first",
           .query = {{"unread", "true: only what was not read", schema::flag()},
                     {"limit", "1 to 200", schema::number()}},
           .response_schema = list_schema(notice_schema()),
           .operation = "listNotices"}),
      get("/delegations", everybody, reading, delegations,
          {.summary = "Who stands in for the caller, and for whom the caller does",
           .query = {{"all", "true: those of everybody, for those who may arrange them", schema::flag()}},
           .response_schema = list_schema(delegation_schema()),
           .operation = "listDelegations"}),
      post("/delegations", everybody, writing, delegate,
           {.summary = "Hand tasks over for a time",
            .request_schema = new_delegation_schema(),
            .response_schema = list_schema(delegation_schema()),
            .success_status = 201,
            .operation = "delegateTasks"}),
      del("/delegations/{id}", everybody, writing, end_delegation,
          {.summary = "End it now", .operation = "endDelegation"}),
      get("/saved-filters", everybody, reading, saved_filters,
          {.summary = "The filters of the list of cases that the caller keeps",
           .response_schema = list_schema(saved_filter_schema()),
           .operation = "listSavedFilters"}),
      post("/saved-filters", everybody, writing, save_filter,
           {.summary = "Keep a filter under a name",
            .request_schema = new_saved_filter_schema(),
            .response_schema = list_schema(saved_filter_schema()),
            .success_status = 201,
            .operation = "saveFilter"}),
      del("/saved-filters/{id}", everybody, writing, remove_filter,
          {.summary = "Forget a filter", .operation = "removeSavedFilter"})};
}

}  // namespace provost::api
