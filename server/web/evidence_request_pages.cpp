#include <array>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/evidence_model.hpp"
#include "server/web/page_numbers.hpp"
#include "server/web/routes.hpp"
#include "server/web/spreadsheet.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/evidence/evidence_register.hpp"
#include "workflows/evidence/evidence_service.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace evidence = workflows::evidence;
using app::Call;
using evidence::EvidenceQuery;

constexpr std::int64_t rows_on_a_page = 25;
constexpr std::int64_t rows_in_one_reading = 1000;

struct Column {
  const char* label;
  const char* sort;  ///< empty: not sorted by it
};
constexpr std::array<Column, 6> columns{{{"Key", "key"},
                                         {"What was asked for", "title"},
                                         {"Asked", "asked_on"},
                                         {"From", ""},
                                         {"Needed by", "due_on"},
                                         {"Standing", "standing"}}};

EvidenceQuery query_of(const Call& call) {
  EvidenceQuery query;
  query.asked_by_auditors = true;
  query.standing = api::text_parameter(call.request, "show") == "all" ? "any" : "open";
  query.sort = "due_on";
  if (const auto sort = api::text_parameter(call.request, "sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : sort;
  }
  return query;
}

std::string address_of(const std::string& path, const EvidenceQuery& query, const std::string& sort,
                       std::int64_t page = 1) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "?" : "&") + part; };
  if (query.standing == "any") add("show=all");
  if (sort != "due_on") add("sort=" + app::percent_encoded(sort));
  if (page > 1) add("page=" + std::to_string(page));
  return path + text;
}

json::array column_models(const EvidenceQuery& query) {
  json::array list;
  for (const auto& column : columns) {
    json::object model{{"label", column.label}};
    if (*column.sort != '\0') {
      const bool sorted = query.sort == column.sort;
      model["address"] =
          address_of("/evidence/requests", query, (sorted && !query.descending ? "-" : "") + std::string(column.sort));
      model["sorted"] = sorted;
      model["direction"] = query.descending ? "descending" : "ascending";
      model["arrow"] = query.descending ? "▼" : "▲";
    }
    list.push_back(std::move(model));
  }
  return list;
}

json::object row_model(const evidence::EvidenceRow& row, const std::string& zone, workflows::Day today) {
  const bool answered = row.standing == evidence::Standing::valid || row.standing == evidence::Standing::expiring;
  return {{"key", row.key},
          {"title", row.title},
          {"asked_by", row.asked_by},
          {"asked_on", day_text(workflows::day_in_zone(row.asked_at, zone))},
          {"provider", row.provider_name},
          {"due_on", row.due_on ? day_text(*row.due_on) : std::string()},
          {"overdue", !answered && row.due_on && *row.due_on < today},
          {"standing", standing_model(row.standing)}};
}

http::Response show(const Pages& pages, const Call& call) {
  auto query = query_of(call);
  auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  query.limit = rows_on_a_page;
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto today = pages.today(session);
    const auto zone = pages.time_zone(session);
    const auto found = page_or_last(page, rows_on_a_page, [&](std::int64_t offset) {
      query.offset = offset;
      return evidence::read_evidence(session, call.services.catalogue, call.person(), query, today,
                                     call.services.clock.now());
    });
    json::array rows;
    for (const auto& row : found.rows) rows.push_back(row_model(row, zone, today));
    const auto sort = (query.descending ? "-" : "") + query.sort;
    const auto last = (found.total + rows_on_a_page - 1) / rows_on_a_page;
    if (last > 1) {
      json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
      if (page > 1) pager["previous"] = address_of("/evidence/requests", query, sort, page - 1);
      if (page < last) pager["next"] = address_of("/evidence/requests", query, sort, page + 1);
      model["pager"] = std::move(pager);
    }
    model["total_text"] = count_text(found.total, "request", "requests");
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    model["columns"] = column_models(query);
    model["all"] = query.standing == "any";
    model["export_address"] = address_of("/evidence/requests/export", query, sort);
    const auto version = call.services.catalogue.newest(session, evidence::workflow_name);
    model["may_ask"] = workflows::cases::may_open(*version.definition, call.person());
  }
  return pages.page(call, "evidence_requests", "Requests by auditors", std::move(model));
}

http::Response download(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  Sheet list{"Requests", {"key", "asked for", "asked by", "asked on", "from", "needed by", "standing", "clauses"}, {}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    auto query = query_of(call);
    query.limit = rows_in_one_reading;
    const auto zone = pages.time_zone(session);
    while (true) {
      const auto found = evidence::read_evidence(session, call.services.catalogue, call.person(), query,
                                                 pages.today(session), call.services.clock.now());
      for (const auto& row : found.rows) {
        list.rows.push_back({row.key, row.title, row.asked_by,
                             workflows::to_text(workflows::day_in_zone(row.asked_at, zone)), row.provider_name,
                             row.due_on ? workflows::to_text(*row.due_on) : "", standing_words(row.standing),
                             joined(row.clauses)});
      }
      query.offset += query.limit;
      if (query.offset >= found.total) break;
    }
  }
  const auto count = static_cast<std::int64_t>(list.rows.size());
  auto response = sheet_download({list}, "xlsx", "requests-by-auditors", spool);
  call.services.audit.record(call.person().audit(), {"evidence.requests_exported", "register", {{"requests", count}}});
  return response;
}

}  // namespace

app::Routes evidence_request_routes(const Pages& pages, const std::filesystem::path& spool) {
  const auto everybody = app::Access::with(workflows::people::Permission::read_documents);
  return {get_page("/evidence/requests", everybody, [&pages](const Call& call) { return show(pages, call); }),
          get_page("/evidence/requests/export", everybody,
                   [&pages, spool](const Call& call) { return download(pages, call, spool); })};
}

}  // namespace provost::web
