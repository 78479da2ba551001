#include <boost/json.hpp>

#include "docs_repo/redline/redline.hpp"
#include "server/api/json_body.hpp"
#include "server/web/document_model.hpp"
#include "server/web/routes.hpp"
#include "server/web/version_content.hpp"
#include "server/web/words.hpp"
#include "server/web/workflow_model.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/document_store.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace documents = workflows::documents;
using app::Access;
using app::Call;
using documents::DocumentView;
using documents::Event;
using documents::Version;
using documents::VersionState;

void add_fact(json::array& facts, const std::string& label, const std::string& value) {
  if (!value.empty()) facts.push_back(json::object{{"label", label}, {"value", value}});
}

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const auto& each : texts) text += (text.empty() ? "" : ", ") + each;
  return text;
}

json::array facts_of(const DocumentView& view, const Version& shown, const std::string& zone) {
  json::array facts;
  const auto& document = view.facts.document;
  add_fact(facts, "Owner", view.owner_name);
  add_fact(facts, "Written by", shown.author_names);
  if (shown.effective_at) add_fact(facts, "In force from", moment_text(*shown.effective_at, zone));
  if (shown.state == VersionState::approved && shown.planned_effective_date) {
    add_fact(facts, "In force from", day_text(*shown.planned_effective_date));
  }
  if (shown.obsolete_at) add_fact(facts, "Obsolete since", moment_text(*shown.obsolete_at, zone));
  if (!document.issuer.empty()) add_fact(facts, "Issued by", document.issuer);
  if (!document.edition.empty()) add_fact(facts, "Edition", document.edition);
  if (!document.source_address.empty()) add_fact(facts, "Published at", document.source_address);
  if (document.next_review) add_fact(facts, "Next review", day_text(*document.next_review));
  add_fact(facts, "What changed", shown.change_description);
  add_fact(facts, "Clauses", joined(document.clauses));
  add_fact(facts, "Processes", joined(document.processes));
  add_fact(facts, "Classification", document.classification);
  add_fact(facts, "SHA-256", shown.content_sha256);
  return facts;
}

const char* button_kind(Event event) {
  switch (event) {
    case Event::submit:
    case Event::review:
      return "btn-primary";
    case Event::approve:
      return "btn-success";
    default:
      return "";
  }
}

void add_actions(json::object& model, const DocumentView& view) {
  json::array actions, blocked;
  const auto base = "/documents/" + view.facts.document.number;
  if (view.edit_blockers.empty() && view.facts.working->state == VersionState::draft) {
    actions.push_back(json::object{{"label", "Edit the draft"}, {"address", base + "/edit"}, {"kind", ""}});
  }
  for (const auto& availability : view.allowed) {
    const auto label = std::string(documents::label(availability.event));
    if (availability.possible()) {
      actions.push_back(json::object{{"label", label},
                                     {"address", base + "/transitions/" + std::string(to_text(availability.event))},
                                     {"kind", button_kind(availability.event)}});
    } else {
      blocked.push_back(json::object{{"label", label}, {"reason", availability.blockers.front().reason}});
    }
  }
  model["actions_present"] = !actions.empty();
  model["actions"] = std::move(actions);
  model["blocked_present"] = !blocked.empty();
  model["blocked"] = std::move(blocked);
}

void add_banner(json::object& model, const DocumentView& view, const Version& shown) {
  const auto label = to_text(shown.label);
  switch (shown.state) {
    case VersionState::effective:
      return;
    case VersionState::obsolete:
      model["banner"] = "Version " + label + " is obsolete. " + shown.obsolete_reason.value_or("") +
                        (view.facts.effective ? " Use version " + to_text(view.facts.effective->label) + "." : "");
      model["banner_kind"] = "alert-danger";
      return;
    case VersionState::approved:
      model["banner"] = "Version " + label + " is approved and comes into force on " +
                        day_text(shown.planned_effective_date.value_or(workflows::Day{})) + ".";
      model["banner_kind"] = "alert-success";
      return;
    default:
      model["banner"] =
          "Version " + label + " is not in force" +
          (view.facts.effective ? ". Until it is approved, version " + to_text(view.facts.effective->label) + " is."
                                : " yet.");
      model["banner_kind"] = "alert-warning";
  }
}

