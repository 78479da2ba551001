#include <boost/json.hpp>
#include <charconv>

#include "docs_repo/text/front_matter.hpp"
#include "server/web/document_form_values.hpp"
#include "server/web/document_model.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "server/web/workflow_model.hpp"
#include "templates/markdown.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/documents/document_details.hpp"
#include "workflows/documents/document_store.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace documents = workflows::documents;
using app::Access;
using app::Call;
using app::Problem;

std::optional<std::int64_t> row_version_of(const Form& form) {
  const auto text = form.get("row_version");
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc{} && !text.empty() ? std::optional(number) : std::nullopt;
}

json::object new_model(const Call& call, const std::string& type, const std::string& title, const std::string& markdown,
                       const documents::DocumentDetails& details) {
  json::object model{{"types", type_choices(type)}, {"document_title", title}, {"markdown", markdown}};
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  add_details_fields(model, snapshot.session(), details);
  return model;
}

http::Response show_new(const Pages& pages, const Call& call) {
  documents::DocumentDetails details;
  details.owner = call.person().email;
  return pages.page(call, "document_new", "New document", new_model(call, "policy", "", "", details));
}

http::Response create(const Pages& pages, const Call& call) {
  const Form form(call);
  documents::NewDocument document;
  document.type = form.get("type");
  document.title = form.get("title");
  document.content = content_from(form);
  document.details = details_from(form);
  return done_or_again(
      [&] {
        const auto number = call.services.documents.create(call.person(), document);
        return redirect_with_notice("/documents/" + number, "created");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(
            call, "document_new", "New document",
            new_model(call, document.type, document.title, document.content.markdown, document.details), problem);
      });
}

/// What the editor shows: the draft as it is, or what the person has typed.
json::object edit_model(const Call& call, const std::optional<std::string>& typed) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto& number = call.parameter("number");
  const auto view = documents::read_document(snapshot.session(), call.person(), number);
  if (!view.edit_blockers.empty()) {
    if (view.edit_blockers.back().forbidden) throw workflows::Forbidden(view.edit_blockers.back().reason);
    throw workflows::Conflict(view.edit_blockers.front().reason);
  }
  const auto& draft = *view.facts.working;
  auto model = document_heading(view, draft, "/documents/" + number + "/edit");
  model["edit_title"] = draft.title;
  model["is_markdown"] = draft.is_markdown();
  model["file_name"] = draft.file_name;
  model["voids"] = draft.state != documents::VersionState::draft;
  model["is_text"] = draft.is_text();
  if (draft.media_type == "application/yaml") {
    const auto text = typed ? *typed : call.services.repository.read_blob(docs_repo::ObjectId{draft.blob_id});
    const auto workflow = workflows::cases::workflow_of_document(snapshot.session(), view.facts.document.id);
    model["is_definition"] = true;
    model["markdown"] = text;
    for (auto& entry : workflow_comparison(call, snapshot.session(), text, workflow))
      model[entry.key()] = entry.value();
  }
  if (draft.is_markdown()) {
    const auto text = typed ? *typed : call.services.repository.read_blob(docs_repo::ObjectId{draft.blob_id});
    model["markdown"] = text;
    model["preview"] = templates::markdown_to_html(docs_repo::markdown_body(text));
  }
  return model;
}

http::Response save(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto title = "Edit " + call.parameter("number");
  if (call.request.query.contains("preview")) {
    auto model = edit_model(call, form.get("markdown"));
    model["change_description"] = form.get("change_description");
    model["row_version"] = form.get("row_version");
    model["edit_title"] = form.get("title");
    return pages.page(call, "document_edit", title, std::move(model));
  }
  documents::DraftChange change;
  change.content = content_from(form);
  change.change_description = form.get("change_description");
  if (!form.get("title").empty()) change.title = form.get("title");
  change.expected_row_version = row_version_of(form);
  return done_or_again(
      [&] {
        if (!change.content.file && !form.has("markdown")) {
          throw workflows::Invalid("file", "Please choose the new file.");
        }
        call.services.documents.save_draft(call.person(), call.parameter("number"), change);
        return redirect_with_notice("/documents/" + call.parameter("number"), "saved");
      },
      [&](const Problem& problem) {
        auto model = edit_model(call, form.has("markdown") ? std::optional(form.get("markdown")) : std::nullopt);
        model["change_description"] = change.change_description;
        if (change.title) model["edit_title"] = *change.title;
        if (problem.status == 412) {
          const auto theirs = edit_model(call, std::nullopt);
          if (const auto* text = theirs.if_contains("markdown")) model["conflict"] = *text;
        } else {
          model["row_version"] = form.get("row_version");
        }
        return pages.page_with_problem(call, "document_edit", title, std::move(model), problem);
      });
}

