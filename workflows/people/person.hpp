#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/people/roles.hpp"
#include "workflows/people/scopes.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::people {

/// Somebody who can sign in. Never deleted: a person who left is disabled and stays readable in past acts.
struct Person {
  std::int64_t id = 0;
  std::string email;  ///< lower case; how the API and the command line name people
  std::string name;   ///< printed on signatures
  Roles roles;
  std::optional<std::string> department;
  bool disabled = false;
  bool must_change_password = false;
  std::int64_t row_version = 0;
  std::optional<Day> access_until;  ///< the last day on which they can sign in; nullopt: no end

  /// Of a guest: the clauses whose documents and evidence they are shown; empty: what every external auditor sees.
  std::vector<std::string> shown_clauses;

  /// Whether they can sign in and act on a day. Past acts stay readable.
  bool has_access(Day today) const { return !disabled && (!access_until || today <= *access_until); }
};

/// A person who acts now, and by which way.
struct Actor {
  std::int64_t person_id = 0;
  std::string email;
  std::string name;
  Roles roles;
  std::string channel;                     ///< "page", "api", "command line"
  std::vector<std::string> shown_clauses;  ///< as of the person
  Scopes scopes = Scopes::everything();    ///< of the token by which they act; a session has everything
  std::string claim = {};                  ///< of the request by which they act; see store::AuditActor

  /// A guest who sees what belongs to some clauses, and nothing that tells of the rest.
  bool is_limited() const { return !shown_clauses.empty() && is_guest(roles); }
  bool may(Permission permission) const {
    return allows(roles, permission) && !(permission == Permission::read_audit_trail && is_limited());
  }
  store::AuditActor audit() const { return {email, name, channel, claim}; }
};

/// The program itself: timers, start-up.
inline store::AuditActor system_actor() {
  return {"system", "", "system"};
}
/// The operator at the command line, who owns the data directory and so needs no sign-in.
inline store::AuditActor command_line_actor() {
  return {"command line", "", "command line"};
}
/// Nobody is signed in.
inline store::AuditActor anonymous_actor(const std::string& channel) {
  return {"anonymous", "", channel};
}

inline Actor as_actor(const Person& person, const std::string& channel) {
  return {person.id, person.email, person.name, person.roles, channel, person.shown_clauses};
}

}  // namespace provost::workflows::people
