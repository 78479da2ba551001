#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/engine/registry.hpp"

namespace provost::workflows::engine {

/// The effects that every workflow can use.
void add_effects(Registry& registry);

/// A date as the effects `set` and `fill` take it: a date field of the case or "today", and how much later.
struct DateExpression {
  std::string base;
  std::optional<Duration> later;
};
/// "today", "today + 3 months", "decided_on", "decided_on + 1 year"; nullopt for anything else.
std::optional<DateExpression> parse_date_expression(std::string_view text);

/// The fields that an effect fills, null for one that it empties; nullopt when the effect is for the caller to carry
/// out. `present` are the values before it. A value that is counted from an empty field is left as it is.
std::optional<boost::json::object> values_of_effect(const EffectCall& call, const Definition& definition,
                                                    const Situation& situation, const boost::json::object& present);

}  // namespace provost::workflows::engine