json::object version_model(const Call& call, workflows::store::Session& session, const DocumentView& view,
                           const Version& shown, const std::string& zone, const std::string& tab) {
  auto model = document_heading(view, shown, tab);
  add_banner(model, view, shown);
  add_sign_offs(model, documents::sign_offs_of(session, shown.id), zone);
  if (shown.media_type == "application/yaml") {
    const auto text = documents::text_for_reading(call.services.repository, session, shown);
    const auto workflow = workflows::cases::workflow_of_document(session, view.facts.document.id);
    model["definition"] = text;
    for (auto& entry : workflow_comparison(call, session, text, workflow)) model[entry.key()] = entry.value();
  } else {
    model["html"] = html_of(call, session, shown);
  }
  model["facts"] = facts_of(view, shown, zone);
  if (!shown.is_markdown()) {
    model["file"] = json::object{
        {"name", shown.file_name},
        {"media_type", shown.media_type},
        {"size", size_text(shown.content_size)},
        {"address", "/documents/" + view.facts.document.number + "/versions/" + to_text(shown.label) + "/file"}};
  }
  return model;
}

http::Response show_document(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto view = documents::read_document(session, call.person(), call.parameter("number"));
    model = version_model(call, session, view, view.shown, pages.time_zone(session),
                          "/documents/" + view.facts.document.number);
    add_actions(model, view);
    json::array next;
    for (const auto& step : view.next) next.push_back(json::object{{"name", step.person_name}, {"what", step.what}});
    model["next_present"] = !next.empty();
    model["next_steps"] = std::move(next);
  }
  const auto title = std::string(model["number"].as_string()) + " " + std::string(model["document_title"].as_string());
  return pages.page(call, "document", title, std::move(model));
}

http::Response show_version(const Pages& pages, const Call& call, bool for_print) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto& number = call.parameter("number");
    const auto view = documents::read_document(session, call.person(), number);
    const auto shown = documents::read_version(session, call.person(), number, call.parameter("version"));
    const auto zone = pages.time_zone(session);
    model = version_model(call, session, view, shown, zone, "");
    if (for_print) {
      model["effective"] = shown.effective_at ? moment_text(*shown.effective_at, zone) : "";
      model["watermark"] =
          shown.state == VersionState::effective ? "" : std::string(label(shown.state)) + ": do not use";
      model["printed"] = moment_text(call.services.clock.now(), zone);
      model["printed_by"] = call.person().name;
      model["content_sha256"] = shown.content_sha256;
    }
  }
  const auto title = std::string(model["number"].as_string()) + " " + std::string(model["document_title"].as_string());
  if (for_print) {
    call.services.audit.record(
        call.person().audit(),
        {"document.printed", call.parameter("number"), {{"version", call.parameter("version")}}});
  }
  return pages.page(call, for_print ? "document_print" : "document", title, std::move(model));
}

json::array version_options(const std::vector<Version>& versions, const std::string& chosen) {
  json::array options;
  for (const auto& version : versions) {
    const auto label = to_text(version.label);
    options.push_back(json::object{{"value", label},
                                   {"label", label + " (" + std::string(documents::label(version.state)) + ")"},
                                   {"chosen", label == chosen}});
  }
  return options;
}

json::array redline_blocks(const docs_repo::Redline& redline) {
  json::array blocks;
  for (const auto& block : redline.blocks) {
    json::array spans;
    for (const auto& span : block.spans) {
      spans.push_back(json::object{{"same", span.change == docs_repo::Change::same},
                                   {"inserted", span.change == docs_repo::Change::inserted},
                                   {"removed", span.change == docs_repo::Change::removed},
                                   {"text", span.text}});
    }
    blocks.push_back(json::object{{"kind", docs_repo::to_text(block.kind)},
                                  {"change", docs_repo::to_text(block.change)},
                                  {"spans", std::move(spans)}});
  }
  return blocks;
}

