#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::engine {

/// The whole definition as a machine that XState 5 runs: guards by name with their arguments, automatic steps as
/// `always`; what XState has no word for (forms, people, signatures, timers) stands in `meta`.
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
