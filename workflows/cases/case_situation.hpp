#pragma once

#include <boost/json/array.hpp>
#include <functional>
#include <set>
#include <string>

#include "workflows/cases/case.hpp"
#include "workflows/engine/field_values.hpp"
#include "workflows/engine/situation.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::cases {

/// The case that asks for a fact, with its values as they would be after the step that is looked at.
struct AskingCase {
  const Case& one;
  const boost::json::object& fields;
  const std::set<std::string>& deferred;  ///< fields that the form of the step is about to ask for
};

/// Answers the facts that workflows ask for, from the real data. Thread-safe.
class FactSource {
 public:
  virtual ~FactSource() = default;
  /// Never called for a fact that the registry does not have. Open when it hangs on a deferred field.
  virtual engine::Verdict answer(store::Session& session, const AskingCase& asking, const std::string& fact,
                                 Instant now) const = 0;
  /// The rows that the program keeps beside a case, for the effect `take`; never called for a name that the registry
  /// does not have.
  virtual boost::json::array rows(store::Session& session, const AskingCase& asking, const std::string& name,
                                  Instant now) const = 0;
};

/// The person who acts, with those they stand in for.
engine::Acting acting_person(store::Session& session, const people::Actor& actor, Day today);
/// The program itself: timers, and steps that follow from other cases.
engine::Acting acting_program();

/// A case as the engine sees it. The session and the facts must outlive the situation.
engine::Situation situation_of(store::Session& session, const Case& one, engine::Acting acting, const FactSource& facts,
                               Instant now);
/// What the engine may ask about values typed into the form of a case. Whoever has no access `today` cannot be named.
engine::Directory directory_of(store::Session& session, std::int64_t case_id, Day today);

/// Whether somebody may know of a case: those who take part, those named in the workflow's `seen_by`, and everybody
/// when the workflow is neither confidential nor names anybody. Never those who are kept out of it.
bool is_visible(store::Session& session, const Case& one, const engine::Definition& definition,
                const people::Actor& actor, Instant now);
/// Whether somebody may see every case of a workflow, but those they are kept out of.
bool sees_all_cases(const engine::Definition& definition, const people::Actor& actor);

/// Whether a task is open to people with one of these roles.
bool is_open_to(const CaseTask& task, const people::Roles& roles);

/// Whether somebody may add files and links to a case: those who take part or have a task in it, quality managers and
/// auditors. Looking on is not enough.
bool may_contribute(store::Session& session, const Case& one, const people::Actor& actor);
/// Whether somebody's roles allow them to open cases of a workflow.
bool may_open(const engine::Definition& definition, const people::Actor& actor);

/// The ids of the people that a definition means, for a case; roles give nobody.
std::set<std::int64_t> people_meant(store::Session& session, const engine::Who& who, const Case& one);
/// The ids of everybody who holds a role and has access on that day.
std::set<std::int64_t> people_with_role(store::Session& session, std::string_view role, Day today);

}  // namespace provost::workflows::cases
