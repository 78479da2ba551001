#include "workflows/people/sign_in_service.hpp"

#include <algorithm>

#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/people_store.hpp"
#include "workflows/people/sign_in_store.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::people {

namespace {

constexpr std::int64_t free_failures_of_person = 5;
constexpr std::int64_t free_failures_of_address = 30;
constexpr auto first_wait = std::chrono::seconds(30);
constexpr auto longest_wait = std::chrono::minutes(15);
/// After this long without a failure the count starts afresh.
constexpr auto failures_forgotten_after = std::chrono::hours(1);
/// A session's last use is written at most this often: a page view should not cost a write.
constexpr auto last_seen_grain = std::chrono::minutes(5);

std::string person_subject(std::string_view email) {
  return "person:" + std::string(email);
}
std::string address_subject(const std::string& address) {
  return "address:" + address;
}

std::chrono::seconds wait_after(std::int64_t failures, std::int64_t free_failures) {
  if (failures < free_failures) return std::chrono::seconds(0);
  const auto doublings = std::min<std::int64_t>(failures - free_failures, 10);
  return std::min<std::chrono::seconds>(first_wait * (1 << doublings), longest_wait);
}

constexpr auto sign_in_refused = "The e-mail address or the password is not right.";

/// Before an organisation is founded there is nobody whose access could end.

}  // namespace

SignInService::SignInService(store::Database& database, const Clock& clock, const PasswordHasher& hasher,
                             SessionLimits limits)
    : database_(database), clock_(clock), hasher_(hasher), limits_(limits) {}

void SignInService::require_not_slowed_down(const std::string& subject) {
  const store::ReadSnapshot snapshot(database_);
  const auto attempts = failed_attempts(snapshot.session(), subject);
  if (!attempts) return;
  const auto free = subject.starts_with("person:") ? free_failures_of_person : free_failures_of_address;
  const auto allowed_at = attempts->last_failure_at + wait_after(attempts->failures, free);
  const auto now = clock_.now();
  if (now >= allowed_at) return;
  const auto left = std::chrono::ceil<std::chrono::seconds>(allowed_at - now);
  throw TooBusy("There were too many failed attempts. Please wait " +
                    (left < std::chrono::minutes(2)
                         ? std::to_string(left.count()) + " seconds"
                         : std::to_string(std::chrono::ceil<std::chrono::minutes>(left).count()) + " minutes") +
                    ", then try again.",
                left);
}

void SignInService::note_failure(const std::string& subject_person, const std::string& address,
                                 const std::string& action, const std::string& email, const std::string& channel) {
  store::WriteTransaction transaction(database_, clock_);
  for (const auto& subject : {subject_person, address_subject(address)}) {
    if (subject == address_subject("")) continue;
    const auto before = failed_attempts(transaction.session(), subject);
    const bool counts = before && before->last_failure_at >= transaction.now() - failures_forgotten_after;
    put_failed_attempts(transaction.session(), subject, {counts ? before->failures + 1 : 1, transaction.now()});
  }
  transaction.record({email, "", channel}, {action, email, {{"address", address}}});
  transaction.commit();
}

NewSession SignInService::sign_in(std::string_view email_typed, std::string_view password, const std::string& address) {
  std::string email;
  try {
    email = normalised_email(email_typed);
  } catch (const Invalid&) {
    throw Unauthenticated(sign_in_refused);
  }
  require_not_slowed_down(person_subject(email));
  require_not_slowed_down(address_subject(address));

  std::optional<Person> person;
  std::string hash;
  Day today{};
  {
    const store::ReadSnapshot snapshot(database_);
    person = find_person(snapshot.session(), email);
    if (person) hash = password_hash_of(snapshot.session(), person->id);
    today = today_at(snapshot.session(), clock_.now());
  }
  bool matches = false;
  if (person) {
    matches = hasher_.matches(password, hash) && person->has_access(today);
  } else {
    hasher_.waste_the_same_time(password);
  }
  if (!matches) {
    note_failure(person_subject(email), address, "sign_in.refused", email, "page");
    throw Unauthenticated(sign_in_refused);
  }

  store::WriteTransaction transaction(database_, clock_);
  auto token = random_hex(32);
  insert_session(transaction.session(),
                 {sha256_hex(token), person->id, random_hex(32), transaction.now(), transaction.now() + limits_.total},
                 transaction.now());
  forget_failed_attempts(transaction.session(), person_subject(email));
  transaction.record(as_actor(*person, "page").audit(), {"sign_in.done", email, {{"address", address}}});
  transaction.commit();
  return {std::move(token), std::move(*person)};
}

