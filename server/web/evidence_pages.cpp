#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "server/api/evidence_api.hpp"
#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/case_choices.hpp"
#include "server/web/evidence_model.hpp"
#include "server/web/form.hpp"
#include "server/web/page_numbers.hpp"
#include "server/web/routes.hpp"
#include "server/web/spreadsheet.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/text_forms.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace evidence = workflows::evidence;
using app::Call;
using app::Problem;
using evidence::EvidenceQuery;

constexpr std::int64_t rows_on_a_page = 25;
constexpr std::int64_t rows_in_one_reading = 1000;
constexpr std::size_t most_clauses_shown = 3;
constexpr int clause_fields = 3;

struct Column {
  const char* label;
  const char* sort;  ///< empty: not sorted by it
};
constexpr std::array<Column, 6> columns{{{"Key", "key"},
                                         {"Title", "title"},
                                         {"For", ""},
                                         {"Standing", "standing"},
                                         {"Valid until", "valid_until"},
                                         {"Owner", "owner"}}};

/// The filter as it stands in the address: what the query makes of it is not always to be turned back.
struct Asked {
  std::string search, standing, standard, clause, document, case_key, owner, sort;
};

Asked asked_of(const Call& call) {
  const auto text = [&call](std::string_view name) { return api::text_parameter(call.request, name); };
  return {text("q"),        text("standing"), text("standard"), text("clause"),
          text("document"), text("case"),     text("owner"),    text("sort")};
}

std::string address_of(const std::string& path, const Asked& asked, const std::string& sort, std::int64_t page = 1) {
  std::string query;
  const auto add = [&query](const char* name, const std::string& value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + std::string(name) + "=" + app::percent_encoded(value);
  };
  add("q", asked.search);
  add("standing", asked.standing);
  add("standard", asked.standard);
  add("clause", asked.clause);
  add("document", asked.document);
  add("case", asked.case_key);
  add("owner", asked.owner);
  add("sort", sort == "valid_until" ? "" : sort);
  if (page > 1) add("page", std::to_string(page));
  return path + query;
}

json::array targets_model(const std::vector<std::string>& targets, const std::string& address) {
  json::array models;
  for (std::size_t at = 0; at < std::min(targets.size(), most_clauses_shown); ++at) {
    models.push_back(json::object{{"text", targets[at]}, {"address", address.empty() ? "" : address + targets[at]}});
  }
  if (targets.size() > most_clauses_shown) {
    models.push_back(json::object{{"text", "and " + std::to_string(targets.size() - most_clauses_shown) + " more"},
                                  {"address", ""}});
  }
  return models;
}

json::object row_model(const evidence::EvidenceRow& row) {
  json::array targets = targets_model(row.clauses, "");
  for (auto& model : targets_model(row.documents, "/documents/")) targets.push_back(std::move(model));
  for (auto& model : targets_model(row.cases, "/cases/")) targets.push_back(std::move(model));
  json::object model{{"key", row.key},
                     {"title", row.title},
                     {"standing", standing_model(row.standing)},
                     {"effective_on", row.effective_on ? day_text(*row.effective_on) : std::string()},
                     {"valid_until", row.valid_until ? day_text(*row.valid_until) : std::string()},
                     {"owner", row.owner_name}};
  model["targets"] = std::move(targets);
  return model;
}

json::array standing_options(const std::string& chosen) {
  json::array options;
  for (const auto* name : {"", "received", "valid", "expiring", "expired", "waiting", "rejected", "replaced", "retired",
                           "disposed", "any"}) {
    json::object option{{"value", name}, {"chosen", chosen == name}, {"in_use", *name == '\0'}};
    for (const auto* each : {"received", "valid", "expiring", "expired", "waiting", "rejected", "replaced", "retired",
                             "disposed", "any"}) {
      option[each] = std::string_view(each) == name;
    }
    options.push_back(std::move(option));
  }
  return options;
}

json::array column_models(const Asked& asked, const EvidenceQuery& query) {
  json::array list;
  for (const auto& column : columns) {
    json::object model{{"label", column.label}};
    if (*column.sort != '\0') {
      const bool sorted = query.sort == column.sort;
      model["address"] =
          address_of("/evidence", asked, (sorted && !query.descending ? "-" : "") + std::string(column.sort));
      model["sorted"] = sorted;
      model["direction"] = query.descending ? "descending" : "ascending";
      model["arrow"] = query.descending ? "▼" : "▲";
    }
    list.push_back(std::move(model));
  }
  return list;
}

