#include "server/api/document_api.hpp"

#include <boost/json.hpp>

#include "docs_repo/redline/redline.hpp"
#include "server/api/document_json.hpp"
#include "server/api/json_body.hpp"
#include "server/api/schemas.hpp"
#include "server/web/version_content.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_details.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::api {

namespace {

using app::Access;
using app::Call;
using app::Surface;
using workflows::people::Permission;
namespace documents = workflows::documents;
namespace json = boost::json;

http::Response document_response(const Call& call, const std::string& number, int status) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto view = documents::read_document(snapshot.session(), call.person(), number);
  auto response = json_response(status, to_json(view));
  response.fields.set("ETag", entity_tag(view.facts.document.row_version));
  if (status == 201) response.fields.set("Location", "/api/v1/documents/" + number);
  return response;
}

documents::DocumentDetails read_details(BodyReader& body) {
  documents::DocumentDetails details;
  details.owner = body.text("owner");
  details.reviewers = body.texts("reviewers");
  details.approvers = body.texts("approvers");
  details.clauses = body.texts("clauses");
  details.processes = body.texts("processes");
  details.review_interval_months = body.optional_number("review_interval_months");
  details.issuer = body.text("issuer");
  details.edition = body.text("edition");
  details.source_address = body.text("source_address");
  if (const auto language = body.optional_text("language")) details.language = *language;
  if (const auto classification = body.optional_text("classification")) details.classification = *classification;
  return details;
}

http::Response create(const Call& call) {
  BodyReader body(call.request);
  documents::NewDocument document;
  document.type = body.text("type", true);
  document.title = body.text("title");
  document.content.markdown = body.text("markdown", true);
  document.details = read_details(body);
  document.change_description = body.text("change_description");
  body.finish();
  const auto number = call.services.documents.create(call.person(), document);
  return document_response(call, number, 201);
}

http::Response list(const Call& call) {
  documents::RegisterQuery query;
  query.search = text_parameter(call.request, "q");
  if (query.search.empty()) query.search = text_parameter(call.request, "search");
  query.type = text_parameter(call.request, "type");
  query.state = text_parameter(call.request, "state");
  query.owner = text_parameter(call.request, "owner");
  if (const auto sort = text_parameter(call.request, "sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : sort;
  }
  query.limit = number_parameter(call.request, "limit", 50, 1, 200);
  const auto page = number_parameter(call.request, "page", 1, 1, 1'000'000);
  query.offset = (page - 1) * query.limit;

  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto zone = workflows::organisation::present_organisation(snapshot.session()).time_zone;
  const auto found = documents::read_register(snapshot.session(), call.person(), query,
                                              workflows::day_in_zone(call.services.clock.now(), zone));
  json::array items;
  for (const auto& row : found.rows) items.push_back(to_json(row));
  const bool more = query.offset + static_cast<std::int64_t>(found.rows.size()) < found.total;
  return json_response(200, {{"items", std::move(items)},
                             {"total", found.total},
                             {"next", more ? json::value(page + 1) : json::value(nullptr)}});
}

http::Response show(const Call& call) {
  return document_response(call, call.parameter("number"), 200);
}

http::Response save_draft(const Call& call) {
  BodyReader body(call.request);
  documents::DraftChange change;
  change.content.markdown = body.text("markdown", true);
  change.change_description = body.text("change_description", true);
  change.title = body.optional_text("title");
  body.finish();
  change.expected_row_version = expected_row_version(call.request);
  call.services.documents.save_draft(call.person(), call.parameter("number"), change);
  return document_response(call, call.parameter("number"), 200);
}

http::Response change_details(const Call& call) {
  const auto number = call.parameter("number");
  BodyReader body(call.request);
  documents::DocumentDetails present;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto view = documents::read_document(snapshot.session(), call.person(), number);
    present = documents::details_of(snapshot.session(), view.facts.document);
  }
  auto wanted = read_details(body);
  body.finish();
  if (!body.has("owner")) wanted.owner = present.owner;
  if (!body.has("reviewers")) wanted.reviewers = present.reviewers;
  if (!body.has("approvers")) wanted.approvers = present.approvers;
  if (!body.has("clauses")) wanted.clauses = present.clauses;
  if (!body.has("processes")) wanted.processes = present.processes;
  if (!body.has("review_interval_months")) wanted.review_interval_months = present.review_interval_months;
  if (!body.has("issuer")) wanted.issuer = present.issuer;
  if (!body.has("edition")) wanted.edition = present.edition;
  if (!body.has("source_address")) wanted.source_address = present.source_address;
  if (!body.has("language")) wanted.language = present.language;
  if (!body.has("classification")) wanted.classification = present.classification;
  call.services.documents.change_details(call.person(), number, wanted, expected_row_version(call.request));
  return document_response(call, number, 200);
}

