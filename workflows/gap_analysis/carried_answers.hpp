#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workflows/gap_analysis/clause_assessment.hpp"
#include "workflows/standards/standard.hpp"

namespace provost::workflows::gap_analysis {

/// A clause of a standard: the standard's name and the clause's number.
using ClauseName = std::pair<std::string, std::string>;

/// How A stands to C when A stands to B and B to C as given. nullopt: that tells nothing of them, as of two parts of
/// the same clause.
std::optional<standards::Relationship> together(standards::Relationship first, standards::Relationship second);

/// What an answer to one clause is worth for another one, given how the answered clause stands to it: the same or more
/// carries the whole answer; a part, or an overlap, shows at most that it is partly met, and of what is missing says
/// nothing. nullopt: it tells nothing.
std::optional<Result> carried(Result answer, standards::Relationship to_other);

/// A clause from which an answer can be carried over.
struct CarrySource {
  ClauseName clause;
  standards::Relationship relationship = standards::Relationship::equal;  ///< of it to the clause that is asked about
  bool operator==(const CarrySource&) const = default;
};

/// An answer that was given to another clause and serves this one too.
struct CarriedAnswer {
  CarrySource source;
  Result given = Result::not_assessed;   ///< to the source
  Result result = Result::not_assessed;  ///< what it is worth here
};

/// Finds answers that serve other clauses through mappings, also over several of them. A value: it keeps no reference
/// to the mappings.
class CarriedAnswers {
 public:
  explicit CarriedAnswers(const std::vector<const standards::Mapping*>& mappings);

  /// Every clause of another standard whose answer may serve `clause`, the strongest relationship first. On a way over
  /// several mappings the weakest relation decides.
  std::vector<CarrySource> sources_of(const ClauseName& clause) const;

  /// Whether any mapping names the clause.
  bool knows(const ClauseName& clause) const { return neighbours_.contains(clause); }

  /// The answer that serves best: of the strongest relationship that tells anything, the least favourable one.
  /// `answer_to` gives the answer to a clause; not_assessed when there is none.
  static std::optional<CarriedAnswer> best(const std::vector<CarrySource>& sources,
                                           const std::function<Result(const ClauseName&)>& answer_to);

 private:
  struct Neighbour {
    ClauseName clause;
    standards::Relationship to_neighbour;
  };
  std::map<ClauseName, std::vector<Neighbour>> neighbours_;
};

}  // namespace provost::workflows::gap_analysis
