#include "server/web/document_model.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/web/words.hpp"
#include "templates/markdown.hpp"
#include "workflows/documents/content_intake.hpp"
#include "workflows/documents/imported_links.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace documents = workflows::documents;
using documents::DocumentView;
using documents::SignOff;
using documents::Version;

std::string answer_text(const SignOff& sign_off) {
  if (sign_off.decision == "pending") return sign_off.voided_at ? "Not given" : "Waiting";
  if (sign_off.decision == "accepted") return "Accepted";
  if (sign_off.decision == "approved") return "Approved";
  return sign_off.decision == "rejected" ? "Rejected" : "Asked for changes";
}

std::string answer_badge(const SignOff& sign_off) {
  if (sign_off.decision == "accepted" || sign_off.decision == "approved") return "bg-green-lt";
  return sign_off.decision == "pending" ? "bg-secondary-lt" : "bg-orange-lt";
}

std::string lines(const std::vector<std::string>& texts) {
  std::string text;
  for (const auto& each : texts) text += (text.empty() ? "" : "\n") + each;
  return text;
}

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

json::object document_heading(const DocumentView& view, const Version& shown, const std::string& tab) {
  const auto& number = view.facts.document.number;
  const auto base = "/documents/" + number;
  json::array tabs;
  const auto add_tab = [&](const char* label, const std::string& address) {
    tabs.push_back(json::object{{"label", label}, {"address", address}, {"current", address == tab}});
  };
  add_tab("Document", base);
  if (view.edit_blockers.empty()) add_tab("Edit", base + "/edit");
  add_tab("Compare", base + "/compare");
  add_tab("History", base + "/history");
  if (view.details_blockers.empty()) add_tab("Details", base + "/details");
  add_tab("Print", base + "/versions/" + to_text(shown.label) + "/print");

  json::object model{{"number", number},
                     {"type", type_text(view.facts.document.type)},
                     {"document_title", shown.title},
                     {"version", to_text(shown.label)},
                     {"state", std::string(documents::label(shown.state))},
                     {"state_badge", state_badge(documents::to_text(shown.state))},
                     {"legacy", shown.legacy},
                     {"row_version", std::to_string(view.facts.document.row_version)},
                     {"tabs", std::move(tabs)}};
  const auto& effective = view.facts.effective;
  const auto& working = view.facts.working;
  if (effective && effective->id != shown.id) {
    model["other_version"] = to_text(effective->label);
    model["other_state"] = "is in force";
  } else if (working && view.working_visible && working->id != shown.id) {
    model["other_version"] = to_text(working->label);
    model["other_state"] = "is being worked on";
  }
  return model;
}

void add_sign_offs(json::object& model, const std::vector<SignOff>& sign_offs, const std::string& time_zone) {
  json::array rows;
  for (const auto& sign_off : sign_offs) {
    json::object row{{"name", sign_off.printed_name},
                     {"role", sign_off.role},
                     {"duty", sign_off.duty == "review" ? "Review" : "Approval"},
                     {"answer", answer_text(sign_off)},
                     {"badge", answer_badge(sign_off)},
                     {"meaning", sign_off.meaning},
                     {"comment", sign_off.comment},
                     {"voided", sign_off.voided_at.has_value()},
                     {"void_reason", sign_off.void_reason.value_or("")},
                     {"signed_content", sign_off.decided_at ? sign_off.content_sha256.substr(0, 16) + "…" : ""}};
    if (sign_off.decided_at) {
      row["when"] = moment_text(*sign_off.decided_at, time_zone);
      row["when_utc"] = workflows::to_text(*sign_off.decided_at);
    }
    rows.push_back(std::move(row));
  }
  model["sign_offs_present"] = !rows.empty();
  model["sign_offs"] = std::move(rows);
}

std::string html_of(const app::Call& call, workflows::store::Session& session, const Version& version) {
  const auto text = documents::with_links_to_later_imports(
      session, version.document_id, documents::text_for_reading(call.services.repository, session, version));
  return text.empty() ? "" : templates::markdown_to_html_below_title(text, version.title);
}

void add_details_fields(json::object& model, workflows::store::Session& session,
                        const documents::DocumentDetails& details) {
  json::array owners, reviewers, approvers;
  for (const auto& person : workflows::people::list_people(session)) {
    if (person.disabled) continue;
    const auto option = [&person](bool chosen) {
      return json::object{{"email", person.email}, {"name", person.name}, {"chosen", chosen}};
    };
    owners.push_back(option(person.email == details.owner));
    if (workflows::people::allows(person.roles, workflows::people::Permission::review_documents)) {
      reviewers.push_back(option(contains(details.reviewers, person.email)));
    }
    if (workflows::people::allows(person.roles, workflows::people::Permission::approve_documents)) {
      approvers.push_back(option(contains(details.approvers, person.email)));
    }
  }
  model["owners"] = std::move(owners);
  model["reviewers"] = std::move(reviewers);
  model["approvers"] = std::move(approvers);
  model["clauses"] = lines(details.clauses);
  model["processes"] = lines(details.processes);
  model["review_interval_months"] = std::to_string(details.review_interval_months.value_or(12));
  model["issuer"] = details.issuer;
  model["edition"] = details.edition;
  model["source_address"] = details.source_address;
  model["language"] = details.language;
  json::array classifications;
  for (const auto& [value, label] : {std::pair("internal", "Everybody who signs in"),
                                     std::pair("confidential", "Only those named, leadership and auditors"),
                                     std::pair("public", "Everybody; may be published")}) {
    classifications.push_back(
        json::object{{"value", value}, {"label", label}, {"chosen", details.classification == value}});
  }
  model["classifications"] = std::move(classifications);
}

json::array type_choices(const std::string& chosen) {
  json::array list;
  for (const auto& type : documents::document_types()) {
    // A workflow is started on its own page, from the one in use.
    if (type.text_media_type != "text/markdown") continue;
    list.push_back(json::object{{"value", type.name}, {"label", type.label}, {"chosen", type.name == chosen}});
  }
  return list;
}

}  // namespace provost::web
