#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/web/case_choices.hpp"
#include "server/web/case_model.hpp"
#include "server/web/form.hpp"
#include "server/web/page_numbers.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/case_reading.hpp"
#include "workflows/cases/case_register.hpp"
#include "workflows/cases/saved_filters.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;
using cases::CaseQuery;

constexpr std::int64_t rows_on_a_page = 25;

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

std::string list_address(const CaseQuery& query, std::int64_t page = 1) {
  auto text = cases::to_query_string(query);
  if (page > 1) text += (text.empty() ? "page=" : "&page=") + std::to_string(page);
  return text.empty() ? "/cases" : "/cases?" + text;
}

std::string sort_text(const CaseQuery& query) {
  return (query.descending ? "-" : "") + query.sort;
}

/// The form names the workflow to which the states on offer belong, as without scripts they stay on offer when another
/// workflow is chosen.
CaseQuery query_of(const Call& call) {
  auto query =
      cases::case_query_from([&call](std::string_view name) { return api::text_parameter(call.request, name); });
  if (const auto belongs_to = call.request.query.get("state_of"); belongs_to && *belongs_to != query.workflow) {
    query.state.clear();
  }
  return query;
}

json::array column_models(const CaseQuery& query) {
  json::array list;
  for (const auto& column : columns) {
    json::object model{{"label", column.label}};
    if (!std::string_view(column.sort).empty()) {
      const bool sorted = query.sort == column.sort;
      auto other = query;
      other.sort = column.sort;
      other.descending = sorted && !query.descending;
      model["address"] = list_address(other);
      model["sorted"] = sorted;
      model["direction"] = query.descending ? "descending" : "ascending";
      model["arrow"] = query.descending ? "▼" : "▲";
    }
    list.push_back(std::move(model));
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

/// For those who do not see the heads of the columns, as on a phone. An order that only a head can ask for is offered
/// while it is chosen, so that sending the form does not lose it.
json::array sort_options(const CaseQuery& query) {
  static constexpr std::array<std::pair<const char*, const char*>, 5> all{{{"-changed", "Last changed"},
                                                                           {"due", "Due first"},
                                                                           {"-opened", "Newest first"},
                                                                           {"title", "Title"},
                                                                           {"workflow", "Workflow"}}};
  const auto chosen = sort_text(query);
  json::array list;
  bool known = false;
  for (const auto& [value, label] : all) {
    known = known || chosen == value;
    list.push_back(json::object{{"value", value}, {"label", label}, {"chosen", chosen == value}});
  }
  if (!known) list.push_back(json::object{{"value", chosen}, {"label", "As in the table"}, {"chosen", true}});
  return list;
}

void add_filter_choices(workflows::store::Session& session, const Call& call, const CaseQuery& query,
                        json::object& model) {
  const auto workflows = call.services.catalogue.newest(session);
  model["workflows"] = workflow_options(workflows, query.workflow);
  const auto chosen = std::find_if(workflows.begin(), workflows.end(), [&query](const auto& version) {
    return version.definition->name == query.workflow;
  });
  if (chosen != workflows.end()) {
    model["state_of"] = query.workflow;
    model["states"] = state_options(*chosen->definition, query.state);
  }
  json::array owners{json::object{{"value", "me"}, {"label", "Me"}, {"chosen", query.owner == "me"}}};
  for (auto& person : people_options(session, query.owner)) owners.push_back(std::move(person));
  model["owners"] = std::move(owners);
  model["statuses"] = status_options(query.status);
  model["q"] = query.search;
  model["mine"] = query.participant == "me";
  model["sorts"] = sort_options(query);
}

/// The filters the person keeps, and whether the present one is among them.
void add_saved_filters(workflows::store::Session& session, const Call& call, const CaseQuery& query,
                       json::object& model) {
  const auto present = cases::to_query_string(query);
  bool is_kept = false;
  json::array filters;
  for (const auto& filter : cases::saved_filters_of(session, call.person().person_id)) {
    const bool current = filter.query == present;
    is_kept = is_kept || current;
    filters.push_back(json::object{{"id", filter.id},
                                   {"name", filter.name},
                                   {"address", filter.query.empty() ? "/cases" : "/cases?" + filter.query},
                                   {"current", current}});
  }
  model["filters_present"] = !filters.empty();
  model["filters"] = std::move(filters);
  model["present_query"] = present;
  model["may_keep"] = !present.empty() && !is_kept;
}

json::object list_model(const Pages& pages, const Call& call, CaseQuery query, std::int64_t page) {
  query.limit = rows_on_a_page;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto zone = pages.time_zone(session);
  const auto now = call.services.clock.now();
  json::object model;
  const auto found = page_or_last(page, rows_on_a_page, [&](std::int64_t offset) {
    query.offset = offset;
    return cases::read_cases(session, call.services.catalogue, call.person(), query, now);
  });
  json::array rows;
  for (const auto& row : found.rows) rows.push_back(case_row_model(row, zone, now));
  model["rows_present"] = !rows.empty();
  model["rows"] = std::move(rows);
  model["total_text"] = count_text(found.total, "case", "cases");
  if (const auto last = (found.total + rows_on_a_page - 1) / rows_on_a_page; last > 1) {
    json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
    if (page > 1) pager["previous"] = list_address(query, page - 1);
    if (page < last) pager["next"] = list_address(query, page + 1);
    model["pager"] = std::move(pager);
  }
  add_filter_choices(session, call, query, model);
  add_saved_filters(session, call, query, model);
  model["may_open"] = !cases::workflows_to_open(session, call.services.catalogue, call.person()).empty();
  model["columns"] = column_models(query);
  auto filter_only = query;
  filter_only.sort = CaseQuery{}.sort;
  filter_only.descending = CaseQuery{}.descending;
  model["filtered"] = !cases::to_query_string(filter_only).empty();
  model["on_list"] = true;
  return model;
}

http::Response show_list(const Pages& pages, const Call& call) {
  const auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  return pages.page(call, "cases", "Cases", list_model(pages, call, query_of(call), page));
}

http::Response keep_filter(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto query = cases::parse_case_query(form.get("query"));
  return done_or_again(
      [&] {
        call.services.saved_filters.save(call.person(), form.get("name"), query);
        return redirect_with_notice(list_address(query), "filter-kept");
      },
      [&](const app::Problem& problem) {
        auto model = list_model(pages, call, query, 1);
        model["filter_name"] = form.get("name");
        model["keeping"] = true;
        return pages.page_with_problem(call, "cases", "Please look again: Cases", std::move(model), problem);
      });
}

http::Response remove_filter(const Call& call) {
  const Form form(call);
  call.services.saved_filters.remove(call.person(), number_in(form, "id"));
  return redirect_with_notice("/cases", "filter-removed");
}

}  // namespace

app::Routes case_list_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/cases", everybody, [&pages](const Call& call) { return show_list(pages, call); }),
          post_form("/cases/filters", everybody, [&pages](const Call& call) { return keep_filter(pages, call); }),
          post_form("/cases/filters/remove", everybody, [](const Call& call) { return remove_filter(call); })};
}

}  // namespace provost::web