/// What the person may do beside reading.
struct Allowed {
  bool ask = false;
  bool add = false;
};
Allowed allowed_to(const Call& call, workflows::store::Session& session) {
  const auto version = call.services.catalogue.newest(session, evidence::workflow_name);
  return {workflows::cases::may_open(*version.definition, call.person()),
          evidence::EvidenceService::may_add(*version.definition, call.person())};
}

http::Response show(const Pages& pages, const Call& call) {
  const auto asked = asked_of(call);
  auto page = api::number_parameter(call.request, "page", 1, 1, 1'000'000);
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    auto query = api::evidence_query_of(call, session);
    query.limit = rows_on_a_page;
    const auto today = pages.today(session);
    const auto now = call.services.clock.now();
    const auto found = page_or_last(page, rows_on_a_page, [&](std::int64_t offset) {
      query.offset = offset;
      return evidence::read_evidence(session, call.services.catalogue, call.person(), query, today, now);
    });
    const auto counts = evidence::count_evidence(session, call.services.catalogue, call.person(), today, now);
    json::array rows;
    for (const auto& row : found.rows) rows.push_back(row_model(row));
    model["rows_present"] = !rows.empty();
    model["rows"] = std::move(rows);
    model["total_text"] = count_text(found.total, "piece", "pieces");
    const auto sort = (query.descending ? "-" : "") + query.sort;
    const auto last = (found.total + rows_on_a_page - 1) / rows_on_a_page;
    if (last > 1) {
      json::object pager{{"text", "Page " + std::to_string(page) + " of " + std::to_string(last)}};
      if (page > 1) pager["previous"] = address_of("/evidence", asked, sort, page - 1);
      if (page < last) pager["next"] = address_of("/evidence", asked, sort, page + 1);
      model["pager"] = std::move(pager);
    }
    model["to_check"] = counts.to_check;
    model["expiring"] = counts.expiring;
    model["expired"] = counts.expired;
    model["waiting"] = counts.waiting;
    model["columns"] = column_models(asked, query);
    model["export_address"] = address_of("/evidence/export", asked, sort);
    const auto address = address_of("/evidence/export", asked, sort);
    model["workbook_address"] = address + (address.find('?') == std::string::npos ? "?" : "&") + "format=xlsx";
    const auto allowed = allowed_to(call, session);
    model["may_add"] = allowed.add;
    model["may_ask"] = allowed.ask;
    EvidenceQuery requested;
    requested.asked_by_auditors = true;
    requested.standing = "any";
    requested.limit = 1;
    const auto requests =
        evidence::read_evidence(session, call.services.catalogue, call.person(), requested, today, now).total;
    model["requests"] = requests > 0 || workflows::people::is_guest(call.person().roles);
    model["manages_sources"] = call.person().may(workflows::people::Permission::manage_documents);
    model["may_pack"] = call.person().may(workflows::people::Permission::read_audit_trail);
    std::string subject = asked.document + asked.case_key;
    if (!asked.clause.empty()) {
      const auto standard = call.services.standards.find_standard(session, asked.standard);
      subject = (standard ? standard->content->title + " " : "") + asked.clause;
      model["add_address"] = "/evidence/new?clause=" + app::percent_encoded(subject);
    } else if (!asked.document.empty()) {
      model["add_address"] = "/evidence/new?document=" + app::percent_encoded(asked.document);
    } else if (!asked.case_key.empty()) {
      model["add_address"] = "/evidence/new?case=" + app::percent_encoded(asked.case_key);
    } else {
      model["add_address"] = "/evidence/new";
    }
    model["subject"] = subject;
  }
  model["q"] = asked.search;
  model["standings"] = standing_options(asked.standing);
  model["standard"] = asked.standard;
  model["clause"] = asked.clause;
  model["document"] = asked.document;
  model["case_key"] = asked.case_key;
  model["mine"] = asked.owner == "me";
  model["filtered"] = address_of("", asked, "") != "";
  return pages.page(call, "evidence", "Evidence", std::move(model));
}

http::Response download_list(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const auto format = api::text_parameter(call.request, "format");
  Sheet list{"Evidence",
             {"key", "title", "standing", "valid from", "valid until", "keep until", "clauses", "documents", "cases",
              "from", "owner", "web address", "files"},
             {}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    auto query = api::evidence_query_of(call, session);
    query.limit = rows_in_one_reading;
    const auto today = pages.today(session);
    const auto day = [](const std::optional<workflows::Day>& one) { return one ? workflows::to_text(*one) : ""; };
    while (true) {
      const auto found = evidence::read_evidence(session, call.services.catalogue, call.person(), query, today,
                                                 call.services.clock.now());
      for (const auto& row : found.rows) {
        list.rows.push_back({row.key, row.title, standing_words(row.standing), day(row.effective_on),
                             day(row.valid_until), day(row.keep_until), joined(row.clauses), joined(row.documents),
                             joined(row.cases), row.provider, row.owner_name, row.address, row.files});
      }
      query.offset += query.limit;
      if (query.offset >= found.total) break;
    }
  }
  auto response = sheet_download({list}, format.empty() ? "csv" : format, "register-of-evidence", spool);
  call.services.audit.record(
      call.person().audit(),
      {"evidence.exported", "register", {{"pieces", static_cast<std::int64_t>(list.rows.size())}}});
  return response;
}