void SignInService::sign_out(const SignedIn& session) {
  store::WriteTransaction transaction(database_, clock_);
  delete_session(transaction.session(), session.token_hash);
  transaction.record(as_actor(session.person, "page").audit(), {"sign_out.done", session.person.email, {}});
  transaction.commit();
}

std::string SignInService::rotate(const SignedIn& session) {
  auto token = random_hex(32);
  store::WriteTransaction transaction(database_, clock_);
  delete_session(transaction.session(), session.token_hash);
  insert_session(transaction.session(),
                 {sha256_hex(token), session.person.id, random_hex(32), transaction.now(), session.expires_at},
                 transaction.now());
  transaction.record(as_actor(session.person, "page").audit(), {"session.rotated", session.person.email, {}});
  transaction.commit();
  return token;
}

std::optional<SignedIn> SignInService::session(std::string_view token, SessionUse use) {
  const auto hash = sha256_hex(token);
  std::optional<StoredSession> stored;
  std::optional<Person> person;
  Day today{};
  {
    const store::ReadSnapshot snapshot(database_);
    stored = find_session(snapshot.session(), hash);
    if (!stored) return std::nullopt;
    person = find_person(snapshot.session(), stored->person_id);
    today = today_at(snapshot.session(), clock_.now());
  }
  const auto now = clock_.now();
  if (!person || !person->has_access(today) || now >= stored->expires_at ||
      now >= stored->last_seen_at + limits_.idle) {
    return std::nullopt;
  }
  if (use == SessionUse::by_person && now >= stored->last_seen_at + last_seen_grain) {
    note_use([&](store::Session& session) { note_session_seen(session, hash, now); });
  }
  return SignedIn{std::move(*person), stored->csrf_token, hash, stored->expires_at};
}

std::optional<TokenBearer> SignInService::bearer(std::string_view token) {
  std::optional<StoredToken> stored;
  std::optional<Person> person;
  Day today{};
  {
    const store::ReadSnapshot snapshot(database_);
    stored = find_token(snapshot.session(), sha256_hex(token));
    if (!stored) return std::nullopt;
    person = find_person(snapshot.session(), stored->person_id);
    today = today_at(snapshot.session(), clock_.now());
  }
  if (!person || !person->has_access(today)) return std::nullopt;
  if (stored->expires_on && today > *stored->expires_on) return std::nullopt;
  const auto now = clock_.now();
  if (!stored->last_used_at || now >= *stored->last_used_at + last_seen_grain) {
    note_use([&](store::Session& session) { note_token_used(session, stored->id, now); });
  }
  return TokenBearer{std::move(*person), stored->id, stored->scopes};
}

void SignInService::note_use(const std::function<void(store::Session&)>& write) {
  try {
    store::WriteTransaction transaction(database_, clock_);
    write(transaction.session());
    transaction.commit();
  } catch (const DomainError&) {
    // On a full or busy disk people can still read; when they were last seen is not worth more.
  }
}

void SignInService::check_secret(const Actor& actor, std::string_view password) {
  require_not_slowed_down(person_subject(actor.email));
  std::string hash;
  {
    const store::ReadSnapshot snapshot(database_);
    hash = password_hash_of(snapshot.session(), actor.person_id);
  }
  if (hasher_.matches(password, hash)) return;
  note_failure(person_subject(actor.email), "", "signature.secret_refused", actor.email, actor.channel);
  throw Forbidden("The password is not right, so nothing was signed. Please try again.");
}

void SignInService::remove_ended_sessions() {
  store::WriteTransaction transaction(database_, clock_);
  delete_sessions_ended_before(transaction.session(), transaction.now(), transaction.now() - limits_.idle);
  transaction.commit();
}

}  // namespace provost::workflows::people
