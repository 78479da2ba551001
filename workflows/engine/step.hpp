#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/engine/field_values.hpp"
#include "workflows/engine/registry.hpp"
#include "workflows/engine/situation.hpp"

namespace provost::workflows::engine {

/// What somebody asks for.
struct Action {
  std::string event;
  boost::json::object fields;
  std::string comment;
  bool has_signature = false;  ///< the secret was asked for and was right
};

/// One entry of a case's history, as the engine knows it.
struct Step {
  std::string event;
  std::string title;
  std::string from;
  std::string to;
  std::string comment;
  std::string signature;        ///< the sentence that was signed; empty when none was
  boost::json::object changes;  ///< field → its new value
  bool automatic = false;
  bool waits_for_others = false;  ///< an answer that is not yet enough for the quorum
};

/// What a step makes of a case. The caller stores it as a whole or not at all.
struct Outcome {
  Instance instance;
  std::vector<Step> steps;  ///< the one asked for, then those that followed by themselves
  /// For the caller to carry out, in order. When there are any, steps that happen by themselves wait for them: the
  /// caller then asks settle().
  std::vector<EffectCall> effects;
};

/// The only way by which a case changes its state. Pure: it changes nothing and asks nothing but the situation.
/// Throws Invalid (unknown event, field, comment or signature missing), Conflict (not in this state, a condition does
/// not hold), Forbidden (not for this person).
Outcome step(const Definition& definition, const Registry& registry, const Situation& situation, const Action& action,
             const Directory& directory);

/// Steps that happen by themselves now, for example because the cases that belong to this one are done.
Outcome settle(const Definition& definition, const Registry& registry, const Situation& situation);

/// The first values of a case from the form that opens it; throws Invalid.
boost::json::object opening_values(const Definition& definition, const Registry& registry, const Situation& situation,
                                   const boost::json::object& given, const Directory& directory);

/// One event as seen by one person.
struct Possibility {
  std::string event;
  std::string title;
  std::string help;
  std::vector<std::string> to;  ///< where it can lead; several when conditions decide
  bool allowed = false;
  std::vector<Reason> reasons;  ///< why not
  std::vector<const Field*> asks;
  std::vector<std::string> needs;
  bool needs_comment = false;
  std::string signature;
  bool leads_back = false;

  /// True when the person could do it if the case were ready: what is missing is not about them.
  bool is_for_person() const;
};

/// Every event of the present state with the reasons why it is not possible, in the order of the definition. Conditions
/// on fields that the form asks for count as met.
std::vector<Possibility> explain(const Definition& definition, const Registry& registry, const Situation& situation);

/// One event of the present state; nullopt when the state has no such event, or only the program fires it.
std::optional<Possibility> explain_event(const Definition& definition, const Registry& registry,
                                         const Situation& situation, std::string_view event);

/// The sentence to be signed for an event in a state; empty when none is.
std::string signature_for(const Definition& definition, const std::string& state, const std::string& event);

}  // namespace provost::workflows::engine
