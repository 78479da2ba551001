#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::engine {

/// The whole definition as a machine that XState 5 (https://stately.ai/docs) runs. States keep the order of the
/// definition: a step to one that stands before needs a comment. `on` holds the branches of an event in the order in
/// which they are tried, `always` the steps that happen by themselves. Whoever runs it provides one guard, `condition`,
/// whose `params` are {guard, arguments}, {all: […]}, {any: […]} or {not: …}, with `says` for the definition's own
/// words; and an action for each effect, with the effect's arguments as `params`. What XState has no word for (forms,
/// people, signatures, quorums, tasks, timers) stands in `meta`; people are written owner, opener, assignee, anybody,
/// timer, role:NAME or field:NAME. A final state that no step leaves has the type `final`.
boost::json::object as_json(const Definition& definition);
/// A state diagram for Mermaid (https://mermaid.js.org/syntax/stateDiagram.html).
std::string as_mermaid(const Definition& definition);
/// A graph for Graphviz. `current` is drawn as the place where the case is; `taken` as places where it was.
std::string as_dot(const Definition& definition, std::string_view current = "");
/// State Chart XML (W3C Recommendation, 1 September 2015).
std::string as_scxml(const Definition& definition);
/// The diagram in words, for those who do not see it: one line for each step.
std::string as_text(const Definition& definition);

}  // namespace provost::workflows::engine
