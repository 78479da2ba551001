#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/people/password.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::people {

/// How long a sign-in lasts.
struct SessionLimits {
  std::chrono::minutes idle{8 * 60};
  std::chrono::minutes total{24 * 60};
};

/// A person who is signed in on a page.
struct SignedIn {
  Person person;
  std::string csrf_token;  ///< must come back with every form
  std::string token_hash;  ///< names the session in the database
  Instant expires_at;
};

/// What a successful sign-in gives: the cookie's value, told this once.
struct NewSession {
  std::string token;
  Person person;
};

/// The person behind a bearer token, and what the token may be used for.
struct TokenBearer {
  Person person;
  std::int64_t token_id;
  Scopes scopes;
};

/// Who makes a request: only what people do keeps a session from ending after a time without use.
enum class SessionUse { by_person, by_page };

/// Signs people in and out and knows who a cookie or a bearer token belongs to. Thread-safe. Failed attempts are slowed
/// down for each person and for each address: after five failures a growing wait of up to fifteen minutes (21 CFR
/// 11.300(d)).
class SignInService {
 public:
  SignInService(store::Database& database, const Clock& clock, const PasswordHasher& hasher, SessionLimits limits = {});

  /// Throws Unauthenticated with the same sentence for an unknown address and a wrong password, TooBusy while slowed
  /// down. Every attempt that was looked at is in the audit trail.
  NewSession sign_in(std::string_view email, std::string_view password, const std::string& address);
  void sign_out(const SignedIn& session);
  /// Replaces the cookie's value after the person's rights changed; the former one ends.
  std::string rotate(const SignedIn& session);

  /// The person behind a session cookie, or nullopt when it is unknown, expired, or the person is disabled.
  std::optional<SignedIn> session(std::string_view token, SessionUse use = SessionUse::by_person);
  /// The person behind a bearer token, or nullopt when it is unknown, revoked or expired, or the person has no access.
  std::optional<TokenBearer> bearer(std::string_view token);

  /// Checks the secret that is asked again at each signature (21 CFR 11.200). Throws Forbidden when it is wrong and
  /// TooBusy while slowed down; each failure is in the audit trail.
  void check_secret(const Actor& actor, std::string_view password);

  /// Removes sessions that ended; called from a timer.
  void remove_ended_sessions();

 private:
  void require_not_slowed_down(const std::string& subject);
  void note_use(const std::function<void(store::Session&)>& write);
  void note_failure(const std::string& subject_person, const std::string& address, const std::string& action,
                    const std::string& email, const std::string& channel);

  store::Database& database_;
  const Clock& clock_;
  const PasswordHasher& hasher_;
  SessionLimits limits_;
};

}  // namespace provost::workflows::people
