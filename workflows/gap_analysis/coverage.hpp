#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/gap_analysis/clause_assessment.hpp"

namespace provost::workflows::gap_analysis {

/// How many clauses have which result. Never a measure of compliance: one open major outweighs any share.
struct Coverage {
  std::int64_t conforms = 0;
  std::int64_t partial = 0;
  std::int64_t none = 0;
  std::int64_t not_applicable = 0;
  std::int64_t not_assessed = 0;

  void count(Result result);
  /// Clauses that apply and have a result.
  std::int64_t judged() const { return conforms + partial + none; }
  std::int64_t total() const { return judged() + not_applicable + not_assessed; }
  /// From 0 to 1 over the clauses that apply and have a result: conforms counts 1, partial a half. What is not assessed
  /// is told apart and never counts as 0; without any such clause there is no value.
  std::optional<double> share() const;
};

/// Coverage of some of the clauses.
struct CoverageGroup {
  std::string label;  ///< "8 Operation", "Admissions"
  Coverage coverage;
};

/// Coverage as it was at the end of a day.
struct CoverageOfDay {
  Day day{};
  Coverage coverage;
};

}  // namespace provost::workflows::gap_analysis
