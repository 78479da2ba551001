#include <boost/json.hpp>

#include "server/api/case_api.hpp"
#include "server/api/case_json.hpp"
#include "server/api/case_schemas.hpp"
#include "server/api/json_body.hpp"
#include "server/api/schemas.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::api {

namespace {

using app::Access;
using app::Call;
using app::Surface;
using http::Method;
namespace cases = workflows::cases;
namespace json = boost::json;

http::Response tasks(const Call& call) {
  const auto assignee = text_parameter(call.request, "assignee");
  if (!assignee.empty() && assignee != "me" && assignee != call.person().email) {
    throw workflows::Invalid("assignee", "You can list your own tasks: assignee=me.");
  }
  const auto limit = number_parameter(call.request, "limit", 50, 1, 200);
  const auto page = number_parameter(call.request, "page", 1, 1, 1'000'000);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto found = cases::read_tasks(
      snapshot.session(), call.services.catalogue, call.person(), (page - 1) * limit, limit, call.services.clock.now(),
      flag_parameter(call.request, "overdue") ? cases::WorkView::overdue : cases::WorkView::waiting);
  json::array items;
  for (const auto& row : found.rows) items.push_back(to_json(row));
  const bool more = (page - 1) * limit + static_cast<std::int64_t>(found.rows.size()) < found.total;
  return json_response(200, {{"items", std::move(items)},
                             {"total", found.total},
                             {"next", more ? json::value(page + 1) : json::value(nullptr)}});
}

http::Response notices(const Call& call) {
  const auto limit = number_parameter(call.request, "limit", 50, 1, 200);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& notice : workflows::notices::read_notices(snapshot.session(), call.person().person_id,
                                                             flag_parameter(call.request, "unread"), limit)) {
    items.push_back(to_json(notice));
  }
  const auto total = items.size();
  return json_response(200, {{"items", std::move(items)}, {"total", total}, {"next", nullptr}});
}

http::Response delegations(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto zone = workflows::organisation::present_organisation(snapshot.session()).time_zone;
  json::array items;
  for (const auto& delegation : cases::delegations_of(snapshot.session(), call.person().person_id,
                                                      workflows::day_in_zone(call.services.clock.now(), zone))) {
    items.push_back(to_json(delegation));
  }
  const auto total = items.size();
  return json_response(200, {{"items", std::move(items)}, {"total", total}, {"next", nullptr}});
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

std::int64_t id_of(const Call& call, const char* otherwise) {
  const auto& text = call.parameter("id");
  if (text.empty() || text.size() > 12 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw workflows::NotFound(otherwise);
  }
  return std::stoll(text);
}

http::Response end_delegation(const Call& call) {
  call.services.delegations.end(call.person(), id_of(call, "There is no such handing over of tasks."));
  return http::no_content();
}

http::Response saved_filters(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& filter : cases::saved_filters_of(snapshot.session(), call.person().person_id)) {
    items.push_back(to_json(filter));
  }
  const auto total = items.size();
  return json_response(200, {{"items", std::move(items)}, {"total", total}, {"next", nullptr}});
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
  call.services.saved_filters.remove(call.person(), id_of(call, "There is no such filter."));
  return http::no_content();
}

}  // namespace

app::Routes task_routes() {
  return {
      {Method::get,
       "/api/v1/tasks",
       Surface::api,
       Access::signed_in(),
       tasks,
       0,
       false,
       {"The open tasks of the caller, in cases",
        {{"assignee", "me"},
         {"overdue", "true: only what is overdue"},
         {"page", "Page, from 1"},
         {"limit", "Tasks on a page, 1 to 200"}},
        {},
        list_schema(task_schema()),
        200}},
      {Method::get,
       "/api/v1/notices",
       Surface::api,
       Access::signed_in(),
       notices,
       0,
       false,
       {"What the caller was told",
        {{"unread", "true: only what was not read"}, {"limit", "1 to 200"}},
        {},
        list_schema(notice_schema()),
        200}},
      {Method::get,
       "/api/v1/delegations",
       Surface::api,
       Access::signed_in(),
       delegations,
       0,
       false,
       {"Who stands in for the caller, and for whom the caller does", {}, {}, list_schema(delegation_schema()), 200}},
      {Method::post,
       "/api/v1/delegations",
       Surface::api,
       Access::signed_in(),
       delegate,
       64 * 1024,
       false,
       {"Hand tasks over for a time", {}, new_delegation_schema(), list_schema(delegation_schema()), 201}},
      {Method::del,
       "/api/v1/delegations/{id}",
       Surface::api,
       Access::signed_in(),
       end_delegation,
       1024,
       false,
       {"End it now", {}, {}, {}, 204}},
      {Method::get,
       "/api/v1/saved-filters",
       Surface::api,
       Access::signed_in(),
       saved_filters,
       0,
       false,
       {"The filters of the list of cases that the caller keeps", {}, {}, list_schema(saved_filter_schema()), 200}},
      {Method::post,
       "/api/v1/saved-filters",
       Surface::api,
       Access::signed_in(),
       save_filter,
       64 * 1024,
       false,
       {"Keep a filter under a name", {}, new_saved_filter_schema(), list_schema(saved_filter_schema()), 201}},
      {Method::del,
       "/api/v1/saved-filters/{id}",
       Surface::api,
       Access::signed_in(),
       remove_filter,
       1024,
       false,
       {"Forget a filter", {}, {}, {}, 204}}};
}

}  // namespace provost::api
