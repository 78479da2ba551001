#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <variant>

#include "workflows/store/database.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::idempotency {

/// How long an answer is kept for the same request to come again.
inline constexpr std::chrono::hours kept_for{48};
/// The longest body of an answer that is kept.
inline constexpr std::size_t longest_kept_body = std::size_t{256} * 1024;

/// A request that says by its key that it may come again (draft-ietf-httpapi-idempotency-key-header-07).
struct RepeatableRequest {
  std::int64_t person_id;
  std::string route;        ///< method and pattern: a key counts for one route
  std::string key;          ///< as sent; only its SHA-256 is kept
  std::string fingerprint;  ///< SHA-256 over key and whole request: the key keeps passwords in it from being guessed
};

/// What it was answered.
struct KeptAnswer {
  int status;
  std::string fields;  ///< as the caller wrote them
  std::string body;
};

/// The request is this caller's to carry out. Whoever does so passes the claim on with the actor, so that the
/// transaction that changes something notes it (store::AuditActor).
struct Begun {
  std::string claim;
};
/// It is being carried out at this moment.
struct InFlight {};
/// It came with the same key and something else in it.
struct OtherRequest {};
/// It had its effect, but the answer was not kept: the server stopped in between, or the answer held a secret.
struct DoneBefore {
  std::string subject;  ///< what the first entry of the audit trail was about
  Instant begun_at;
};

using Beginning = std::variant<Begun, KeptAnswer, InFlight, OtherRequest, DoneBefore>;

/// Remembers requests that may come again, in the database. Thread-safe, also for several servers on one database: a
/// request whose server stopped before it had an effect is begun anew, at once by the only server of an SQLite file,
/// after ten minutes where there are several.
class RepeatableRequests {
 public:
  RepeatableRequests(store::Database& database, const Clock& clock);

  Beginning begin(const RepeatableRequest& request);
  // Whoever began it ends it by one of these. When one throws, e.g. because the disk is full, the request is over all
  // the same, and what it changed stays noted.
  /// Keeps the answer. One that is too long is not kept; the request then counts as done.
  void keep(const std::string& claim, const KeptAnswer& answer);
  /// Notes that it was carried out, without its answer.
  void finish(const std::string& claim);
  /// Forgets a request that had no effect, so that it may be tried again.
  void forget(const std::string& claim);
  /// Removes what is older than kept_for; called from a timer.
  void remove_old();

 private:
  bool is_running(const std::string& claim);
  void end(const std::string& claim);

  store::Database& database_;
  const Clock& clock_;
  std::string server_;  ///< names this process
  std::mutex mutex_;
  std::set<std::string> running_;  ///< claims of this process
};

}  // namespace provost::workflows::idempotency
