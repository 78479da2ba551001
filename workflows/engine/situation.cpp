#include "workflows/engine/situation.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace provost::workflows::engine {

bool Acting::is(std::string_view person) const {
  return person == email || stands_for.contains(std::string(person));
}

bool Situation::acts_as(const Who& who) const {
  const auto is_acting = [this](const std::string& person) { return acting.is(person); };
  if (acting.program) return who.kind == Who::Kind::timer;
  switch (who.kind) {
    case Who::Kind::role:
      return acting.roles.contains(who.name);
    case Who::Kind::owner:
      return acting.is(instance.owner);
    case Who::Kind::opener:
      return acting.is(instance.opener);
    case Who::Kind::assignee:
      return std::any_of(instance.assignees.begin(), instance.assignees.end(), is_acting);
    case Who::Kind::field: {
      const auto people = people_in(instance.fields, who.name);
      return std::any_of(people.begin(), people.end(), is_acting);
    }
    case Who::Kind::anybody:
      return true;
    case Who::Kind::timer:
      break;
  }
  return false;
}

}  // namespace provost::workflows::engine
