#include <array>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/page_numbers.hpp"
#include "server/web/routes.hpp"
#include "server/web/spreadsheet.hpp"
#include "server/web/words.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
using app::Call;
using workflows::documents::RegisterQuery;
using workflows::people::Permission;

constexpr std::int64_t rows_on_a_page = 25;
constexpr std::int64_t rows_in_one_reading = 200;

struct Column {
  const char* label;
  const char* sort;
};
constexpr std::array<Column, 6> columns{{{"Number", "number"},
                                         {"Title", "title"},
                                         {"Type", "type"},
                                         {"State", "state"},
                                         {"Owner", "owner"},
                                         {"Next review", "next_review"}}};

/// The address of the register with one thing changed.
std::string register_address(const RegisterQuery& query, const std::string& sort, std::int64_t page) {
  std::string address = "/documents?";
  const auto add = [&address](const char* name, const std::string& value) {
    if (!value.empty()) address += std::string(name) + "=" + app::percent_encoded(value) + "&";
  };
  add("q", query.search);
  add("type", query.type);
  add("state", query.state);
  add("owner", query.owner);
  add("sort", sort == "number" ? "" : sort);
  if (page > 1) add("page", std::to_string(page));
  address.pop_back();
  return address;
}

json::array column_models(const RegisterQuery& query) {
  json::array list;
  for (const auto& column : columns) {
    const bool sorted = query.sort == column.sort;
    const auto sort = (sorted && !query.descending ? "-" : "") + std::string(column.sort);
    list.push_back(json::object{{"label", column.label},
                                {"address", register_address(query, sort, 1)},
                                {"sorted", sorted},
                                {"direction", query.descending ? "descending" : "ascending"},
                                {"arrow", query.descending ? "▼" : "▲"}});
  }
  return list;
}

json::array type_options(const std::string& chosen) {
  json::array list;
  for (const auto& type : workflows::documents::document_types()) {
    list.push_back(json::object{{"value", type.name}, {"label", type.label}, {"chosen", type.name == chosen}});
  }
  return list;
}

json::array state_options(const std::string& chosen) {
  static const std::array<std::pair<const char*, const char*>, 9> states{{{"", "All but obsolete"},
                                                                          {"effective", "Effective"},
                                                                          {"draft", "Draft"},
                                                                          {"in_review", "In review"},
                                                                          {"in_approval", "In approval"},
                                                                          {"approved", "Approved for later"},
                                                                          {"review_due", "Review due"},
                                                                          {"obsolete", "Obsolete"},
                                                                          {"any", "All"}}};
  json::array list;
  for (const auto& [value, label] : states) {
    list.push_back(json::object{{"value", value}, {"label", label}, {"chosen", chosen == value}});
  }
  return list;
}

json::object row_model(const workflows::documents::RegisterRow& row, workflows::Day today) {
  json::object model{{"number", row.number},           {"title", row.title},
                     {"type", type_text(row.type)},    {"version", row.version},
                     {"state", state_text(row.state)}, {"state_badge", state_badge(row.state)},
                     {"owner", row.owner_name},        {"legacy", row.legacy},
                     {"issuer", row.issuer},           {"edition", row.edition}};
  if (row.working_version) {
    model["working_version"] = *row.working_version;
    model["working_state"] = state_text(*row.working_state);
    model["working_badge"] = state_badge(*row.working_state);
  }
  if (row.next_review) {
    const auto day = workflows::parse_day(*row.next_review).value_or(today);
    model["next_review"] = day_text(day);
    model["review_due"] = day <= today;
  }
  return model;
}

