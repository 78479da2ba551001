#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "workflows/people/scopes.hpp"
#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::people {

/// Failed attempts of one person or one address.
struct FailedAttempts {
  std::int64_t failures;
  Instant last_failure_at;
};
std::optional<FailedAttempts> failed_attempts(store::Session& session, const std::string& subject);
void put_failed_attempts(store::Session& session, const std::string& subject, const FailedAttempts& attempts);
void forget_failed_attempts(store::Session& session, const std::string& subject);

/// A session as it is stored: the cookie's value itself is not, only its hash.
struct StoredSession {
  std::string token_hash;
  std::int64_t person_id;
  std::string csrf_token;
  Instant last_seen_at;
  Instant expires_at;
};
void insert_session(store::Session& session, const StoredSession& stored, Instant created_at);
std::optional<StoredSession> find_session(store::Session& session, const std::string& token_hash);
void delete_session(store::Session& session, const std::string& token_hash);
void note_session_seen(store::Session& session, const std::string& token_hash, Instant at);
void delete_sessions_ended_before(store::Session& session, Instant now, Instant idle_since);

/// A bearer token that still works.
struct StoredToken {
  std::int64_t id;
  std::int64_t person_id;
  std::optional<Instant> last_used_at;
  Scopes scopes;
  std::optional<Day> expires_on;  ///< the last day on which it works
};
std::optional<StoredToken> find_token(store::Session& session, const std::string& token_hash);
void note_token_used(store::Session& session, std::int64_t token_id, Instant at);
/// The label of a person's own token that still works.
std::optional<std::string> label_of_token(store::Session& session, std::int64_t token_id, std::int64_t person_id);

}  // namespace provost::workflows::people