http::Response compare(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto& number = call.parameter("number");
    const auto view = documents::read_document(session, call.person(), number);
    model = document_heading(view, view.shown, "/documents/" + number + "/compare");
    auto to = api::text_parameter(call.request, "to");
    auto from = api::text_parameter(call.request, "from");
    if (to.empty()) to = to_text(view.versions.front().label);
    if (from.empty() && view.versions.size() > 1) from = to_text(view.versions[1].label);
    model["only_one"] = view.versions.size() < 2;
    model["versions_from"] = version_options(view.versions, from);
    model["versions_to"] = version_options(view.versions, to);
    if (!from.empty()) {
      const auto old_version = documents::read_version(session, call.person(), number, from);
      const auto new_version = documents::read_version(session, call.person(), number, to);
      const auto redline =
          docs_repo::redline_markdown(documents::text_for_reading(call.services.repository, session, old_version),
                                      documents::text_for_reading(call.services.repository, session, new_version));
      model["compared"] = true;
      model["summary"] =
          redline.identical
              ? "The words of the two versions are the same."
              : count_text(static_cast<std::int64_t>(redline.words_inserted), "word", "words") + " added, " +
                    count_text(static_cast<std::int64_t>(redline.words_removed), "word", "words") + " taken out.";
      model["blocks"] = redline_blocks(redline);
    }
  }
  return pages.page(call, "document_compare", "Compare " + call.parameter("number"), std::move(model));
}

std::string dates_of(const Version& version, const std::string& zone) {
  if (version.effective_at) {
    return "in force from " + moment_text(*version.effective_at, zone) +
           (version.obsolete_at ? " to " + moment_text(*version.obsolete_at, zone) : "");
  }
  return "saved " + moment_text(version.saved_at, zone);
}

http::Response history(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto& number = call.parameter("number");
    const auto view = documents::read_document(session, call.person(), number);
    const auto zone = pages.time_zone(session);
    model = document_heading(view, view.shown, "/documents/" + number + "/history");
    json::array versions, events, reviews;
    for (std::size_t i = 0; i < view.versions.size(); ++i) {
      const auto& version = view.versions[i];
      json::object row{{"label", to_text(version.label)},
                       {"state", documents::label(version.state)},
                       {"badge", state_badge(to_text(version.state))},
                       {"change", version.change_description},
                       {"authors", version.author_names},
                       {"legacy", version.legacy},
                       {"dates", dates_of(version, zone)},
                       {"obsolete_reason", version.obsolete_reason.value_or("")}};
      if (i + 1 < view.versions.size()) {
        row["compare"] = "/documents/" + number + "/compare?from=" + to_text(view.versions[i + 1].label) +
                         "&to=" + to_text(version.label);
      }
      versions.push_back(std::move(row));
    }
    for (const auto& review : view.reviews) {
      reviews.push_back(json::object{
          {"name", review.printed_name}, {"reason", review.reason}, {"date", moment_text(review.reviewed_at, zone)}});
    }
    // What happened to drafts is for those who may see drafts.
    if (documents::may_see_history(view.facts, call.person())) {
      for (const auto& event : workflows::audit_trail::document_history(session, number, 500)) {
        const auto details = json::parse(event.details);
        const auto* comment = details.as_object().if_contains("comment");
        events.push_back(json::object{
            {"utc", event.at},
            {"when", moment_text(workflows::parse_instant(event.at), zone)},
            {"who", event.actor_name.empty() ? event.actor : event.actor_name},
            {"what", action_text(event.action)},
            {"comment", comment != nullptr && comment->is_string() ? std::string(comment->as_string()) : ""}});
      }
    }
    model["versions"] = std::move(versions);
    model["events"] = std::move(events);
    model["reviews_present"] = !reviews.empty();
    model["reviews"] = std::move(reviews);
  }
  return pages.page(call, "document_history", "History of " + call.parameter("number"), std::move(model));
}

}  // namespace

app::Routes document_reading_routes(const Pages& pages) {
  const auto reader = Access::with(workflows::people::Permission::read_documents);
  return {
      get_page("/documents/{number}", reader, [&pages](const Call& call) { return show_document(pages, call); }),
      get_page("/documents/{number}/versions/{version}", reader,
               [&pages](const Call& call) { return show_version(pages, call, false); }),
      get_page("/documents/{number}/versions/{version}/print", reader,
               [&pages](const Call& call) { return show_version(pages, call, true); }),
      get_page(
          "/documents/{number}/versions/{version}/file", reader,
          [](const Call& call) { return version_content(call, call.parameter("number"), call.parameter("version")); }),
      get_page("/documents/{number}/compare", reader, [&pages](const Call& call) { return compare(pages, call); }),
      get_page("/documents/{number}/history", reader, [&pages](const Call& call) { return history(pages, call); }),
  };
}

}  // namespace provost::web