json::object form_model(const Call& call, const std::function<std::string(const char*)>& value_of,
                        const std::vector<std::string>& clauses) {
  json::object model;
  for (const auto* name : {"what", "address", "effective_on", "valid_until", "note", "documents", "cases"}) {
    model[name] = value_of(name);
  }
  model["piece_title"] = value_of("title");
  json::array fields;
  const auto wanted = std::max(clauses.size(), static_cast<std::size_t>(clause_fields));
  for (std::size_t at = 0; at < wanted; ++at) {
    fields.push_back(json::object{{"number", at + 1}, {"value", at < clauses.size() ? clauses[at] : std::string()}});
  }
  model["clause_fields"] = std::move(fields);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  model["checkers"] = people_options(session, value_of("checker"), call.person().email);
  json::array known;
  for (const auto& published : call.services.standards.standards(session)) {
    for (const auto& clause : published.content->clauses) {
      if (!clause.assessable) continue;
      known.push_back(json::object{{"value", published.content->title + " " + clause.number}, {"label", clause.title}});
    }
  }
  model["known_clauses"] = std::move(known);
  return model;
}

http::Response show_form(const Pages& pages, const Call& call) {
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    if (!allowed_to(call, snapshot.session()).add) {
      throw workflows::Forbidden("Your roles do not allow you to hand in evidence that nobody asked for.");
    }
  }
  const auto clause = api::text_parameter(call.request, "clause");
  const auto value_of = [&call](const char* name) {
    if (std::string_view(name) == "documents") return api::text_parameter(call.request, "document");
    if (std::string_view(name) == "cases") return api::text_parameter(call.request, "case");
    return std::string();
  };
  return pages.page(call, "evidence_new", "Add evidence",
                    form_model(call, value_of, clause.empty() ? std::vector<std::string>{} : std::vector{clause}));
}

/// Numbers or keys as people write them: with commas, semicolons or blanks between them.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  std::string name;
  for (const char letter : text + " ") {
    if (letter != ' ' && letter != ',' && letter != ';' && letter != '\n' && letter != '\r') {
      name += letter;
    } else if (!name.empty()) {
      names.push_back(std::exchange(name, {}));
    }
  }
  return names;
}

http::Response add(const Pages& pages, const Call& call) {
  const Form form(call);
  std::vector<std::string> clauses;
  for (const auto& clause : form.all("clause")) {
    if (auto text = workflows::trimmed(clause); !text.empty()) clauses.push_back(std::move(text));
  }
  return done_or_again(
      [&] {
        evidence::NewEvidence wanted;
        wanted.title = form.get("title");
        wanted.what = form.get("what");
        wanted.address = workflows::trimmed(form.get("address"));
        wanted.effective_on = form.get("effective_on");
        wanted.valid_until = form.get("valid_until");
        wanted.checker = form.get("checker");
        wanted.note = form.get("note");
        wanted.clauses = clauses;
        wanted.documents = names_in(form.get("documents"));
        wanted.cases = names_in(form.get("cases"));
        for (const auto& part : form.files()) {
          if (part.file_name.empty()) continue;
          wanted.file = part.file->path();
          wanted.file_name = part.file_name;
        }
        const auto key = call.services.evidence.add(call.person(), wanted);
        return redirect_with_notice("/cases/" + key, "evidence-added");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "evidence_new", "Please look again: evidence",
                                       form_model(
                                           call, [&form](const char* name) { return form.get(name); }, clauses),
                                       problem);
      });
}

}  // namespace

app::Routes evidence_routes(const Pages& pages, const std::filesystem::path& spool, std::uint64_t largest_upload) {
  const auto everybody = app::Access::signed_in();
  return {get_page("/evidence", everybody, [&pages](const Call& call) { return show(pages, call); }),
          get_page("/evidence/new", everybody, [&pages](const Call& call) { return show_form(pages, call); }),
          get_page("/evidence/export", everybody,
                   [&pages, spool](const Call& call) { return download_list(pages, call, spool); }),
          post_form(
              "/evidence", everybody, [&pages](const Call& call) { return add(pages, call); },
              largest_upload + std::uint64_t{1024} * 1024)};
}

}  // namespace provost::web