http::Response transition(const Call& call) {
  BodyReader body(call.request);
  documents::TransitionRequest request;
  const auto event_text = body.text("event", true);
  const auto event = documents::parse_event(event_text);
  if (!event && !event_text.empty()) {
    body.problem("event", "There is no event \"" + workflows::shortened(event_text, 40) + "\".");
  }
  request.comment = body.text("comment");
  request.secret = body.text("secret");
  if (const auto day_text = body.optional_text("effective_date")) {
    request.effective_date = workflows::parse_day(*day_text);
    if (!request.effective_date) body.problem("effective_date", "A day is written like 2026-11-23.");
  }
  if (const auto revision_text = body.optional_text("revision")) {
    const auto revision = documents::parse_revision(*revision_text);
    if (!revision || *revision == documents::Revision::first) {
      body.problem("revision", "A revision is minor or major.");
    } else {
      request.revision = *revision;
    }
  }
  body.finish();
  request.event = *event;
  request.expected_row_version = expected_row_version(call.request);
  call.services.documents.transition(call.person(), call.parameter("number"), request);
  return document_response(call, call.parameter("number"), 200);
}

http::Response reassign(const Call& call) {
  BodyReader body(call.request);
  const auto from = body.text("from", true);
  const auto to = body.text("to", true);
  const auto reason = body.text("comment", true);
  body.finish();
  call.services.documents.reassign(call.person(), call.parameter("number"), from, to, reason);
  return document_response(call, call.parameter("number"), 200);
}

http::Response versions(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto view = documents::read_document(snapshot.session(), call.person(), call.parameter("number"));
  json::array items;
  for (const auto& version : view.versions) {
    auto item = to_json(version);
    json::array sign_offs;
    for (const auto& sign_off : documents::sign_offs_of(snapshot.session(), version.id)) {
      const auto person = workflows::people::find_person(snapshot.session(), sign_off.person_id);
      sign_offs.push_back(to_json(sign_off, person ? person->email : ""));
    }
    item["sign_offs"] = std::move(sign_offs);
    items.push_back(std::move(item));
  }
  const auto total = items.size();
  return json_response(200, {{"items", std::move(items)}, {"total", total}, {"next", nullptr}});
}

http::Response content(const Call& call) {
  return web::version_content(call, call.parameter("number"), call.parameter("version"));
}

