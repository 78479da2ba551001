#include "server/api/document_api.hpp"

#include <boost/json.hpp>

#include "docs_repo/redline/redline.hpp"
#include "docs_repo/text/front_matter.hpp"
#include "server/api/body_file.hpp"
#include "server/api/document_json.hpp"
#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "server/web/version_content.hpp"
#include "templates/markdown.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_details.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::api {

namespace {

namespace documents = workflows::documents;

/// As many as the page shows.
constexpr std::int64_t most_events = 500;

http::Response document_response(const Call& call, const std::string& number, int status) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto view = documents::read_document(snapshot.session(), call.person(), number);
  return thing_response(status, to_json(view), view.facts.document.row_version, "/documents/" + number);
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

/// The whole body as content; `file` keeps it while the call runs.
documents::Content file_content(const Call& call, std::optional<http::SpooledBody>& file) {
  documents::Content content;
  content.file_name = text_parameter(call.request, "file_name");
  if (content.file_name.empty()) throw workflows::Invalid("file_name", "Name the file: ?file_name=policy.docx");
  file = whole_body(call.request);
  content.file = file->path();
  return content;
}

http::Response create_from_file(const Call& call) {
  std::optional<http::SpooledBody> file;
  documents::NewDocument document;
  document.type = text_parameter(call.request, "type");
  document.title = text_parameter(call.request, "title");
  document.details.owner = text_parameter(call.request, "owner");
  document.change_description = text_parameter(call.request, "change_description");
  document.content = file_content(call, file);
  return document_response(call, call.services.documents.create(call.person(), document), 201);
}

http::Response save_file(const Call& call) {
  std::optional<http::SpooledBody> file;
  documents::DraftChange change;
  change.content = file_content(call, file);
  change.change_description = text_parameter(call.request, "change_description");
  if (const auto title = text_parameter(call.request, "title"); !title.empty()) change.title = title;
  change.expected_row_version = expected_row_version(call.request);
  call.services.documents.save_draft(call.person(), call.parameter("number"), change);
  return document_response(call, call.parameter("number"), 200);
}

http::Response list(const Call& call) {
  documents::RegisterQuery query;
  query.search = text_parameter(call.request, "q");
  query.type = text_parameter(call.request, "type");
  query.state = text_parameter(call.request, "state");
  query.owner = text_parameter(call.request, "owner");
  if (const auto sort = text_parameter(call.request, "sort"); !sort.empty()) {
    query.descending = sort.front() == '-';
    query.sort = query.descending ? sort.substr(1) : sort;
  }
  const auto part = list_part(call);
  query.limit = part.limit;
  query.after = part.after;

  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto zone = workflows::organisation::present_organisation(snapshot.session()).time_zone;
  const auto found = documents::read_register(snapshot.session(), call.person(), query,
                                              workflows::day_in_zone(call.services.clock.now(), zone));
  json::array items;
  for (const auto& row : found.rows) items.push_back(to_json(row));
  return list_response(call, std::move(items), found.total, found.next);
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
  return list_response(call, std::move(items));
}

http::Response history(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto& number = call.parameter("number");
  const auto view = documents::read_document(snapshot.session(), call.person(), number);
  if (!documents::may_see_history(view.facts, call.person())) {
    throw workflows::Forbidden("What happened to drafts is for those who may see drafts.");
  }
  json::array items;
  for (const auto& event : workflows::audit_trail::document_history(snapshot.session(), number, most_events)) {
    const auto details = json::parse(event.details);
    const auto* comment = details.as_object().if_contains("comment");
    items.push_back(json::object{{"at", event.at},
                                 {"actor", event.actor},
                                 {"name", event.actor_name},
                                 {"action", event.action},
                                 {"comment", comment != nullptr && comment->is_string() ? *comment : json::value("")}});
  }
  return list_response(call, std::move(items));
}

http::Response content(const Call& call) {
  return web::version_content(call, call.parameter("number"), call.parameter("version"));
}

http::Response check_text(const Call& call) {
  BodyReader body(call.request);
  const auto markdown = body.text("markdown", true);
  body.finish();
  return json_response(200, {{"html", templates::markdown_to_html(docs_repo::markdown_body(markdown))}});
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

app::Routes document_routes(std::uint64_t largest_upload) {
  const std::uint64_t text_limit = std::uint64_t{12} * 1024 * 1024;
  const auto everybody = Access::signed_in();
  const auto reading = Scope::read(Area::documents);
  const auto writing = Scope::write(Area::documents);
  return {
      post("/documents", Access::with(Permission::create_documents), writing, create,
           {.summary = "Start a document at version 0.1",
            .request_schema = new_document_schema(),
            .response_schema = document_schema(),
            .success_status = 201,
            .operation = "createDocument"},
           text_limit),
      get("/documents", everybody, reading, list,
          {.summary = "List documents",
           .query = with_paging(
               {{"q", "Number, title or words of the effective text"},
                {"type", "Document type"},
                {"state", "State, or any, or review_due"},
                {"owner", "Owner's e-mail address"},
                {"sort", "number, title, type, owner, next_review, changed or state; - before it turns the order"}}),
           .response_schema = list_schema(document_row_schema()),
           .operation = "listDocuments"}),
      get("/documents/{number}", everybody, reading, show,
          {.summary = "A document with what can be done to it",
           .response_schema = document_schema(),
           .operation = "getDocument"}),
      patch("/documents/{number}", everybody, writing, change_details,
            {.summary = "Change owner, reviewers, approvers and other details",
             .request_schema = details_schema(),
             .response_schema = document_schema(),
             .operation = "changeDocumentDetails"}),
      put("/documents/{number}/draft", everybody, writing, save_draft,
          {.summary = "Save the draft",
           .request_schema = draft_schema(),
           .response_schema = document_schema(),
           .operation = "saveDraft"},
          text_limit),
      with_file(post("/documents/files", Access::with(Permission::create_documents), writing, create_from_file,
                     {.summary = "Start a document whose content is a file: its bytes are the body",
                      .query = {{"type", "Document type"},
                                {"title", "Title"},
                                {"file_name", "Name of the file"},
                                {"owner", "E-mail address; the caller without it"},
                                {"change_description", "First issue without it"}},
                      .response_schema = document_schema(),
                      .success_status = 201,
                      .operation = "createDocumentFromFile"}),
                largest_upload),
      with_file(put("/documents/{number}/draft/file", everybody, writing, save_file,
                    {.summary = "Save a file as the draft: its bytes are the body",
                     .query = {{"file_name", "Name of the file"},
                               {"change_description", "What changed"},
                               {"title", "Another title"}},
                     .response_schema = document_schema(),
                     .operation = "saveDraftFile"}),
                largest_upload),
      post("/documents/{number}/transitions", everybody, writing, transition,
           {.summary = "Make something happen to a document",
            .request_schema = transition_schema(),
            .response_schema = document_schema(),
            .operation = "fireDocumentEvent"}),
      post("/documents/{number}/reassignments", everybody, writing, reassign,
           {.summary = "Hand a pending review or approval to somebody else",
            .request_schema = reassignment_schema(),
            .response_schema = document_schema(),
            .operation = "reassignDocumentTask"}),
      get("/documents/{number}/versions", everybody, reading, versions,
          {.summary = "The versions of a document",
           .response_schema = list_schema(version_schema()),
           .operation = "listDocumentVersions"}),
      post("/text-checks", everybody, reading, check_text,
           {.summary = "How a text would look: its Markdown as HTML; nothing is kept",
            .request_schema = schema::object_of({{"markdown", schema::text()}}, {"markdown"}),
            .response_schema = schema::object_of({{"html", schema::text()}}),
            .operation = "checkText"},
           text_limit),
      get("/documents/{number}/history", everybody, reading, history,
          {.summary = "What happened to a document, the newest first, for those who may see drafts",
           .response_schema = list_schema(schema::object_of({{"at", schema::text()},
                                                             {"actor", schema::text("e-mail address")},
                                                             {"name", schema::text()},
                                                             {"action", schema::text("e.g. document.approved")},
                                                             {"comment", schema::text()}})),
           .operation = "getDocumentHistory"}),
      get("/documents/{number}/versions/{version}/content", everybody, reading, content,
          {.summary = "The exact content of a version",
           .operation = "getVersionContent",
           .response_media_type = "*/*"}),
      get("/documents/{number}/diff", everybody, reading, diff,
          {.summary = "What changed between two versions, word by word",
           .query = {{"from", "Version, e.g. 1.0"}, {"to", "Version, e.g. 1.1"}},
           .response_schema = diff_schema(),
           .operation = "compareVersions"}),
  };
}

}  // namespace provost::api
