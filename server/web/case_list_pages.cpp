#include <array>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/case_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_register.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;
using cases::CaseQuery;

constexpr std::int64_t rows_on_a_page = 25;
constexpr std::int64_t cards_in_a_column = 25;

struct Column {
  const char* label;
  const char* sort;  ///< empty: not sorted by it
};
constexpr std::array<Column, 6> columns{{{"Key", "opened"},
                                         {"Title", "title"},
                                         {"Workflow", "workflow"},
                                         {"State", ""},
                                         {"Next", "due"},
                                         {"Changed", "changed"}}};

std::string list_address(const CaseQuery& query, const std::string& sort, std::int64_t page) {
  std::string address = "/cases?";
  const auto add = [&address](const char* name, const std::string& value) {
    if (!value.empty()) address += std::string(name) + "=" + app::percent_encoded(value) + "&";
  };
  add("q", query.search);
  add("workflow", query.workflow);
  add("state", query.state);
  add("status", query.status == "open" ? "" : query.status);
  add("owner", query.owner);
  add("participant", query.participant);
  add("sort", sort == "-changed" ? "" : sort);
  if (page > 1) add("page", std::to_string(page));
  address.pop_back();
  return address;
}

CaseQuery query_of(const Call& call) {
  CaseQuery query;
  query.search = api::text_parameter(call.request, "q");
  query.workflow = api::text_parameter(call.request, "workflow");
  query.state = api::text_parameter(call.request, "state");
  query.owner = api::text_parameter(call.request, "owner");
  query.participant = api::text_parameter(call.request, "participant");
  if (const auto status = api::text_parameter(call.request, "status"); !status.empty()) query.status = status;
  if (const auto sort = api::text_parameter(call.request, "sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : sort;
  }
  return query;
}

json::array column_models(const CaseQuery& query) {
  json::array list;
  for (const auto& column : columns) {
    json::object model{{"label", column.label}};
    if (std::string_view(column.sort) != "") {
      const bool sorted = query.sort == column.sort;
      model["address"] = list_address(query, (sorted && !query.descending ? "-" : "") + std::string(column.sort), 1);
      model["sorted"] = sorted;
      model["direction"] = query.descending ? "descending" : "ascending";
      model["arrow"] = query.descending ? "▼" : "▲";
    }
    list.push_back(std::move(model));
  }
  return list;
}

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

json::array status_options(const std::string& chosen) {
  static constexpr std::array<std::pair<const char*, const char*>, 4> all{
      {{"open", "Open"}, {"overdue", "Overdue"}, {"closed", "Closed"}, {"any", "All"}}};
  json::array list;
  for (const auto& [value, label] : all) {
    list.push_back(json::object{{"value", value}, {"label", label}, {"chosen", chosen == value}});
  }
  return list;
}

http::Response show_list(const Pages& pages, const Call& call) {
  auto query = query_of(call);
  const auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  query.limit = rows_on_a_page;
  query.offset = (page - 1) * rows_on_a_page;
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto now = call.services.clock.now();
    const auto found = cases::read_cases(session, call.services.catalogue, call.person(), query, now);
    json::array rows;
    for (const auto& row : found.rows) rows.push_back(case_row_model(row, zone, now));
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    model["total_text"] = count_text(found.total, "case", "cases");
    const auto last = (found.total + rows_on_a_page - 1) / rows_on_a_page;
    if (last > 1) {
      const auto sort = (query.descending ? "-" : "") + query.sort;
      json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
      if (page > 1) pager["previous"] = list_address(query, sort, page - 1);
      if (page < last) pager["next"] = list_address(query, sort, page + 1);
      model["pager"] = std::move(pager);
    }
    const auto workflows = call.services.catalogue.newest(session);
    model["workflows"] = workflow_options(workflows, query.workflow);
    model["may_open"] = !cases::workflows_to_open(session, call.services.catalogue, call.person()).empty();
  }
  model["q"] = query.search;
  model["statuses"] = status_options(query.status);
  model["mine"] = query.participant == "me";
  model["columns"] = column_models(query);
  model["filtered"] = !query.search.empty() || !query.workflow.empty() || query.status != "open" ||
                      !query.owner.empty() || !query.participant.empty();
  model["on_list"] = true;
  return pages.page(call, "cases", "Cases", std::move(model));
}

