#include "workflows/engine/linter_graph.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;
using Edges = std::map<std::string, std::set<std::string>>;

std::set<std::string> reached(const Edges& edges, std::vector<std::string> open) {
  std::set<std::string> known(open.begin(), open.end());
  while (!open.empty()) {
    const auto state = open.back();
    open.pop_back();
    const auto found = edges.find(state);
    if (found == edges.end()) continue;
    for (const auto& next : found->second) {
      if (known.insert(next).second) open.push_back(next);
    }
  }
  return known;
}

/// The parts that must all hold.
void collect(const Condition& condition, std::vector<const Condition*>& parts) {
  if (condition.kind == Condition::Kind::all) {
    for (const auto& part : condition.parts) collect(part, parts);
  } else {
    parts.push_back(&condition);
  }
}

std::vector<json::value> as_list(const json::value& value) {
  if (value.is_array()) return {value.get_array().begin(), value.get_array().end()};
  return {value};
}

/// `is` on one field with values of which none is in both.
bool values_apart(const Condition& left, const Condition& right) {
  if (left.guard != "is" || right.guard != "is") return false;
  for (const auto& entry : left.arguments.get_object()) {
    const auto* other = right.arguments.get_object().if_contains(entry.key());
    if (other == nullptr) continue;
    const auto mine = as_list(entry.value());
    const auto theirs = as_list(*other);
    if (std::none_of(mine.begin(), mine.end(), [&theirs](const json::value& value) {
          return std::find(theirs.begin(), theirs.end(), value) != theirs.end();
        })) {
      return true;
    }
  }
  return false;
}

bool exclude_each_other(const Condition& left, const Condition& right) {
  std::vector<const Condition*> left_parts;
  std::vector<const Condition*> right_parts;
  collect(left, left_parts);
  collect(right, right_parts);
  for (const auto* one : left_parts) {
    for (const auto* other : right_parts) {
      if (one->kind == Condition::Kind::negation && one->parts.front() == *other) return true;
      if (other->kind == Condition::Kind::negation && other->parts.front() == *one) return true;
      if (one->kind == Condition::Kind::guard && other->kind == Condition::Kind::guard && values_apart(*one, *other)) {
        return true;
      }
    }
  }
  return false;
}

void lint_branches(const std::string& state, const std::vector<const Transition*>& branches,
                   std::vector<DefinitionProblem>& problems) {
  for (std::size_t i = 0; i < branches.size(); ++i) {
    for (std::size_t j = i + 1; j < branches.size(); ++j) {
      const auto& first = *branches[i];
      const auto& second = *branches[j];
      if (first.otherwise) {
        problems.push_back({first.line, "“otherwise” stands behind every other branch of the event."});
      } else if (!second.otherwise && !exclude_each_other(first.when, second.when)) {
        problems.push_back({second.line, "in the state “" + state + "” this and the step in line " +
                                             std::to_string(first.line) +
                                             " could both happen. Let their conditions exclude each other, or write "
                                             "`otherwise: true`."});
      }
      if (first.by != second.by || first.signature != second.signature || first.reason != second.reason ||
          first.asks != second.asks || first.needs != second.needs ||
          first.quorum.has_value() != second.quorum.has_value()) {
        problems.push_back({second.line,
                            "branches of one event ask the same people for the same things; they differ "
                            "only in “when”, “to” and “effects” (compare line " +
                                std::to_string(first.line) + ")."});
      }
    }
  }
  if (branches.size() == 1 && branches.front()->otherwise) {
    problems.push_back({branches.front()->line, "“otherwise” needs another branch of the same event."});
  }
}

void lint_circles(const Definition& definition, std::vector<DefinitionProblem>& problems) {
  Edges automatic;
  for (const auto& transition : definition.transitions) {
    if (!transition.automatic) continue;
    for (const auto& from : transition.from) automatic[from].insert(transition.to);
  }
  for (const auto& transition : definition.transitions) {
    if (!transition.automatic) continue;
    const auto further = reached(automatic, {transition.to});
    for (const auto& from : transition.from) {
      if (further.contains(from)) {
        problems.push_back({transition.line, "steps that happen by themselves lead from “" + from + "” back to “" +
                                                 from + "”; they could go round for ever."});
        return;
      }
    }
  }
}

}  // namespace

void lint_graph(const Definition& definition, std::vector<DefinitionProblem>& problems) {
  Edges forward;
  Edges backward;
  std::map<std::pair<std::string, std::string>, std::vector<const Transition*>> branches;
  for (const auto& transition : definition.transitions) {
    for (const auto& from : transition.from) {
      branches[{from, transition.automatic ? "" : transition.event}].push_back(&transition);
      if (transition.to.empty()) continue;
      forward[from].insert(transition.to);
      backward[transition.to].insert(from);
    }
  }
  const auto reachable = reached(forward, {definition.start});
  std::vector<std::string> ends;
  for (const auto& state : definition.states) {
    if (state.final) ends.push_back(state.name);
  }
  if (ends.empty()) problems.push_back({0, "no state is an end: `final: true`."});
  const auto ending = reached(backward, ends);
  for (const auto& state : definition.states) {
    if (!reachable.contains(state.name)) {
      problems.push_back({state.line, "nothing leads to the state “" + state.name + "”."});
    }
    if (!ends.empty() && !ending.contains(state.name)) {
      problems.push_back({state.line, "from the state “" + state.name + "” no way leads to an end."});
    }
  }
  for (const auto& [key, list] : branches) lint_branches(key.first, list, problems);
  lint_circles(definition, problems);
}

}  // namespace provost::workflows::engine
