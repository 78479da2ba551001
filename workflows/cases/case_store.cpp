#include "workflows/cases/case_store.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_counts.hpp"
#include "workflows/evidence/evidence_pieces.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/text_list.hpp"

namespace provost::workflows::cases {

namespace {

namespace json = boost::json;

std::optional<Instant> optional_instant(const store::Record& record, std::string_view column) {
  const auto text = record.optional_text(column);
  return text ? std::optional(parse_instant(*text)) : std::nullopt;
}

store::Value nullable_instant(const std::optional<Instant>& instant) {
  return instant ? store::Value{to_text(*instant)} : store::Value{nullptr};
}

std::string answers_text(const std::vector<engine::Answer>& answers) {
  json::array list;
  for (const auto& answer : answers) list.push_back(json::object{{"event", answer.event}, {"person", answer.person}});
  return json::serialize(list);
}

std::vector<engine::Answer> answers_from(std::string_view text) {
  std::vector<engine::Answer> answers;
  const auto parsed = json::parse(text);
  for (const auto& entry : parsed.as_array()) {
    answers.push_back({std::string(entry.at("event").as_string()), std::string(entry.at("person").as_string())});
  }
  return answers;
}

std::optional<Case> first_case(store::Session& session, const std::string& where, std::vector<store::Value> values) {
  const auto record = session.first("SELECT " + case_columns + " FROM cases c WHERE " + where, std::move(values));
  return record ? std::optional(case_from(*record)) : std::nullopt;
}

constexpr auto attachment_columns =
    "id, case_id, file_name, media_type, content_size, content_sha256, printed_name, added_at, removed_at";

CaseAttachment attachment_from(const store::Record& record) {
  return {record.integer("id"),
          record.integer("case_id"),
          record.text("file_name"),
          record.text("media_type"),
          record.integer("content_size"),
          record.text("content_sha256"),
          record.text("printed_name"),
          parse_instant(record.text("added_at")),
          optional_instant(record, "removed_at")};
}

constexpr auto task_columns =
    "id, case_id, state, title, why, person_id, role, due_at, created_at, escalation, escalates_at";

CaseTask task_from(const store::Record& record) {
  CaseTask task;
  task.id = record.integer("id");
  task.case_id = record.integer("case_id");
  task.state = record.text("state");
  task.title = record.text("title");
  task.why = record.text("why");
  task.person_id = record.optional_integer("person_id");
  task.role = record.optional_text("role");
  task.due_at = optional_instant(record, "due_at");
  task.created_at = parse_instant(record.text("created_at"));
  task.escalation = record.integer("escalation");
  task.escalates_at = optional_instant(record, "escalates_at");
  return task;
}

}  // namespace

const std::string case_columns =
    "c.id, c.case_key, c.workflow, c.workflow_version_id, c.title, c.state, c.final, c.success, c.fields, c.answers,"
    " c.owner_id, c.opener_id, c.parent_id, c.effect_key, c.opened_at, c.entered_at, c.closed_at, c.changed_at,"
    " c.due_at, c.row_version";

Case case_from(const store::Record& record) {
  Case one;
  one.id = record.integer("id");
  one.key = record.text("case_key");
  one.workflow = record.text("workflow");
  one.workflow_version_id = record.integer("workflow_version_id");
  one.title = record.text("title");
  one.state = record.text("state");
  one.final = record.flag("final");
  one.success = record.flag("success");
  one.fields = json::parse(record.text("fields")).as_object();
  one.answers = answers_from(record.text("answers"));
  one.owner_id = record.integer("owner_id");
  one.opener_id = record.optional_integer("opener_id");
  one.parent_id = record.optional_integer("parent_id");
  one.effect_key = record.optional_text("effect_key");
  one.opened_at = parse_instant(record.text("opened_at"));
  one.entered_at = parse_instant(record.text("entered_at"));
  one.closed_at = optional_instant(record, "closed_at");
  one.changed_at = parse_instant(record.text("changed_at"));
  one.due_at = optional_instant(record, "due_at");
  one.row_version = record.integer("row_version");
  return one;
}

std::optional<Case> find_case(store::Session& session, std::string_view key) {
  return first_case(session, "c.case_key = :case_key", {std::string(key)});
}

std::optional<Case> find_case(store::Session& session, std::int64_t id) {
  return first_case(session, "c.id = :id", {id});
}

std::optional<Case> find_case_of_effect(store::Session& session, const std::string& effect_key) {
  return first_case(session, "c.effect_key = :effect_key", {effect_key});
}

std::vector<Case> children_of(store::Session& session, std::int64_t case_id) {
  std::vector<Case> children;
  for (const auto& record : session.select(
           "SELECT " + case_columns + " FROM cases c WHERE c.parent_id = :parent ORDER BY c.id", {case_id})) {
    children.push_back(case_from(record));
  }
  return children;
}

std::vector<HistoryEntry> history_of(store::Session& session, std::int64_t case_id) {
  std::vector<HistoryEntry> entries;
  for (const auto& record : session.select(
           "SELECT position, at, actor, actor_name, actor_roles, event, title, from_state, to_state, comment, changes,"
           " automatic, waits_for_others, meaning, statement, signing_key_id, signature FROM case_history"
           " WHERE case_id = :case_id ORDER BY position",
           {case_id})) {
    HistoryEntry entry;
    entry.position = record.integer("position");
    entry.at = parse_instant(record.text("at"));
    entry.actor = record.text("actor");
    entry.actor_name = record.text("actor_name");
    entry.actor_roles = record.text("actor_roles");
    entry.event = record.text("event");
    entry.title = record.text("title");
    entry.from_state = record.text("from_state");
    entry.to_state = record.text("to_state");
    entry.comment = record.text("comment");
    entry.changes = json::parse(record.text("changes")).as_object();
    entry.automatic = record.flag("automatic");
    entry.waits_for_others = record.flag("waits_for_others");
    entry.meaning = record.text("meaning");
    entry.statement = record.text("statement");
    entry.signing_key_id = record.optional_integer("signing_key_id");
    entry.signature = record.text("signature");
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<CaseComment> comments_of(store::Session& session, std::int64_t case_id) {
  std::vector<CaseComment> comments;
  for (const auto& record :
       session.select("SELECT k.id, k.printed_name, p.email, k.comment, k.mentions, k.written_at FROM case_comments k"
                      " JOIN people p ON p.id = k.person_id WHERE k.case_id = :case_id ORDER BY k.id",
                      {case_id})) {
    comments.push_back({record.integer("id"),
                        record.text("printed_name"),
                        record.text("email"),
                        record.text("comment"),
                        store::texts_from_text(record.text("mentions")),
                        parse_instant(record.text("written_at")),
                        {}});
  }
  return comments;
}

std::vector<CaseAttachment> attachments_of(store::Session& session, std::int64_t case_id) {
  std::vector<CaseAttachment> attachments;
  for (const auto& record : session.select(std::string("SELECT ") + attachment_columns +
                                               " FROM case_attachments WHERE case_id = :case_id AND removed_at IS NULL"
                                               " ORDER BY id",
                                           {case_id})) {
    attachments.push_back(attachment_from(record));
  }
  return attachments;
}

std::optional<CaseAttachment> find_attachment(store::Session& session, std::int64_t case_id, std::string_view sha256) {
  const auto record = session.first(std::string("SELECT ") + attachment_columns +
                                        " FROM case_attachments WHERE case_id = :case_id AND content_sha256 = :sha256"
                                        " AND removed_at IS NULL ORDER BY id DESC LIMIT 1",
                                    {case_id, std::string(sha256)});
  return record ? std::optional(attachment_from(*record)) : std::nullopt;
}

std::vector<CaseLink> links_of(store::Session& session, std::int64_t case_id) {
  std::vector<CaseLink> links;
  for (const auto& record : session.select("SELECT id, kind, target FROM case_links WHERE case_id = :case_id AND"
                                           " removed_at IS NULL ORDER BY kind, target, id",
                                           {case_id})) {
    links.push_back({record.integer("id"), record.text("kind"), record.text("target")});
  }
  return links;
}

std::vector<std::string> cases_linked_to(store::Session& session, std::string_view kind, std::string_view target) {
  std::vector<std::string> keys;
  for (const auto& record :
       session.select("SELECT c.case_key FROM case_links l JOIN cases c ON c.id = l.case_id WHERE l.kind = :kind AND"
                      " l.target = :target AND l.removed_at IS NULL ORDER BY c.id DESC LIMIT 200",
                      {std::string(kind), std::string(target)})) {
    keys.push_back(record.text("case_key"));
  }
  return keys;
}

std::vector<CaseTask> open_tasks_of(store::Session& session, std::int64_t case_id) {
  std::vector<CaseTask> tasks;
  for (const auto& record : session.select(std::string("SELECT ") + task_columns +
                                               " FROM case_tasks WHERE case_id = :case_id AND is_open = 1 ORDER BY id",
                                           {case_id})) {
    tasks.push_back(task_from(record));
  }
  return tasks;
}

std::optional<CaseTask> find_task(store::Session& session, std::int64_t id) {
  const auto record =
      session.first(std::string("SELECT ") + task_columns + " FROM case_tasks WHERE id = :id AND is_open = 1", {id});
  return record ? std::optional(task_from(*record)) : std::nullopt;
}

std::optional<Case> case_of_task(store::Session& session, std::int64_t task_id) {
  const auto record = session.first("SELECT case_id FROM case_tasks WHERE id = :id", {task_id});
  return record ? find_case(session, record->integer("case_id")) : std::nullopt;
}

std::vector<people::Person> people_of(store::Session& session, std::int64_t case_id) {
  std::vector<std::int64_t> ids;
  for (const auto& record : session.select("SELECT person_id FROM case_people WHERE case_id = :case_id", {case_id})) {
    ids.push_back(record.integer("person_id"));
  }
  std::vector<people::Person> people;
  for (auto& [id, person] : people::people_by_id(session, ids)) {
    if (!person.disabled) people.push_back(std::move(person));
  }
  std::sort(people.begin(), people.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
  return people;
}

bool takes_part(store::Session& session, std::int64_t case_id, std::int64_t person_id) {
  return session.number(
             "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM case_people WHERE case_id = :case_id AND person_id = :person",
             {case_id, person_id}) > 0;
}

std::string take_key(store::WriteTransaction& transaction, const std::string& code) {
  // Document types number their documents in the same table; the colon keeps the two apart.
  const auto series = "case:" + code;
  const auto present =
      transaction.session().first("SELECT id, highest FROM number_series WHERE prefix = :prefix", {series});
  const auto number = present ? present->integer("highest") + 1 : 1;
  if (present) {
    transaction.update("number_series", present->integer("id"), {{"highest", number}});
  } else {
    transaction.insert("number_series", {{"prefix", series}, {"highest", number}});
  }
  return code + "-" + std::to_string(number);
}

std::int64_t insert_case(store::WriteTransaction& transaction, const Case& one) {
  const auto id = transaction.insert("cases", {{"case_key", one.key},
                                               {"workflow", one.workflow},
                                               {"workflow_version_id", one.workflow_version_id},
                                               {"title", one.title},
                                               {"state", one.state},
                                               {"final", std::int64_t{one.final}},
                                               {"success", std::int64_t{one.success}},
                                               {"fields", json::serialize(one.fields)},
                                               {"answers", answers_text(one.answers)},
                                               {"owner_id", one.owner_id},
                                               {"opener_id", store::nullable(one.opener_id)},
                                               {"parent_id", store::nullable(one.parent_id)},
                                               {"effect_key", store::nullable(one.effect_key)},
                                               {"opened_at", to_text(one.opened_at)},
                                               {"entered_at", to_text(one.entered_at)},
                                               {"closed_at", nullable_instant(one.closed_at)},
                                               {"changed_at", to_text(one.changed_at)},
                                               {"due_at", nullable_instant(one.due_at)},
                                               {"row_version", one.row_version}});
  count_new_case(transaction.session(), id, counted_as(one), one.key);
  return id;
}

void update_case(store::WriteTransaction& transaction, Case& one) {
  const auto before = find_case(transaction.session(), one.id);
  count_changed_case(transaction.session(), one.id, counted_as(*before), counted_as(one), one.key);
  one.changed_at = transaction.now();
  ++one.row_version;
  transaction.update("cases", one.id,
                     {{"workflow_version_id", one.workflow_version_id},
                      {"title", one.title},
                      {"state", one.state},
                      {"final", std::int64_t{one.final}},
                      {"success", std::int64_t{one.success}},
                      {"fields", json::serialize(one.fields)},
                      {"answers", answers_text(one.answers)},
                      {"owner_id", one.owner_id},
                      {"entered_at", to_text(one.entered_at)},
                      {"closed_at", nullable_instant(one.closed_at)},
                      {"changed_at", to_text(one.changed_at)},
                      {"due_at", nullable_instant(one.due_at)},
                      {"row_version", one.row_version}});
  evidence::note_piece(transaction.session(), one);
}

void append_history(store::WriteTransaction& transaction, std::int64_t case_id, HistoryEntry entry) {
  const auto last = transaction.session().number(
      "SELECT COALESCE(MAX(position), 0) AS n FROM case_history WHERE case_id = :case_id", {case_id});
  transaction.insert("case_history", {{"case_id", case_id},
                                      {"position", last + 1},
                                      {"at", to_text(entry.at)},
                                      {"actor", entry.actor},
                                      {"actor_name", entry.actor_name},
                                      {"actor_roles", entry.actor_roles},
                                      {"event", entry.event},
                                      {"title", entry.title},
                                      {"from_state", entry.from_state},
                                      {"to_state", entry.to_state},
                                      {"comment", entry.comment},
                                      {"changes", json::serialize(entry.changes)},
                                      {"automatic", std::int64_t{entry.automatic}},
                                      {"waits_for_others", std::int64_t{entry.waits_for_others}},
                                      {"meaning", entry.meaning},
                                      {"statement", entry.statement},
                                      {"signing_key_id", store::nullable(entry.signing_key_id)},
                                      {"signature", entry.signature}});
}

std::int64_t insert_task(store::WriteTransaction& transaction, const CaseTask& task) {
  return transaction.insert("case_tasks", {{"case_id", task.case_id},
                                           {"state", task.state},
                                           {"title", task.title},
                                           {"why", task.why},
                                           {"person_id", store::nullable(task.person_id)},
                                           {"role", store::nullable(task.role)},
                                           {"due_at", nullable_instant(task.due_at)},
                                           {"created_at", to_text(task.created_at)},
                                           {"is_open", std::int64_t{1}},
                                           {"closed_at", nullptr},
                                           {"escalation", task.escalation},
                                           {"escalates_at", nullable_instant(task.escalates_at)}});
}

void update_task(store::WriteTransaction& transaction, const CaseTask& task) {
  transaction.update("case_tasks", task.id,
                     {{"person_id", store::nullable(task.person_id)},
                      {"role", store::nullable(task.role)},
                      {"due_at", nullable_instant(task.due_at)},
                      {"escalation", task.escalation},
                      {"escalates_at", nullable_instant(task.escalates_at)}});
}

void close_task(store::WriteTransaction& transaction, std::int64_t task_id) {
  transaction.update("case_tasks", task_id, {{"is_open", std::int64_t{0}}, {"closed_at", to_text(transaction.now())}});
}

void insert_comment(store::WriteTransaction& transaction, std::int64_t case_id, std::int64_t person_id,
                    const std::string& printed_name, const std::string& text,
                    const std::vector<std::string>& mentions) {
  transaction.insert("case_comments", {{"case_id", case_id},
                                       {"person_id", person_id},
                                       {"printed_name", printed_name},
                                       {"comment", text},
                                       {"mentions", store::texts_to_text(mentions)},
                                       {"written_at", to_text(transaction.now())}});
}

void insert_attachment(store::WriteTransaction& transaction, const Case& one, const StoredFile& stored,
                       const std::string& file_name, const people::Actor& actor) {
  transaction.insert("case_attachments", {{"case_id", one.id},
                                          {"file_name", file_name},
                                          {"media_type", stored.media_type},
                                          {"content_size", stored.size},
                                          {"content_sha256", stored.sha256},
                                          {"person_id", actor.person_id},
                                          {"printed_name", actor.name},
                                          {"added_at", to_text(transaction.now())},
                                          {"removed_at", nullptr},
                                          {"remove_reason", nullptr}});
  transaction.record(actor.audit(), {"case.file_attached", one.key, {{"file", file_name}, {"sha256", stored.sha256}}});
}

void remove_attachment(store::WriteTransaction& transaction, std::int64_t id, const std::string& reason) {
  transaction.update("case_attachments", id, {{"removed_at", to_text(transaction.now())}, {"remove_reason", reason}});
}

void insert_link(store::WriteTransaction& transaction, std::int64_t case_id, const std::string& kind,
                 const std::string& target, std::int64_t person_id) {
  transaction.insert("case_links", {{"case_id", case_id},
                                    {"kind", kind},
                                    {"target", target},
                                    {"person_id", person_id},
                                    {"added_at", to_text(transaction.now())},
                                    {"removed_at", nullptr}});
  evidence::note_links(transaction.session(), case_id);
}

void remove_link(store::WriteTransaction& transaction, std::int64_t case_id, std::int64_t id) {
  transaction.update("case_links", id, {{"removed_at", to_text(transaction.now())}});
  evidence::note_links(transaction.session(), case_id);
}

void add_case_people(store::WriteTransaction& transaction, std::int64_t case_id, const std::set<std::int64_t>& people) {
  for (const auto person : people) {
    if (takes_part(transaction.session(), case_id, person)) continue;
    transaction.insert("case_people", {{"case_id", case_id}, {"person_id", person}});
  }
}

}  // namespace provost::workflows::cases