http::Response show_board(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto now = call.services.clock.now();
    const auto workflows = call.services.catalogue.newest(session);
    auto name = api::text_parameter(call.request, "workflow");
    if (name.empty()) name = "corrective_action";
    json::array board;
    for (const auto& column :
         cases::read_board(session, call.services.catalogue, call.person(), name, cards_in_a_column, now)) {
      json::array cards;
      for (const auto& row : column.rows) cards.push_back(case_row_model(row, zone, now));
      const auto more = column.total - static_cast<std::int64_t>(column.rows.size());
      board.push_back(
          json::object{{"title", column.title},
                       {"total", column.total},
                       {"final", column.final},
                       {"cards", std::move(cards)},
                       {"more", more > 0 ? json::value("and " + std::to_string(more) + " more") : json::value(nullptr)},
                       {"address", "/cases?status=any&workflow=" + app::percent_encoded(name) +
                                       "&state=" + app::percent_encoded(column.state)}});
    }
    model["board"] = std::move(board);
    model["workflows"] = workflow_options(workflows, name);
  }
  model["on_board"] = true;
  return pages.page(call, "case_board", "Board", std::move(model));
}

workflows::Day first_of_month(const std::string& text, workflows::Day today) {
  const auto asked = workflows::parse_day(text + "-01");
  return asked ? *asked : workflows::Day{today.year(), today.month(), std::chrono::day{1}};
}

http::Response show_calendar(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto today = pages.today(session);
    const auto first = first_of_month(api::text_parameter(call.request, "month"), today);
    const auto last = workflows::Day{std::chrono::sys_days{workflows::add_months(first, 1)} - std::chrono::days(1)};
    const bool own = api::text_parameter(call.request, "mine") == "yes";
    const auto entries = cases::read_calendar(session, call.services.catalogue, call.person(), first, last, own,
                                              call.services.clock.now());
    json::array days;
    for (auto day = first; day <= last; day = workflows::Day{std::chrono::sys_days{day} + std::chrono::days(1)}) {
      json::array items;
      for (const auto& entry : entries) {
        if (entry.day != day) continue;
        items.push_back(json::object{{"key", entry.key},
                                     {"title", entry.case_title},
                                     {"task", entry.task},
                                     {"person", entry.person},
                                     {"overdue", entry.overdue}});
      }
      if (items.empty()) continue;
      days.push_back(json::object{{"day", day_text(day)}, {"today", day == today}, {"entries", std::move(items)}});
    }
    const auto month_of = [](workflows::Day day) { return workflows::to_text(day).substr(0, 7); };
    const std::string mine = own ? "&mine=yes" : "";
    model["days_present"] = !days.empty();
    model["days"] = std::move(days);
    model["month"] = day_text(first).substr(2);
    model["previous"] = "/cases/calendar?month=" + month_of(workflows::add_months(first, -1)) + mine;
    model["next"] = "/cases/calendar?month=" + month_of(workflows::add_months(first, 1)) + mine;
    model["own"] = own;
    model["other_view"] = "/cases/calendar?month=" + month_of(first) + (own ? "" : "&mine=yes");
  }
  model["on_calendar"] = true;
  return pages.page(call, "case_calendar", "Calendar", std::move(model));
}

}  // namespace

app::Routes case_list_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/cases", everybody, [&pages](const Call& call) { return show_list(pages, call); }),
          get_page("/cases/board", everybody, [&pages](const Call& call) { return show_board(pages, call); }),
          get_page("/cases/calendar", everybody, [&pages](const Call& call) { return show_calendar(pages, call); })};
}

}  // namespace provost::web
