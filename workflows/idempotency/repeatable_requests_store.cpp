#include <functional>

#include "workflows/hashing.hpp"
#include "workflows/idempotency/repeatable_requests.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::idempotency {

namespace {

/// After this time a request of another server counts as given up.
constexpr std::chrono::minutes longest_flight{10};

/// Runs something at the end of a scope, however that is left.
class Ending {
 public:
  explicit Ending(std::function<void()> work) : work_(std::move(work)) {}
  ~Ending() { work_(); }
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;

 private:
  std::function<void()> work_;
};

}  // namespace

RepeatableRequests::RepeatableRequests(store::Database& database, const Clock& clock)
    : database_(database), clock_(clock), server_(random_hex(8)) {}

Beginning RepeatableRequests::begin(const RepeatableRequest& request) {
  const auto key = sha256_hex(request.key);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto known = session.first(
      "SELECT claim, fingerprint, server, begun_at, state, subject, status, fields, body FROM repeatable_requests"
      " WHERE person_id = :person AND route = :route AND key_sha256 = :key",
      {request.person_id, request.route, key});
  if (known) {
    const auto begun_at = parse_instant(known->text("begun_at"));
    const auto state = known->text("state");
    if (known->text("fingerprint") != request.fingerprint) return OtherRequest{};
    if (state == "answered") {
      return KeptAnswer{static_cast<int>(known->integer("status")), known->text("fields"), known->text("body")};
    }
    const bool may_run = known->text("server") == server_
                             ? is_running(known->text("claim"))
                             : database_.is_postgresql() && transaction.now() < begun_at + longest_flight;
    if (state == "finished" || (state == "done" && !may_run)) return DoneBefore{known->text("subject"), begun_at};
    if (may_run) return InFlight{};
    session.execute("DELETE FROM repeatable_requests WHERE claim = :claim", {known->text("claim")});
  }
  Begun begun{random_hex(16)};
  session.execute(
      "INSERT INTO repeatable_requests (claim, person_id, route, key_sha256, fingerprint, server, begun_at, state,"
      " subject, status, fields, body) VALUES (:claim, :person, :route, :key, :fingerprint, :server, :begun_at, "
      "'begun',"
      " '', :status, '', '')",
      {begun.claim, request.person_id, request.route, key, request.fingerprint, server_, to_text(transaction.now()),
       std::int64_t{0}});
  {
    const std::lock_guard lock(mutex_);
    running_.insert(begun.claim);
  }
  try {
    transaction.commit();
  } catch (...) {
    end(begun.claim);
    throw;
  }
  return begun;
}

bool RepeatableRequests::is_running(const std::string& claim) {
  const std::lock_guard lock(mutex_);
  return running_.contains(claim);
}

void RepeatableRequests::end(const std::string& claim) {
  const std::lock_guard lock(mutex_);
  running_.erase(claim);
}

void RepeatableRequests::keep(const std::string& claim, const KeptAnswer& answer) {
  if (answer.body.size() > longest_kept_body) return finish(claim);
  const Ending ending([&] { end(claim); });
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute(
      "UPDATE repeatable_requests SET state = 'answered', status = :status, fields = :fields, body = :body WHERE claim "
      "="
      " :claim",
      {std::int64_t{answer.status}, answer.fields, answer.body, claim});
  transaction.commit();
}

void RepeatableRequests::finish(const std::string& claim) {
  const Ending ending([&] { end(claim); });
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute("UPDATE repeatable_requests SET state = 'finished' WHERE claim = :claim", {claim});
  transaction.commit();
}

void RepeatableRequests::forget(const std::string& claim) {
  const Ending ending([&] { end(claim); });
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  // What changed something stays done, however it ended.
  session.execute("DELETE FROM repeatable_requests WHERE claim = :claim AND state = 'begun'", {claim});
  session.execute("UPDATE repeatable_requests SET state = 'finished' WHERE claim = :claim AND state = 'done'", {claim});
  transaction.commit();
}

void RepeatableRequests::remove_old() {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute("DELETE FROM repeatable_requests WHERE begun_at < :until",
                                {to_text(transaction.now() - kept_for)});
  transaction.commit();
}

}  // namespace provost::workflows::idempotency
