#include "server/api/case_schemas.hpp"

#include <boost/json.hpp>

#include "server/api/schema_parts.hpp"

namespace provost::api {

namespace json = boost::json;
using namespace schema;  // NOLINT: the words of JSON Schema

namespace {

json::object fields_schema() {
  return any_object("The values of the form, by field name; see `asks` of the event or `opening` of the workflow");
}

json::object field_schema() {
  return object_of({{"name", text()},
                    {"type", one_of({"text", "paragraphs", "number", "yes_no", "date", "person", "people", "document",
                                     "clause", "standards", "choice", "file", "money", "table"})},
                    {"label", text()},
                    {"help", text()},
                    {"required", flag()},
                    {"choices", any_object("Value and what people read")},
                    {"columns", list_of(any_object("The fields of a row"))}});
}

json::object possibility_schema() {
  return object_of({{"event", text()},
                    {"title", text()},
                    {"help", text()},
                    {"to", list_of(text("State"))},
                    {"allowed", flag()},
                    {"blocked_by", list_of(text("Why not"))},
                    {"asks", list_of(field_schema())},
                    {"needs_comment", flag()},
                    {"signature", optional_text()}});
}

json::object related_schema() {
  return object_of({{"key", text()},
                    {"title", text()},
                    {"workflow", text()},
                    {"state", text()},
                    {"final", flag()},
                    {"success", flag()}});
}

json::object open_task_schema() {
  return object_of({{"id", number()},
                    {"title", text()},
                    {"why", text()},
                    {"person", optional_text()},
                    {"role", optional_text()},
                    {"due", optional_text()},
                    {"since", text()}});
}

json::object comment_schema() {
  return object_of({{"author", text()},
                    {"author_name", text()},
                    {"text", text()},
                    {"mentions", list_of(text())},
                    {"written_at", text()}});
}

}  // namespace

json::object new_case_schema() {
  return object_of({{"workflow", text("Name of the workflow, e.g. corrective_action")},
                    {"title", text()},
                    {"fields", fields_schema()},
                    {"owner", text("E-mail address; by default the caller")},
                    {"parent", text("Key of the case it belongs to")}},
                   {"workflow", "title"});
}

json::object case_schema() {
  return object_of(
      {{"key", text("e.g. CAR-17")},
       {"title", text()},
       {"workflow", text()},
       {"workflow_title", text()},
       {"workflow_version", number()},
       {"newest_workflow_version", number()},
       {"state", text()},
       {"state_title", text()},
       {"final", flag()},
       {"success", flag()},
       {"fields", fields_schema()},
       {"owner", text("E-mail address")},
       {"opener", optional_text()},
       {"opened_at", text()},
       {"changed_at", text()},
       {"closed_at", optional_text()},
       {"due", optional_text()},
       {"tasks", list_of(open_task_schema())},
       {"comments", list_of(comment_schema())},
       {"attachments", list_of(attachment_schema())},
       {"links", list_of(object_of({{"id", number()}, {"kind", text()}, {"target", text()}, {"title", text()}}))},
       {"parent", or_null(related_schema())},
       {"children", list_of(related_schema())},
       {"allowed", list_of(possibility_schema())}});
}

json::object case_row_schema() {
  return object_of({{"key", text()},
                    {"title", text()},
                    {"workflow", text()},
                    {"workflow_title", text()},
                    {"state", text()},
                    {"state_title", text()},
                    {"final", flag()},
                    {"success", flag()},
                    {"owner", text()},
                    {"due", optional_text()},
                    {"task", optional_text()},
                    {"opened_at", text()},
                    {"changed_at", text()}});
}

json::object case_transition_schema() {
  return object_of({{"event", text("As `allowed` of the case names it")},
                    {"fields", fields_schema()},
                    {"comment", text("Why; compulsory where `needs_comment` says so")},
                    {"secret", text("The caller's password, where the event has a signature")}},
                   {"event"});
}

json::object case_history_schema() {
  return object_of({{"position", number()},
                    {"at", text()},
                    {"actor", text()},
                    {"actor_name", text()},
                    {"actor_roles", text()},
                    {"event", text()},
                    {"title", text()},
                    {"from", text()},
                    {"to", text()},
                    {"comment", text()},
                    {"changes", fields_schema()},
                    {"automatic", flag()},
                    {"waits_for_others", flag()},
                    {"meaning", optional_text()},
                    {"statement", optional_text()},
                    {"signature", optional_text()}});
}

json::object case_comment_schema() {
  return object_of({{"text", text("People are told when named as @address or @Name")},
                    {"tell", list_of(text("E-mail address of somebody who is told as well"))}},
                   {"text"});
}

json::object case_link_schema() {
  return object_of({{"kind", one_of({"document", "clause", "case"})}, {"target", text("Number, clause or key")}},
                   {"kind", "target"});
}

json::object case_owner_schema() {
  return object_of({{"owner", text("E-mail address")}, {"comment", text("Why")}}, {"owner", "comment"});
}

json::object case_title_schema() {
  return object_of({{"title", text()}}, {"title"});
}

json::object task_person_schema() {
  return object_of({{"person", text("E-mail address")}}, {"person"});
}

json::object attachment_schema() {
  return object_of({{"sha256", text("By which a file field names it")},
                    {"file_name", text()},
                    {"media_type", text()},
                    {"size", number()},
                    {"added_by", text()},
                    {"added_at", text()}});
}

json::object task_schema() {
  return object_of({{"id", number()},
                    {"case", text("Key")},
                    {"case_title", text()},
                    {"workflow_title", text()},
                    {"title", text()},
                    {"why", text()},
                    {"due", optional_text()},
                    {"overdue", flag()},
                    {"role", optional_text()},
                    {"instead_of", optional_text()},
                    {"since", text()}});
}

json::object work_schema() {
  return object_of({{"kind", one_of({"case", "review", "approve", "revise", "finish", "periodic_review"})},
                    {"subject", text("key of a case, or number of a document")},
                    {"title", text()},
                    {"what", text()},
                    {"why", text()},
                    {"due", optional_text()},
                    {"overdue", {{"type", json::array{"boolean", "null"}}}},
                    {"put_off_until", optional_text()}});
}

json::object notice_schema() {
  return object_of({{"id", number()},
                    {"kind", one_of({"mention", "reminder", "overdue", "owner", "task", "timer", "stand_in"})},
                    {"text", text()},
                    {"case", optional_text()},
                    {"created_at", text()},
                    {"read", flag()}});
}

json::object delegation_schema() {
  return object_of({{"id", number()},
                    {"from", text("E-mail address")},
                    {"to", text("E-mail address")},
                    {"first_day", text("2026-11-24")},
                    {"last_day", text("2026-11-30")},
                    {"reason", text()}});
}

json::object calendar_entry_schema() {
  return object_of({{"day", text()},
                    {"case", text("its key")},
                    {"title", text("of the case")},
                    {"task", text()},
                    {"person", text("who has it, or the role")},
                    {"overdue", flag()}});
}

json::object new_delegation_schema() {
  return object_of({{"from", text("E-mail address; by default the caller")},
                    {"to", text("E-mail address")},
                    {"first_day", text("2026-11-24")},
                    {"last_day", text("2026-11-30")},
                    {"reason", text()}},
                   {"to", "first_day", "last_day"});
}

json::object saved_filter_schema() {
  return object_of({{"id", number()},
                    {"name", text()},
                    {"query", text("What stands behind the ? in the address of the list, e.g. status=overdue")},
                    {"saved_at", text()}});
}

json::object new_saved_filter_schema() {
  return object_of(
      {{"name", text("At most 60 characters; each once")},
       {"query", text("Parameters of GET /api/v1/cases but page and limit, e.g. status=overdue&owner=me")}},
      {"name"});
}

json::object workflow_schema() {
  return object_of({{"name", text()},
                    {"title", text()},
                    {"code", text()},
                    {"summary", text()},
                    {"clauses", list_of(text())},
                    {"confidential", flag()},
                    {"internal", flag()},
                    {"version", number()},
                    {"origin", text()},
                    {"content_sha256", text()},
                    {"published_at", text()},
                    {"may_open", flag()}});
}

json::object workflow_details_schema() {
  auto whole = workflow_schema();
  auto& properties = whole["properties"].as_object();
  auto document = optional_text();
  document["description"] = "Number of the controlled document that holds it; null: the program's own";
  properties["document"] = std::move(document);
  properties["opening"] = list_of(field_schema());
  properties["versions"] = list_of(
      object_of({{"version", number()}, {"origin", text()}, {"published_at", text()}, {"open_cases", number()}}));
  properties["machine"] = any_object("The workflow as a state machine for XState 5");
  properties["text"] = text("The workflow in words");
  properties["mermaid"] = text("A state diagram for Mermaid");
  properties["source"] = text("YAML");
  return whole;
}

}  // namespace provost::api