http::Response diff(const Call& call) {
  const auto number = call.parameter("number");
  const auto from_label = text_parameter(call.request, "from");
  const auto to_label = text_parameter(call.request, "to");
  if (from_label.empty()) throw workflows::Invalid("from", "Name the version to compare from, e.g. from=1.0.");
  if (to_label.empty()) throw workflows::Invalid("to", "Name the version to compare to, e.g. to=1.1.");
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto from = documents::read_version(snapshot.session(), call.person(), number, from_label);
  const auto to = documents::read_version(snapshot.session(), call.person(), number, to_label);
  const auto redline =
      docs_repo::redline_markdown(documents::text_for_reading(call.services.repository, snapshot.session(), from),
                                  documents::text_for_reading(call.services.repository, snapshot.session(), to));
  json::array blocks;
  for (const auto& block : redline.blocks) {
    json::array spans;
    for (const auto& span : block.spans) {
      spans.push_back(json::object{{"change", docs_repo::to_text(span.change)}, {"text", span.text}});
    }
    blocks.push_back(json::object{{"kind", docs_repo::to_text(block.kind)},
                                  {"level", block.level},
                                  {"change", docs_repo::to_text(block.change)},
                                  {"spans", std::move(spans)}});
  }
  return json_response(200, {{"from", from_label},
                             {"to", to_label},
                             {"identical", redline.identical},
                             {"words_inserted", redline.words_inserted},
                             {"words_removed", redline.words_removed},
                             {"blocks", std::move(blocks)}});
}

}  // namespace

app::Routes document_routes() {
  const std::uint64_t text_limit = 12 * 1024 * 1024;
  using http::Method;
  return {
      {Method::post,
       "/api/v1/documents",
       Surface::api,
       Access::with(Permission::create_documents),
       create,
       text_limit,
       false,
       {"Start a document at version 0.1", {}, new_document_schema(), document_schema(), 201}},
      {Method::get,
       "/api/v1/documents",
       Surface::api,
       Access::signed_in(),
       list,
       0,
       false,
       {"List documents",
        {{"q", "Number, title or words of the effective text"},
         {"type", "Document type"},
         {"state", "State, or any, or review_due"},
         {"owner", "Owner's e-mail address"},
         {"sort", "number, title, type, owner, next_review, changed or state; - before it turns the order"},
         {"page", "Page, from 1"},
         {"limit", "Documents on a page, 1 to 200"}},
        {},
        list_schema(document_row_schema()),
        200}},
      {Method::get,
       "/api/v1/documents/{number}",
       Surface::api,
       Access::signed_in(),
       show,
       0,
       false,
       {"A document with what can be done to it", {}, {}, document_schema(), 200}},
      {Method::patch,
       "/api/v1/documents/{number}",
       Surface::api,
       Access::signed_in(),
       change_details,
       64 * 1024,
       false,
       {"Change owner, reviewers, approvers and other details", {}, details_schema(), document_schema(), 200}},
      {Method::put,
       "/api/v1/documents/{number}/draft",
       Surface::api,
       Access::signed_in(),
       save_draft,
       text_limit,
       false,
       {"Save the draft", {}, draft_schema(), document_schema(), 200}},
      {Method::post,
       "/api/v1/documents/{number}/transitions",
       Surface::api,
       Access::signed_in(),
       transition,
       64 * 1024,
       false,
       {"Make something happen to a document", {}, transition_schema(), document_schema(), 200}},
      {Method::post,
       "/api/v1/documents/{number}/reassignments",
       Surface::api,
       Access::signed_in(),
       reassign,
       64 * 1024,
       false,
       {"Hand a pending review or approval to somebody else", {}, reassignment_schema(), document_schema(), 200}},
      {Method::get,
       "/api/v1/documents/{number}/versions",
       Surface::api,
       Access::signed_in(),
       versions,
       0,
       false,
       {"The versions of a document", {}, {}, list_schema(version_schema()), 200}},
      {Method::get,
       "/api/v1/documents/{number}/versions/{version}/content",
       Surface::api,
       Access::signed_in(),
       content,
       0,
       false,
       {"The exact content of a version", {}, {}, {}, 200}},
      {Method::get,
       "/api/v1/documents/{number}/diff",
       Surface::api,
       Access::signed_in(),
       diff,
       0,
       false,
       {"What changed between two versions, word by word",
        {{"from", "Version, e.g. 1.0"}, {"to", "Version, e.g. 1.1"}},
        {},
        diff_schema(),
        200}},
  };
}

}  // namespace provost::api
