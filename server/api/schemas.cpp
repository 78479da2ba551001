#include "server/api/schemas.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/api/schema_parts.hpp"
#include "server/app/problem_types.hpp"
#include "workflows/documents/document.hpp"

namespace provost::api {

namespace {

namespace json = boost::json;
using namespace schema;  // NOLINT: the words of JSON Schema

json::object type_schema() {
  std::vector<std::string> names;
  for (const auto& type : workflows::documents::document_types()) names.emplace_back(type.name);
  return one_of(names);
}

json::object event_schema() {
  std::vector<std::string> names;
  for (const auto event : workflows::documents::all_events()) {
    names.emplace_back(workflows::documents::to_text(event));
  }
  return one_of(names);
}

json::object state_schema() {
  return one_of({"draft", "in_review", "in_approval", "approved", "effective", "obsolete"});
}

std::vector<std::pair<std::string, json::object>> details_properties() {
  return {{"owner", text("E-mail address; by default the caller")},
          {"reviewers", list_of(text("E-mail address"))},
          {"approvers", list_of(text("E-mail address"))},
          {"clauses", list_of(text())},
          {"processes", list_of(text())},
          {"review_interval_months", number()},
          {"issuer", text("of an external document")},
          {"edition", text("of an external document")},
          {"source_address", text("of an external document: where it is published")},
          {"language", text()},
          {"classification", one_of({"public", "internal", "confidential"})}};
}

json::object sign_off_schema() {
  return object_of({{"duty", one_of({"review", "approval"})},
                    {"round", number()},
                    {"person", text()},
                    {"name", text()},
                    {"role", text()},
                    {"decision", one_of({"pending", "accepted", "approved", "changes_requested", "rejected"})},
                    {"comment", text()},
                    {"meaning", text()},
                    {"content_sha256", text()},
                    {"commit", text()},
                    {"asked_at", text()},
                    {"decided_at", optional_text()},
                    {"voided", flag()},
                    {"voided_at", optional_text()},
                    {"void_reason", optional_text()}});
}

std::vector<std::pair<std::string, json::object>> version_properties() {
  return {{"version", text()},
          {"state", state_schema()},
          {"revision", text()},
          {"title", text()},
          {"change_description", text()},
          {"authors", text()},
          {"media_type", text()},
          {"file_name", text()},
          {"content_size", number()},
          {"content_sha256", text()},
          {"commit", text()},
          {"legacy", flag()},
          {"approval", optional_text()},
          {"created_at", text()},
          {"saved_at", text()},
          {"submitted_at", optional_text()},
          {"approved_at", optional_text()},
          {"effective_date", optional_text()},
          {"effective_at", optional_text()},
          {"obsolete_at", optional_text()},
          {"obsolete_reason", optional_text()}};
}

}  // namespace

json::object new_document_schema() {
  auto properties = details_properties();
  properties.emplace_back("type", type_schema());
  properties.emplace_back("title", text("By default the Markdown's own title"));
  properties.emplace_back("markdown", text());
  properties.emplace_back("change_description", text());
  return object_of(std::move(properties), {"type", "markdown"});
}

json::object details_schema() {
  return object_of(details_properties());
}

json::object draft_schema() {
  return object_of({{"markdown", text()}, {"change_description", text()}, {"title", text()}},
                   {"markdown", "change_description"});
}

json::object transition_schema() {
  return object_of({{"event", event_schema()},
                    {"comment", text("Compulsory for request_changes, reject, withdraw and still_valid")},
                    {"secret", text("The person's password; compulsory for approve")},
                    {"effective_date", text("YYYY-MM-DD, today or later; for submit and approve")},
                    {"revision", one_of({"minor", "major"})}},
                   {"event"});
}

json::object reassignment_schema() {
  return object_of({{"from", text()}, {"to", text()}, {"comment", text()}}, {"from", "to", "comment"});
}

json::object version_schema() {
  auto properties = version_properties();
  properties.emplace_back("sign_offs", list_of(sign_off_schema()));
  return object_of(std::move(properties));
}

json::object document_schema() {
  auto properties = version_properties();
  for (auto& property : details_properties()) properties.push_back(std::move(property));
  properties.emplace_back("number", text());
  properties.emplace_back("type", type_schema());
  properties.emplace_back("next_review", optional_text());
  properties.emplace_back("effective_version", optional_text());
  properties.emplace_back("working_version", optional_text());
  properties.emplace_back("sign_offs", list_of(sign_off_schema()));
  properties.emplace_back("versions", list_of(object_of({{"version", text()}, {"state", state_schema()}})));
  properties.emplace_back(
      "reviews",
      list_of(object_of({{"name", text()}, {"reason", text()}, {"reviewed_at", text()}, {"next_review", text()}})));
  properties.emplace_back("next_steps", list_of(object_of({{"person", text()}, {"name", text()}, {"what", text()}})));
  properties.emplace_back(
      "allowed", list_of(object_of({{"event", event_schema()}, {"allowed", flag()}, {"blocked_by", list_of(text())}})));
  return object_of(std::move(properties), {"number", "version", "state"});
}

json::object document_row_schema() {
  return object_of({{"number", text()},
                    {"type", type_schema()},
                    {"title", text()},
                    {"version", text()},
                    {"state", state_schema()},
                    {"working_version", optional_text()},
                    {"working_state", optional_text()},
                    {"owner", text()},
                    {"effective_at", optional_text()},
                    {"next_review", optional_text()},
                    {"legacy", flag()}});
}

json::object diff_schema() {
  const auto span = object_of({{"change", one_of({"same", "inserted", "removed"})}, {"text", text()}});
  return object_of({{"from", text()},
                    {"to", text()},
                    {"identical", flag()},
                    {"words_inserted", number()},
                    {"words_removed", number()},
                    {"blocks", list_of(object_of({{"kind", text()},
                                                  {"level", number()},
                                                  {"change", one_of({"same", "inserted", "removed"})},
                                                  {"spans", list_of(span)}}))}});
}

json::object audit_event_schema() {
  return object_of({{"sequence", number()},
                    {"at", text()},
                    {"actor", text()},
                    {"name", text()},
                    {"channel", text()},
                    {"action", text()},
                    {"subject", text()},
                    {"details", {{"type", "object"}}},
                    {"changes", list_of({{"type", "object"}})},
                    {"hash", text()}});
}

json::object problem_schema() {
  json::object type{
      {"type", "string"}, {"format", "uri-reference"}, {"description", "A page about this kind of problem"}};
  json::array kinds;
  for (const auto& kind : app::problem_types()) kinds.emplace_back(app::problem_address(kind));
  type["examples"] = std::move(kinds);
  return object_of({{"type", std::move(type)},
                    {"title", text()},
                    {"status", number()},
                    {"detail", text()},
                    {"instance", text()},
                    {"errors", list_of(object_of({{"field", text()}, {"message", text()}}))},
                    {"reasons", list_of(text())}},
                   {"title", "status", "detail"});
}

json::object list_schema(json::object item) {
  return object_of({{"items", list_of(std::move(item))}, {"total", number()}, {"next", optional_text()}},
                   {"items", "total", "next"});
}

}  // namespace provost::api
