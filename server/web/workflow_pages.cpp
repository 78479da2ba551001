#include <boost/json.hpp>

#include "server/web/document_form_values.hpp"
#include "server/web/document_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "server/web/workflow_model.hpp"
#include "workflows/cases/case_register.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/engine/export.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
namespace documents = workflows::documents;
using app::Access;
using app::Call;
using app::Problem;
using workflows::people::Permission;

/// What a new workflow begins with: the smallest one that is sound.
constexpr auto smallest_definition = R"(workflow: my_workflow
title: My workflow
code: MW
summary: What it is for, in a sentence.
start: open
opened_by: [quality_manager]
opening: {asks: [what], needs: [what]}
fields:
  - {name: what, type: paragraphs, label: What has to be done}
states:
  open:
    title: Open
    task: {title: Do it, why: Somebody waits for it., by: [owner], due: 10 working days}
  done: {title: Done, final: true}
transitions:
  - {event: finish, title: It is done, from: open, to: done, by: [owner, quality_manager]}
)";

http::Response show_list(const Pages& pages, const Call& call) {
  json::array list;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    for (const auto& version : call.services.catalogue.newest(snapshot.session())) {
      list.push_back(json::object{{"workflow_name", version.definition->name},
                                  {"title", version.definition->title},
                                  {"summary", version.definition->summary},
                                  {"version", version.number}});
    }
  }
  json::object model;
  model["workflows"] = std::move(list);
  model["may_change"] = call.person().may(Permission::create_documents);
  model["on_workflows"] = true;
  return pages.page(call, "workflows", "Workflows", std::move(model));
}

http::Response show(const Pages& pages, const Call& call) {
  json::object model;
  std::string title;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto zone = pages.time_zone(session);
    const auto newest = call.services.catalogue.newest(session, call.parameter("workflow"));
    const auto& definition = *newest.definition;
    title = definition.title;
    json::array versions;
    for (const auto& version : call.services.catalogue.versions(session, definition.name)) {
      versions.push_back(
          json::object{{"number", version.number},
                       {"origin", version.origin == "shipped" ? "Brought by the program" : version.origin},
                       {"published", day_text(workflows::day_in_zone(version.published_at, zone))},
                       {"open", count_text(cases::count_visible(session, call.services.catalogue, call.person(),
                                                                version.id, call.services.clock.now()),
                                           "open case", "open cases")}});
    }
    model["workflow"] = definition.title;
    model["summary"] = definition.summary;
    model["internal"] = definition.internal;
    model["workflow_name"] = definition.name;
    model["diagram"] = call.services.diagrams.svg(definition, "");
    model["text"] = workflows::engine::as_text(definition);
    model["versions"] = std::move(versions);
    model["may_open"] = cases::may_open(definition, call.person());
    const auto document = cases::document_of_workflow(session, definition.name);
    if (document) model["document"] = *document;
    model["may_change"] = !document && !definition.internal && call.person().may(Permission::create_documents);
  }
  return pages.page(call, "workflow", title, std::move(model));
}

/// What was typed into the form, or what it begins with.
struct Draft {
  std::string text;
  std::string change_description;
  documents::DocumentDetails details;
};

/// `workflow`: the one that shall change; empty: a new one.
json::object change_model(const Call& call, const std::string& workflow, const Draft& draft, bool checked) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  json::object model;
  if (checked) model = workflow_comparison(call, session, draft.text, workflow);
  model["heading"] = "New workflow";
  model["address"] = "/workflows/new";
  if (!workflow.empty()) {
    const auto newest = call.services.catalogue.newest(session, workflow);
    model["heading"] = "Change “" + newest.definition->title + "”";
    model["workflow"] = newest.definition->title;
    model["workflow_name"] = workflow;
    model["address"] = "/workflows/" + workflow + "/change";
  }
  model["definition"] = draft.text;
  model["change_description"] = draft.change_description;
  add_details_fields(model, session, draft.details);
  return model;
}

http::Response show_change(const Pages& pages, const Call& call, const std::string& workflow) {
  Draft draft{smallest_definition, "", {}};
  draft.details.owner = call.person().email;
  if (!workflow.empty()) {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto newest = call.services.catalogue.newest(snapshot.session(), workflow);
    if (const auto number = cases::document_of_workflow(snapshot.session(), workflow)) {
      return http::redirect("/documents/" + *number);
    }
    draft.text = newest.definition->source;
  }
  return pages.page(call, "workflow_change", "Change a workflow", change_model(call, workflow, draft, false));
}

http::Response save_change(const Pages& pages, const Call& call, const std::string& workflow) {
  const Form form(call);
  const Draft draft{form.get("markdown"), form.get("change_description"), details_from(form)};
  if (call.request.query.contains("check")) {
    return pages.page(call, "workflow_change", "Change a workflow", change_model(call, workflow, draft, true));
  }
  return done_or_again(
      [&] {
        documents::NewDocument document;
        document.type = std::string(call.services.workflow_documents.document_type());
        document.content = content_from(form);
        document.details = draft.details;
        document.change_description = draft.change_description;
        if (!workflow.empty()) {
          const workflows::store::ReadSnapshot snapshot(call.services.database);
          call.services.workflow_documents.require_fit(snapshot.session(), draft.text, workflow);
        }
        const auto number = call.services.documents.create(call.person(), document);
        return redirect_with_notice("/documents/" + number, "created");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "workflow_change", "Change a workflow",
                                       change_model(call, workflow, draft, true), problem);
      });
}

}  // namespace

app::Routes workflow_routes(const Pages& pages) {
  const auto everybody = app::Access::signed_in();
  const auto author = Access::with(Permission::create_documents);
  return {get_page("/workflows", everybody, [&pages](const Call& call) { return show_list(pages, call); }),
          get_page("/workflows/new", author, [&pages](const Call& call) { return show_change(pages, call, ""); }),
          post_form("/workflows/new", author, [&pages](const Call& call) { return save_change(pages, call, ""); }),
          get_page("/workflows/{workflow}", everybody, [&pages](const Call& call) { return show(pages, call); }),
          get_page("/workflows/{workflow}/change", author,
                   [&pages](const Call& call) { return show_change(pages, call, call.parameter("workflow")); }),
          post_form("/workflows/{workflow}/change", author,
                    [&pages](const Call& call) { return save_change(pages, call, call.parameter("workflow")); })};
}

}  // namespace provost::web
