#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// Somebody stands in for somebody else for some days, both included: they see and do the other's tasks, under their
/// own name.
struct Delegation {
  std::int64_t id = 0;
  std::string from_email, from_name;
  std::string to_email, to_name;
  Day first_day{};
  Day last_day{};
  std::string reason;
};

/// The people for whom a person stands in on a day.
std::vector<people::Person> stands_for(store::Session& session, std::int64_t person_id, Day today);
/// Delegations that are not over, given or taken by the person.
std::vector<Delegation> delegations_of(store::Session& session, std::int64_t person_id, Day today);

/// Every delegation that is not over, for those who may arrange them for others.
std::vector<Delegation> all_delegations(store::Session& session, Day today);
/// Whether somebody may hand over other people's tasks: quality managers and administrators.
bool may_delegate_for_others(const people::Actor& actor);

/// Hands tasks over for a time: out of office, holidays, leave. Thread-safe. Never handed on a second time: who stands
/// in does not bring their own substitute.
class DelegationService {
 public:
  DelegationService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// `from` is the actor themselves; a quality manager or administrator may do it for somebody who is ill. Both people
  /// are told, but for the actor. Throws Forbidden, Invalid, Conflict when the same two have such days already.
  void delegate(const people::Actor& actor, const std::string& from, const std::string& to, Day first_day, Day last_day,
                const std::string& reason);
  /// Ends it today. Throws NotFound, Forbidden.
  void end(const people::Actor& actor, std::int64_t delegation_id);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::cases