json::object details_model(const Call& call, const std::optional<documents::DocumentDetails>& typed) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto& number = call.parameter("number");
  const auto view = documents::read_document(session, call.person(), number);
  if (!view.details_blockers.empty()) throw workflows::Forbidden(view.details_blockers.front().reason);
  auto model = document_heading(view, view.shown, "/documents/" + number + "/details");
  add_details_fields(model, session, typed ? *typed : documents::details_of(session, view.facts.document));
  json::array pending, candidates;
  if (documents::manages(view.facts.document, call.person())) {
    for (const auto& sign_off : view.facts.sign_offs) {
      if (!sign_off.is_pending()) continue;
      pending.push_back(json::object{{"email", view.facts.people.at(sign_off.person_id).email},
                                     {"name", sign_off.printed_name},
                                     {"duty", sign_off.duty}});
    }
  }
  for (const auto& person : workflows::people::list_people(session)) {
    if (!person.disabled && workflows::people::allows(person.roles, workflows::people::Permission::review_documents)) {
      candidates.push_back(json::object{{"email", person.email}, {"name", person.name}});
    }
  }
  model["pending_present"] = !pending.empty();
  model["pending"] = std::move(pending);
  model["candidates"] = std::move(candidates);
  return model;
}

http::Response save_details(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto details = details_from(form);
  return done_or_again(
      [&] {
        call.services.documents.change_details(call.person(), call.parameter("number"), details, row_version_of(form));
        return redirect_with_notice("/documents/" + call.parameter("number"), "saved");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "document_details", "Details of " + call.parameter("number"),
                                       details_model(call, details), problem);
      });
}

http::Response reassign(const Pages& pages, const Call& call) {
  const Form form(call);
  return done_or_again(
      [&] {
        call.services.documents.reassign(call.person(), call.parameter("number"), form.get("from"), form.get("to"),
                                         form.get("comment"));
        return redirect_with_notice("/documents/" + call.parameter("number"), "handed-over");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "document_details", "Details of " + call.parameter("number"),
                                       details_model(call, std::nullopt), problem);
      });
}

http::Response preview(const Call& call) {
  const Form form(call);
  return http::html(templates::markdown_to_html(docs_repo::markdown_body(form.get("markdown"))));
}

}  // namespace

app::Routes document_edit_routes(const Pages& pages, std::uint64_t largest_upload) {
  using workflows::people::Permission;
  const auto upload = largest_upload + std::uint64_t{8} * 1024 * 1024;
  const auto author = Access::with(Permission::create_documents);
  return {
      get_page("/documents/new", author, [&pages](const Call& call) { return show_new(pages, call); }),
      post_form(
          "/documents", author, [&pages](const Call& call) { return create(pages, call); }, upload),
      get_page("/documents/{number}/edit", Access::signed_in(),
               [&pages](const Call& call) {
                 return pages.page(call, "document_edit", "Edit " + call.parameter("number"),
                                   edit_model(call, std::nullopt));
               }),
      post_form(
          "/documents/{number}/edit", Access::signed_in(), [&pages](const Call& call) { return save(pages, call); },
          upload),
      get_page("/documents/{number}/details", Access::signed_in(),
               [&pages](const Call& call) {
                 return pages.page(call, "document_details", "Details of " + call.parameter("number"),
                                   details_model(call, std::nullopt));
               }),
      post_form("/documents/{number}/details", Access::signed_in(),
                [&pages](const Call& call) { return save_details(pages, call); }),
      post_form("/documents/{number}/reassign", Access::signed_in(),
                [&pages](const Call& call) { return reassign(pages, call); }),
      post_form("/preview", Access::signed_in(), preview, std::uint64_t{20} * 1024 * 1024),
  };
}

}  // namespace provost::web
