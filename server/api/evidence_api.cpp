#include "server/api/evidence_api.hpp"

#include <boost/json.hpp>

#include "server/api/body_file.hpp"
#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_forms.hpp"

namespace provost::api {

namespace {

namespace evidence = workflows::evidence;

json::object row_json(const evidence::EvidenceRow& row) {
  return {{"key", row.key},
          {"title", row.title},
          {"standing", evidence::to_text(row.standing)},
          {"effective_on", or_null(row.effective_on)},
          {"valid_until", or_null(row.valid_until)},
          {"keep_until", or_null(row.keep_until)},
          {"owner", row.owner_name},
          {"provider", row.provider},
          {"asked_by", row.asked_by},
          {"asked_at", workflows::to_text(row.asked_at)},
          {"due_on", or_null(row.due_on)},
          {"address", row.address},
          {"files", row.files},
          {"clauses", texts(row.clauses)},
          {"documents", texts(row.documents)},
          {"cases", texts(row.cases)}};
}

http::Response list(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  auto query = evidence_query_of(call, session);
  const auto part = list_part(call);
  query.limit = part.limit;
  query.after = part.after;
  const auto now = call.services.clock.now();
  const auto today = workflows::day_in_zone(now, workflows::organisation::present_organisation(session).time_zone);
  const auto page = evidence::read_evidence(session, call.services.catalogue, call.person(), query, today, now);
  json::array items;
  for (const auto& row : page.rows) items.push_back(row_json(row));
  return list_response(call, std::move(items), page.total, page.next);
}

/// The texts between commas.
std::vector<std::string> list_parameter(const Call& call, std::string_view name) {
  std::vector<std::string> texts;
  const auto given = text_parameter(call.request, name);
  std::size_t from = 0;
  while (from <= given.size() && !given.empty()) {
    const auto comma = std::min(given.find(',', from), given.size());
    auto text = workflows::trimmed(std::string_view(given).substr(from, comma - from));
    if (!text.empty()) texts.push_back(std::move(text));
    from = comma + 1;
  }
  return texts;
}

http::Response add(const Call& call) {
  evidence::NewEvidence wanted;
  wanted.title = text_parameter(call.request, "title");
  wanted.what = text_parameter(call.request, "what");
  wanted.file_name = text_parameter(call.request, "file_name");
  wanted.address = text_parameter(call.request, "address");
  wanted.effective_on = text_parameter(call.request, "effective_on");
  wanted.valid_until = text_parameter(call.request, "valid_until");
  wanted.checker = text_parameter(call.request, "checker");
  wanted.note = text_parameter(call.request, "note");
  wanted.clauses = list_parameter(call, "clauses");
  wanted.documents = list_parameter(call, "documents");
  wanted.cases = list_parameter(call, "cases");
  std::optional<http::SpooledBody> file;
  if (!wanted.file_name.empty()) {
    file = whole_body(call.request);
    wanted.file = file->path();
  }
  const auto key = call.services.evidence.add(call.person(), wanted);
  auto response = json_response(201, {{"key", key}});
  response.fields.set("Location", "/api/v1/cases/" + key);
  return response;
}

json::object row_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"key", text()},
                    {"title", text()},
                    {"standing", one_of({"waiting", "rejected", "received", "valid", "expiring", "expired", "replaced",
                                         "retired", "disposed"})},
                    {"effective_on", optional_text()},
                    {"valid_until", optional_text()},
                    {"keep_until", optional_text()},
                    {"owner", text()},
                    {"provider", text("e-mail address")},
                    {"asked_by", text("who asked for it, or handed it in")},
                    {"asked_at", text()},
                    {"due_on", optional_text()},
                    {"address", text("web address, where it is no file")},
                    {"files", number()},
                    {"clauses", list_of(text())},
                    {"documents", list_of(text())},
                    {"cases", list_of(text())}});
}

}  // namespace

evidence::EvidenceQuery evidence_query_of(const Call& call, workflows::store::Session& session) {
  evidence::EvidenceQuery query;
  query.search = text_parameter(call.request, "q");
  if (const auto standing = text_parameter(call.request, "standing"); !standing.empty()) query.standing = standing;
  if (const auto clause = text_parameter(call.request, "clause"); !clause.empty()) {
    query.clauses.push_back(clause);
    if (const auto name = text_parameter(call.request, "standard"); !name.empty()) {
      const auto standard = call.services.standards.find_standard(session, name);
      if (!standard) throw workflows::Invalid("standard", "There is no such standard in the library.");
      query.clauses.push_back(standard->content->title + " " + clause);
    }
  }
  query.document = text_parameter(call.request, "document");
  query.case_key = text_parameter(call.request, "case");
  query.owner = text_parameter(call.request, "owner");
  query.asked_by_auditors = flag_parameter(call.request, "asked_by_auditors");
  if (const auto sort = text_parameter(call.request, "sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : sort;
  }
  return query;
}

app::Routes evidence_routes(std::uint64_t largest_upload) {
  const auto everybody = app::Access::signed_in();
  return {
      get("/evidence", everybody, Scope::read(Area::evidence), list,
          {.summary = "The register of evidence",
           .query =
               with_paging({{"q", "Words of the title, or a key"},
                            {"standing", "A standing, open, in_use or any"},
                            {"asked_by_auditors", "true: only what external auditors asked for", schema::flag()},
                            {"standard", "Name of a standard; with clause"},
                            {"clause", "Number of a clause"},
                            {"document", "Number of a document"},
                            {"case", "Key of a case"},
                            {"owner", "E-mail address, or me"},
                            {"sort",
                             "key, title, standing, effective_on, valid_until, asked_on, due_on or owner; - before it"
                             " turns the order"}}),
           .response_schema = list_schema(row_schema()),
           .operation = "listEvidence"}),
      with_file(post("/evidence", everybody, Scope::write(Area::evidence), add,
                     {.summary = "Hand in a piece of evidence: the file's bytes are the body, or there is a web"
                                 " address",
                      .query = {{"file_name", "Name of the file; leave it out when there is only an address"},
                                {"address", "Web address"},
                                {"title", "Instead of the name of the file"},
                                {"what", "What it is to show"},
                                {"effective_on", "Year-month-day from which it shows how things are; today without it"},
                                {"valid_until", "Year-month-day after which it is stale"},
                                {"checker", "E-mail address of who checks it"},
                                {"note", "Anything else"},
                                {"clauses",
                                 "Numbers between commas, with the standard's title before them or"
                                 " without"},
                                {"documents", "Numbers between commas"},
                                {"cases", "Keys between commas"}},
                      .response_schema = schema::object_of({{"key", schema::text()}}, {"key"}),
                      .success_status = 201,
                      .operation = "addEvidence"}),
                largest_upload)};
}

}  // namespace provost::api
