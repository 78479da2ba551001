#include <boost/json.hpp>

#include "workflows/chat/chat_requests.hpp"

namespace provost::workflows::chat {

namespace {

namespace json = boost::json;

/// Signatures are refused after five minutes; a day leaves room for clocks that are put right.
constexpr auto remembered = std::chrono::hours(24);

std::string to_stored_text(const ChatRequest& request) {
  const auto& account = request.account;
  return json::serialize(json::object{{"service", account.service},
                                      {"workspace", account.workspace},
                                      {"member", account.member},
                                      {"name", account.name},
                                      {"workspace_name", account.workspace_name},
                                      {"words", request.words},
                                      {"reason", request.reason},
                                      {"response_address", request.response_address},
                                      {"is_public", request.is_public}});
}

ChatRequest request_from(const store::Record& record) {
  const auto value = json::parse(record.text("request"));
  const auto read = [&value](const char* name) { return std::string(value.at(name).as_string()); };
  ChatRequest request;
  request.key = record.text("request_key");
  request.received_at = parse_instant(record.text("received_at"));
  request.account = {read("service"), read("workspace"), read("member"), read("name"), read("workspace_name")};
  request.words = read("words");
  request.reason = read("reason");
  request.response_address = read("response_address");
  request.is_public = value.at("is_public").as_bool();
  return request;
}

}  // namespace

std::optional<std::int64_t> ChatInbox::receive(const ChatRequest& request) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  if (session.first("SELECT id FROM chat_requests WHERE request_key = :key", {request.key})) return std::nullopt;
  const auto id = session.number("SELECT COALESCE(MAX(id), 0) + 1 AS n FROM chat_requests");
  session.execute(
      "INSERT INTO chat_requests (id, request_key, request, state, reply, received_at, claimed_until, attempts) VALUES"
      " (:id, :key, :request, 'waiting', '', :received, :claimed, 0)",
      {id, request.key, to_stored_text(request), to_text(request.received_at),
       to_text(transaction.now() + lease_of_request)});
  transaction.commit();
  return id;
}

void ChatInbox::release_claims() {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute("UPDATE chat_requests SET claimed_until = :now WHERE state = 'waiting'",
                                {to_text(transaction.now())});
  transaction.commit();
}

std::optional<ClaimedRequest> ChatInbox::claim() {
  const auto find = [](store::Session& session, Instant now) {
    return session.first(
        "SELECT id, request_key, request, reply, received_at, attempts FROM chat_requests WHERE state = 'waiting' AND "
        "claimed_until"
        " <= :now ORDER BY claimed_until, id LIMIT 1",
        {to_text(now)});
  };
  {
    // Mostly nothing waits, and then nothing is to be written.
    const store::ReadSnapshot snapshot(database_);
    if (!find(snapshot.session(), clock_.now())) return std::nullopt;
  }
  store::WriteTransaction transaction(database_, clock_);
  const auto record = find(transaction.session(), transaction.now());
  if (!record) return std::nullopt;
  ClaimedRequest claimed;
  claimed.id = record->integer("id");
  claimed.request = request_from(*record);
  claimed.reply = record->text("reply");
  claimed.attempts = record->integer("attempts");
  transaction.session().execute("UPDATE chat_requests SET claimed_until = :until WHERE id = :id",
                                {to_text(transaction.now() + lease_of_request), claimed.id});
  transaction.commit();
  return claimed;
}

void ChatInbox::note_reply(std::int64_t id, const std::string& reply) {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute("UPDATE chat_requests SET reply = :reply WHERE id = :id", {reply, id});
  transaction.commit();
}

void ChatInbox::put_off(std::int64_t id, std::chrono::seconds wait) {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute(
      "UPDATE chat_requests SET claimed_until = :until, attempts = attempts + 1 WHERE id = :id",
      {to_text(transaction.now() + wait), id});
  transaction.commit();
}

void ChatInbox::settle(std::int64_t id) {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute("UPDATE chat_requests SET state = 'settled', request = '', reply = '' WHERE id = :id",
                                {id});
  transaction.commit();
}

void ChatInbox::remove_old() {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute("DELETE FROM chat_requests WHERE state = 'settled' AND received_at < :before",
                                {to_text(transaction.now() - remembered)});
  transaction.commit();
}

}  // namespace provost::workflows::chat
