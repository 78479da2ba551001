#include "workflows/people/sign_in_store.hpp"

namespace provost::workflows::people {

std::optional<FailedAttempts> failed_attempts(store::Session& session, const std::string& subject) {
  const auto record =
      session.first("SELECT failures, last_failure_at FROM sign_in_attempts WHERE subject = :subject", {subject});
  if (!record) return std::nullopt;
  return FailedAttempts{record->integer("failures"), parse_instant(record->text("last_failure_at"))};
}

void put_failed_attempts(store::Session& session, const std::string& subject, const FailedAttempts& attempts) {
  forget_failed_attempts(session, subject);
  session.execute("INSERT INTO sign_in_attempts (subject, failures, last_failure_at) VALUES (:subject, :failures, :at)",
                  {subject, attempts.failures, to_text(attempts.last_failure_at)});
}

void forget_failed_attempts(store::Session& session, const std::string& subject) {
  session.execute("DELETE FROM sign_in_attempts WHERE subject = :subject", {subject});
}

void insert_session(store::Session& session, const StoredSession& stored, Instant created_at) {
  session.execute(
      "INSERT INTO sessions (token_hash, person_id, csrf_token, created_at, last_seen_at, expires_at)"
      " VALUES (:token_hash, :person, :csrf, :created, :seen, :expires)",
      {stored.token_hash, stored.person_id, stored.csrf_token, to_text(created_at), to_text(stored.last_seen_at),
       to_text(stored.expires_at)});
}

std::optional<StoredSession> find_session(store::Session& session, const std::string& token_hash) {
  const auto record = session.first(
      "SELECT person_id, csrf_token, last_seen_at, expires_at FROM sessions WHERE token_hash = :hash", {token_hash});
  if (!record) return std::nullopt;
  return StoredSession{token_hash, record->integer("person_id"), record->text("csrf_token"),
                       parse_instant(record->text("last_seen_at")), parse_instant(record->text("expires_at"))};
}

void delete_session(store::Session& session, const std::string& token_hash) {
  session.execute("DELETE FROM sessions WHERE token_hash = :hash", {token_hash});
}

void note_session_seen(store::Session& session, const std::string& token_hash, Instant at) {
  session.execute("UPDATE sessions SET last_seen_at = :at WHERE token_hash = :hash", {to_text(at), token_hash});
}

void delete_sessions_ended_before(store::Session& session, Instant now, Instant idle_since) {
  session.execute("DELETE FROM sessions WHERE expires_at <= :now OR last_seen_at <= :idle",
                  {to_text(now), to_text(idle_since)});
}

std::optional<StoredToken> find_token(store::Session& session, const std::string& token_hash) {
  const auto record = session.first(
      "SELECT t.id, t.person_id, t.scopes, t.expires_on, u.last_used_at FROM api_tokens t LEFT JOIN token_uses u ON "
      "u.token_id = t.id"
      " WHERE t.token_hash = :hash AND t.revoked_at IS NULL",
      {token_hash});
  if (!record) return std::nullopt;
  const auto used = record->optional_text("last_used_at");
  const auto scopes = record->optional_text("scopes");
  const auto expires = record->optional_text("expires_on");
  return StoredToken{record->integer("id"), record->integer("person_id"),
                     used ? std::optional(parse_instant(*used)) : std::nullopt,
                     scopes ? Scopes::parse_stored(*scopes) : Scopes::everything(),
                     expires ? std::optional(parse_day(*expires).value_or(Day{})) : std::nullopt};
}

void note_token_used(store::Session& session, std::int64_t token_id, Instant at) {
  session.execute("DELETE FROM token_uses WHERE token_id = :id", {token_id});
  session.execute("INSERT INTO token_uses (token_id, last_used_at) VALUES (:id, :at)", {token_id, to_text(at)});
}

std::optional<std::string> label_of_token(store::Session& session, std::int64_t token_id, std::int64_t person_id) {
  const auto record =
      session.first("SELECT label FROM api_tokens WHERE id = :id AND person_id = :person AND revoked_at IS NULL",
                    {token_id, person_id});
  return record ? std::optional(record->text("label")) : std::nullopt;
}

}  // namespace provost::workflows::people
