#include "workflows/gap_analysis/carried_answers.hpp"

#include <algorithm>
#include <array>

#include "workflows/standards/clauses_elsewhere.hpp"

namespace provost::workflows::gap_analysis {

namespace {

using standards::Relationship;

/// How well a clause that stands so to another one serves it; the smaller, the better.
int rank(Relationship relationship) {
  switch (relationship) {
    case Relationship::equal:
      return 0;
    case Relationship::superset:
      return 1;
    case Relationship::subset:
      return 2;
    case Relationship::intersect:
      return 3;
  }
  return 3;
}

/// The smaller, the less favourable; what does not apply stands aside.
int favour(Result result) {
  switch (result) {
    case Result::none:
      return 0;
    case Result::partial:
      return 1;
    case Result::conforms:
      return 2;
    default:
      return 3;
  }
}

}  // namespace

std::optional<Relationship> together(Relationship first, Relationship second) {
  if (first == Relationship::equal) return second;
  if (second == Relationship::equal) return first;
  if (first == second && first != Relationship::intersect) return first;
  // What B shares with both ends is shared by them only where one of them holds all of B.
  if (first == Relationship::superset || second == Relationship::subset) return Relationship::intersect;
  return std::nullopt;
}

std::optional<Result> carried(Result answer, Relationship to_other) {
  if (answer == Result::not_assessed) return std::nullopt;
  if (to_other == Relationship::equal || to_other == Relationship::superset) return answer;
  if (answer == Result::conforms) return Result::partial;
  if (answer == Result::partial && to_other == Relationship::subset) return Result::partial;
  return std::nullopt;
}

CarriedAnswers::CarriedAnswers(const std::vector<const standards::Mapping*>& mappings) {
  for (const auto* mapping : mappings) {
    for (const auto& row : mapping->rows) {
      const ClauseName from{mapping->from, row.from};
      const ClauseName to{mapping->to, row.to};
      neighbours_[from].push_back({to, row.relationship});
      neighbours_[to].push_back({from, standards::reversed(row.relationship)});
    }
  }
}

std::vector<CarrySource> CarriedAnswers::sources_of(const ClauseName& clause) const {
  // By rank from the best: no way over more mappings is better than the one before, so the first to arrive is the best.
  std::array<std::vector<CarrySource>, 4> waiting;
  waiting.front().push_back({clause, Relationship::equal});
  std::map<ClauseName, Relationship> reached;
  std::vector<CarrySource> sources;
  for (std::size_t level = 0; level < waiting.size(); ++level) {
    for (std::size_t at = 0; at < waiting[level].size(); ++at) {
      const auto present = waiting[level][at];
      if (!reached.emplace(present.clause, present.relationship).second) continue;
      if (present.clause.first != clause.first) sources.push_back(present);
      const auto found = neighbours_.find(present.clause);
      if (found == neighbours_.end()) continue;
      for (const auto& neighbour : found->second) {
        const auto relationship = together(standards::reversed(neighbour.to_neighbour), present.relationship);
        if (!relationship) continue;
        waiting[static_cast<std::size_t>(rank(*relationship))].push_back({neighbour.clause, *relationship});
      }
    }
  }
  return sources;
}

std::optional<CarriedAnswer> CarriedAnswers::best(const std::vector<CarrySource>& sources,
                                                  const std::function<Result(const ClauseName&)>& answer_to) {
  std::optional<CarriedAnswer> best;
  for (const auto& source : sources) {
    if (best && rank(source.relationship) > rank(best->source.relationship)) break;
    const auto given = answer_to(source.clause);
    const auto result = carried(given, source.relationship);
    if (!result) continue;
    if (!best || favour(*result) < favour(best->result)) best = CarriedAnswer{source, given, *result};
  }
  return best;
}

}  // namespace provost::workflows::gap_analysis
