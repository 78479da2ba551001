#include "server/api/case_json.hpp"

#include <boost/json.hpp>

#include "server/api/json_values.hpp"

namespace provost::api {

namespace {

namespace cases = workflows::cases;
namespace engine = workflows::engine;
namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object to_json(const cases::RelatedCase& related) {
  return {{"key", related.key},           {"title", related.title}, {"workflow", related.workflow_title},
          {"state", related.state_title}, {"final", related.final}, {"success", related.success}};
}

json::object to_json(const engine::Possibility& possibility) {
  json::array asks, reasons;
  for (const auto* field : possibility.asks) {
    auto asked = api::to_json(*field);
    asked["required"] =
        std::find(possibility.needs.begin(), possibility.needs.end(), field->name) != possibility.needs.end();
    asks.push_back(std::move(asked));
  }
  for (const auto& reason : possibility.reasons) reasons.emplace_back(reason.text);
  return {{"event", possibility.event},
          {"title", possibility.title},
          {"help", possibility.help},
          {"to", texts(possibility.to)},
          {"allowed", possibility.allowed},
          {"blocked_by", std::move(reasons)},
          {"asks", std::move(asks)},
          {"needs_comment", possibility.needs_comment},
          {"signature", text_or_null(possibility.signature)}};
}

json::array tasks_json(const cases::CaseView& view) {
  json::array tasks;
  for (const auto& one : view.tasks) {
    tasks.push_back(json::object{{"id", one.task.id},
                                 {"title", one.task.title},
                                 {"why", one.task.why},
                                 {"person", text_or_null(one.person_email)},
                                 {"role", one.task.role ? json::value(*one.task.role) : json::value(nullptr)},
                                 {"due", or_null(one.task.due_at)},
                                 {"since", workflows::to_text(one.task.created_at)}});
  }
  return tasks;
}

json::array comments_json(const cases::CaseView& view) {
  json::array comments;
  for (const auto& comment : view.comments) {
    comments.push_back(json::object{{"author", comment.author_email},
                                    {"author_name", comment.author_name},
                                    {"text", comment.text},
                                    {"mentions", texts(comment.mentions)},
                                    {"written_at", workflows::to_text(comment.written_at)}});
  }
  return comments;
}

json::array attachments_json(const cases::CaseView& view) {
  json::array attachments;
  for (const auto& attachment : view.attachments) {
    attachments.push_back(json::object{{"sha256", attachment.sha256},
                                       {"file_name", attachment.file_name},
                                       {"media_type", attachment.media_type},
                                       {"size", attachment.size},
                                       {"added_by", attachment.added_by},
                                       {"added_at", workflows::to_text(attachment.added_at)}});
  }
  return attachments;
}

}  // namespace

json::object to_json(const engine::Field& field) {
  json::object object{{"name", field.name},
                      {"type", engine::to_text(field.type)},
                      {"label", field.label},
                      {"help", field.help},
                      {"required", field.required}};
  if (!field.choices.empty()) {
    json::object choices;
    for (const auto& choice : field.choices) choices[choice.value] = choice.label;
    object["choices"] = std::move(choices);
  }
  if (!field.columns.empty()) {
    json::array columns;
    for (const auto& column : field.columns) columns.push_back(to_json(column));
    object["columns"] = std::move(columns);
  }
  return object;
}

json::object to_json(const cases::WorkflowVersion& version) {
  const auto& definition = *version.definition;
  return {{"name", definition.name},
          {"title", definition.title},
          {"code", definition.code},
          {"summary", definition.summary},
          {"clauses", texts(definition.clauses)},
          {"confidential", definition.confidential},
          {"internal", definition.internal},
          {"version", version.number},
          {"origin", version.origin},
          {"content_sha256", definition.content_sha256},
          {"published_at", workflows::to_text(version.published_at)}};
}

json::object to_json(const cases::CaseView& view) {
  const auto& one = view.one;
  json::array links, children, allowed;
  for (const auto& link : view.links) {
    links.push_back(json::object{
        {"id", link.link.id}, {"kind", link.link.kind}, {"target", link.link.target}, {"title", link.title}});
  }
  for (const auto& child : view.children) children.push_back(to_json(child));
  for (const auto& possibility : view.allowed) allowed.push_back(to_json(possibility));
  return {{"key", one.key},
          {"title", one.title},
          {"workflow", one.workflow},
          {"workflow_title", view.version.definition->title},
          {"workflow_version", view.version.number},
          {"newest_workflow_version", view.newest_version},
          {"state", one.state},
          {"state_title", view.state_title},
          {"final", one.final},
          {"success", one.success},
          {"fields", one.fields},
          {"owner", view.owner_email},
          {"opener", text_or_null(view.opener_name)},
          {"opened_at", workflows::to_text(one.opened_at)},
          {"changed_at", workflows::to_text(one.changed_at)},
          {"closed_at", or_null(one.closed_at)},
          {"due", or_null(one.due_at)},
          {"tasks", tasks_json(view)},
          {"comments", comments_json(view)},
          {"attachments", attachments_json(view)},
          {"links", std::move(links)},
          {"parent", view.parent ? json::value(to_json(*view.parent)) : json::value(nullptr)},
          {"children", std::move(children)},
          {"allowed", std::move(allowed)}};
}

json::object to_json(const cases::CaseRow& row) {
  return {{"key", row.key},
          {"title", row.title},
          {"workflow", row.workflow},
          {"workflow_title", row.workflow_title},
          {"state", row.state},
          {"state_title", row.state_title},
          {"final", row.final},
          {"success", row.success},
          {"owner", row.owner_email},
          {"due", or_null(row.due_at)},
          {"task", text_or_null(row.task_title)},
          {"opened_at", workflows::to_text(row.opened_at)},
          {"changed_at", workflows::to_text(row.changed_at)}};
}

json::object to_json(const cases::CaseTaskRow& row) {
  return {{"id", row.task_id},
          {"case", row.key},
          {"case_title", row.case_title},
          {"workflow_title", row.workflow_title},
          {"title", row.title},
          {"why", row.why},
          {"due", or_null(row.due_at)},
          {"overdue", row.overdue},
          {"role", text_or_null(row.role)},
          {"instead_of", text_or_null(row.for_name)},
          {"since", workflows::to_text(row.created_at)}};
}

json::object to_json(const cases::WorkItem& item) {
  if (const auto* task = std::get_if<cases::CaseTaskRow>(&item)) {
    return {{"kind", "case"},
            {"subject", task->key},
            {"title", task->case_title},
            {"what", task->title},
            {"why", task->why},
            {"due", or_null(task->due_at)},
            {"overdue", task->overdue},
            {"put_off_until", or_null(task->snoozed_until)}};
  }
  const auto& task = std::get<workflows::documents::Task>(item);
  return {{"kind", task.kind},
          {"subject", task.number},
          {"title", task.title},
          {"what", task.what},
          {"why", task.comment.value_or("")},
          {"due", or_null(task.due)},
          {"overdue", nullptr},
          {"put_off_until", or_null(task.snoozed_until)}};
}

json::object to_json(const cases::HistoryEntry& entry) {
  return {{"position", entry.position},
          {"at", workflows::to_text(entry.at)},
          {"actor", entry.actor},
          {"actor_name", entry.actor_name},
          {"actor_roles", entry.actor_roles},
          {"event", entry.event},
          {"title", entry.title},
          {"from", entry.from_state},
          {"to", entry.to_state},
          {"comment", entry.comment},
          {"changes", entry.changes},
          {"automatic", entry.automatic},
          {"waits_for_others", entry.waits_for_others},
          {"meaning", text_or_null(entry.meaning)},
          {"statement", text_or_null(entry.statement)},
          {"signature", text_or_null(entry.signature)}};
}

json::object to_json(const cases::Delegation& delegation) {
  return {{"id", delegation.id},
          {"from", delegation.from_email},
          {"to", delegation.to_email},
          {"first_day", workflows::to_text(delegation.first_day)},
          {"last_day", workflows::to_text(delegation.last_day)},
          {"reason", delegation.reason}};
}

json::object to_json(const cases::SavedFilter& filter) {
  return {{"id", filter.id},
          {"name", filter.name},
          {"query", filter.query},
          {"saved_at", workflows::to_text(filter.saved_at)}};
}

json::object to_json(const workflows::notices::Notice& notice) {
  return {{"id", notice.id},
          {"kind", notice.kind},
          {"text", notice.text},
          {"case", text_or_null(notice.key)},
          {"created_at", workflows::to_text(notice.created_at)},
          {"read", notice.read}};
}

}  // namespace provost::api
