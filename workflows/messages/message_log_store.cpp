#include "workflows/messages/message_log.hpp"

namespace provost::workflows::messages {

const char* const message_columns =
    "SELECT id, message_key, channel_id, person_id, event, case_id, task_id, document_id, notice, created_at,"
    " not_before, state, attempts, claimed_until, settled_at, outcome FROM outgoing_messages";

Outgoing message_from(const store::Record& record) {
  Outgoing message;
  message.id = record.integer("id");
  message.key = record.text("message_key");
  message.channel_id = record.integer("channel_id");
  message.person_id = record.optional_integer("person_id");
  message.event = record.text("event");
  message.case_id = record.optional_integer("case_id");
  message.task_id = record.optional_integer("task_id");
  message.document_id = record.optional_integer("document_id");
  message.text = record.text("notice");
  message.created_at = parse_instant(record.text("created_at"));
  message.not_before = parse_instant(record.text("not_before"));
  message.claim = record.text("claimed_until");
  message.state = record.text("state");
  message.attempts = record.integer("attempts");
  if (const auto settled = record.optional_text("settled_at")) message.settled_at = parse_instant(*settled);
  message.outcome = record.text("outcome");
  return message;
}

LogPage read_log(store::Session& session, const LogQuery& query) {
  std::string where;
  std::vector<store::Value> values;
  const auto add = [&](const std::string& condition, store::Value value) {
    where += (where.empty() ? " WHERE " : " AND ") + condition;
    values.push_back(std::move(value));
  };
  if (query.channel_id) add("channel_id = :channel", *query.channel_id);
  if (!query.state.empty()) add("state = :state", query.state);
  LogPage page;
  page.total = session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM outgoing_messages" + where, values);
  if (query.before_id > 0) add("id < :before", query.before_id);
  values.emplace_back(query.limit + 1);
  values.emplace_back(query.before_id > 0 ? 0 : query.offset);
  for (const auto& record : session.select(
           std::string(message_columns) + where + " ORDER BY id DESC LIMIT :limit OFFSET :offset", std::move(values))) {
    if (static_cast<std::int64_t>(page.messages.size()) == query.limit) {
      page.next = page.messages.back().id;
      break;
    }
    page.messages.push_back(message_from(record));
  }
  return page;
}

std::optional<Outgoing> find_message(store::Session& session, std::int64_t id) {
  const auto record = session.first(std::string(message_columns) + " WHERE id = :id", {id});
  return record ? std::optional(message_from(*record)) : std::nullopt;
}

std::vector<LoggedAttempt> attempts_of(store::Session& session, std::int64_t message_id) {
  std::vector<LoggedAttempt> attempts;
  for (const auto& record :
       session.select("SELECT tried_at, took, verdict, reason, status, request, answer FROM delivery_attempts WHERE"
                      " message_id = :message ORDER BY id DESC",
                      {message_id})) {
    LoggedAttempt attempt;
    attempt.tried_at = parse_instant(record.text("tried_at"));
    attempt.took = std::chrono::milliseconds(record.integer("took"));
    attempt.verdict = record.text("verdict");
    attempt.reason = record.text("reason");
    attempt.status = record.integer("status");
    attempt.request = record.text("request");
    attempt.answer = record.text("answer");
    attempts.push_back(std::move(attempt));
  }
  return attempts;
}

}  // namespace provost::workflows::messages