RegisterQuery query_of(const Call& call) {
  RegisterQuery query;
  query.search = api::text_parameter(call.request, "q");
  query.type = api::text_parameter(call.request, "type");
  query.state = api::text_parameter(call.request, "state");
  query.owner = api::text_parameter(call.request, "owner");
  if (const auto sort = api::text_parameter(call.request, "sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : sort;
  }
  return query;
}

http::Response show(const Pages& pages, const Call& call) {
  auto query = query_of(call);
  auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  query.limit = rows_on_a_page;

  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto today = pages.today(snapshot.session());
    const auto found = page_or_last(page, rows_on_a_page, [&](std::int64_t offset) {
      query.offset = offset;
      return workflows::documents::read_register(snapshot.session(), call.person(), query, today);
    });
    json::array rows;
    for (const auto& row : found.rows) rows.push_back(row_model(row, today));
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    model["total_text"] = count_text(found.total, "document", "documents");
    const auto last = (found.total + rows_on_a_page - 1) / rows_on_a_page;
    if (last > 1) {
      const auto sort = (query.descending ? "-" : "") + query.sort;
      json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
      if (page > 1) pager["previous"] = register_address(query, sort, page - 1);
      if (page < last) pager["next"] = register_address(query, sort, page + 1);
      model["pager"] = std::move(pager);
    }
  }
  const auto export_address =
      "/documents/export" + register_address(query, (query.descending ? "-" : "") + query.sort, 1)
                                .substr(std::string_view("/documents").size());
  model["export_address"] = export_address;
  model["workbook_address"] =
      export_address + (export_address.find('?') == std::string::npos ? "?" : "&") + "format=xlsx";
  model["external"] = query.type == "external_document";
  model["records"] = query.type == "record";
  model["q"] = query.search;
  model["types"] = type_options(query.type);
  model["states"] = state_options(query.state);
  model["columns"] = column_models(query);
  model["filtered"] = !query.search.empty() || !query.type.empty() || !query.state.empty() || !query.owner.empty();
  model["may_create"] = call.person().may(Permission::create_documents);
  model["may_import"] = call.person().may(Permission::import_documents);
  return pages.page(call, "documents", "Documents", std::move(model));
}

Sheet::Row list_row(const workflows::documents::RegisterRow& row) {
  std::string processes;
  for (const auto& process : row.processes) processes += (processes.empty() ? "" : "; ") + process;
  return {row.number,
          row.title,
          std::string(type_text(row.type)),
          processes,
          row.version,
          std::string(state_text(row.state)),
          row.next_review.value_or(""),
          row.owner_name};
}

Sheet::Row external_row(const workflows::documents::RegisterRow& row) {
  return {row.number,
          row.title,
          row.issuer,
          row.edition,
          std::string(state_text(row.state)),
          row.next_review.value_or(""),
          row.owner_name,
          row.source_address};
}

/// The master list of documents, with the eight columns that such lists have everywhere; of external documents with
/// issuer and edition, and the day on which somebody looks for a newer one.
http::Response download_list(const Call& call, const std::filesystem::path& spool) {
  auto query = query_of(call);
  query.limit = rows_in_one_reading;
  const auto wanted = api::text_parameter(call.request, "format");
  const bool external = query.type == "external_document";
  Sheet list{"Documents", {"code", "title", "type", "process", "version", "state", "next review", "process owner"}, {}};
  if (external) {
    list = {"External documents",
            {"code", "title", "issuer", "edition", "state", "next check", "owner", "published at"},
            {}};
  }
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto today = workflows::day_in_zone(
        call.services.clock.now(), workflows::organisation::present_organisation(snapshot.session()).time_zone);
    while (true) {
      const auto found = workflows::documents::read_register(snapshot.session(), call.person(), query, today);
      for (const auto& row : found.rows) {
        list.rows.push_back(external ? external_row(row) : list_row(row));
      }
      query.offset += query.limit;
      if (query.offset >= found.total) break;
    }
  }
  auto response = sheet_download({list}, wanted.empty() ? "csv" : wanted,
                                 external ? "register-of-external-documents" : "master-list-of-documents", spool);
  const auto count = static_cast<std::int64_t>(list.rows.size());
  call.services.audit.record(call.person().audit(), {"documents.exported", "register", {{"documents", count}}});
  return response;
}

}  // namespace

app::Routes register_routes(const Pages& pages, const std::filesystem::path& spool) {
  return {get_page("/documents", app::Access::with(Permission::read_documents),
                   [&pages](const Call& call) { return show(pages, call); }),
          get_page("/documents/export", app::Access::with(Permission::read_documents),
                   [spool](const Call& call) { return download_list(call, spool); })};
}

}  // namespace provost::web
