#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/people/password.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/database.hpp"
#include "workflows/store/list_order.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::people {

/// What is needed to add a person.
struct NewPerson {
  std::string email;
  std::string name;
  Roles roles;
  std::optional<std::string> department;  ///< by name; made when it does not exist
  std::string password;
  bool must_change_password = false;
  std::string access_until = {};                ///< the last day, "2026-11-30"; empty: no end
  std::vector<std::string> shown_clauses = {};  ///< of a guest; see PeopleService::limit_view
};

/// What is changed of a person; what is left out stays.
struct PersonChange {
  std::optional<std::string> name = {};
  std::optional<std::string> department = {};  ///< by name; empty: none
  std::optional<Roles> roles = {};
  std::optional<std::string> access_until = {};  ///< as in NewPerson
  std::optional<std::vector<std::string>> shown_clauses = {};
};

/// What a token is made for.
struct NewToken {
  std::string label;
  Scopes scopes = Scopes::everything();
  std::string expires_on = {};  ///< the last day on which it works, "2026-11-30"; empty: until it is revoked
};

/// Who acts when there may be no signed-in person: the command line, the first run.
struct Authority {
  store::AuditActor audit;
  std::optional<Actor> person;  ///< nullopt: the operator of the data directory, who may do everything

  static Authority operator_of_data() { return {command_line_actor(), std::nullopt}; }
  static Authority of(const Actor& actor) { return {actor.audit(), actor}; }
};

/// Adds people and changes what is known of them. Thread-safe. Nobody changes their own roles, and the last
/// administrator cannot be disabled or lose that role.
class PeopleService {
 public:
  PeopleService(store::Database& database, const Clock& clock, const PasswordHasher& hasher);

  Person add(const Authority& authority, const NewPerson& person);
  /// All of it or, when a part of it is refused, nothing. Throws Stale when the person is not at the expected row
  /// version any more.
  void change(const Authority& authority, std::string_view email, const PersonChange& change,
              std::optional<std::int64_t> expected_row_version = std::nullopt);
  void change_roles(const Authority& authority, std::string_view email, const Roles& roles);
  void change_details(const Authority& authority, std::string_view email, const std::string& name,
                      const std::optional<std::string>& department);
  /// Ends access by itself after a day ("2026-11-30"; empty: no end), for guests and people who are about to leave.
  /// Throws Invalid for the field `access_until`; an administrator's access has no last day.
  void limit_access(const Authority& authority, std::string_view email, const std::string& until);
  /// Shows a guest the documents and the evidence of some clauses only ("8.5", "ISO 21001:2018 9"; see
  /// people/shown_clauses.hpp), and neither journey nor audit trail. Empty: what every external auditor sees. Throws
  /// Invalid for the field `shown_clauses`; whoever has other roles sees what these show.
  void limit_view(const Authority& authority, std::string_view email, const std::vector<std::string>& clauses);
  /// Ends sessions and links with accounts in chat.
  void disable(const Authority& authority, std::string_view email);
  void enable(const Authority& authority, std::string_view email);
  /// Gives a new password chosen by an administrator; the person must change it at the next sign-in when
  /// `must_change`. Their signing key is retired, because only the old password could unlock it. Sessions and
  /// links with accounts in chat end, because whoever knew the old one may have made them.
  void reset_password(const Authority& authority, std::string_view email, const std::string& password,
                      bool must_change);
  /// A person's own change. Links with accounts in chat stay, and they are told of them; throws Invalid for field
  /// `present_password` when that is wrong.
  void change_own_password(const Actor& actor, const std::string& present, const std::string& wanted);

  /// A new bearer token, "provost_" and 64 hexadecimal digits, which is told this once. Throws Invalid for the field
  /// `expires_on`, and Forbidden for a token by which more could be done than by the one that asks for it.
  std::string create_token(const Authority& authority, std::string_view email, const NewToken& wanted);
  void revoke_token(const Actor& actor, std::int64_t token_id);

 private:
  store::Database& database_;
  const Clock& clock_;
  const PasswordHasher& hasher_;
};

/// A bearer token as its owner sees it.
struct TokenSummary {
  std::int64_t id;
  std::string label;
  std::string created_at;
  std::optional<std::string> last_used_at;
  Scopes scopes = Scopes::everything();
  std::optional<Day> expires_on = {};  ///< the last day on which it works
};

// Reading. Each takes the session of a ReadSnapshot or WriteTransaction.

std::optional<Person> find_person(store::Session& session, std::string_view email);
std::optional<Person> find_person(store::Session& session, std::int64_t id);
/// All people, by name.
std::vector<Person> list_people(store::Session& session);
/// The people after a place among them, by name; in the same order.
std::vector<Person> list_people_after(store::Session& session, const store::ListPlace& after);
/// Where a person stands among all people.
store::ListPlace place_of(const Person& person);
/// The people with these ids, by id.
std::map<std::int64_t, Person> people_by_id(store::Session& session, const std::vector<std::int64_t>& ids);
std::vector<TokenSummary> tokens_of(store::Session& session, std::int64_t person_id);
/// Lower case and without blanks around; throws Invalid for field `email` when it cannot be an address.
std::string normalised_email(std::string_view email);

}  // namespace provost::workflows::people
