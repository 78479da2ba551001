#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/gap_analysis/answers.hpp"
#include "workflows/gap_analysis/clause_assessment_store.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::gap_analysis {

/// The workflow whose cases are gap analyses.
inline constexpr auto workflow_name = "gap_analysis";
/// The step of it: whoever may take it may write answers.
inline constexpr auto assessing_event = "assess_clauses";

/// A gap analysis as one person may see it.
struct GapAnalysis {
  cases::Case one;
  std::string state_title;
  std::vector<StandardAnswers> parts;
  std::vector<CoverageGroup> departments;      ///< over all standards; clauses without one are left out
  std::map<std::int64_t, std::string> people;  ///< names of those who assessed or are responsible
  std::map<std::int64_t, std::string> department_names;
  bool may_assess = false;
  std::string why_not;  ///< when it may not be assessed now
};

/// Throws NotFound when there is no such gap analysis or the person may not know of it.
GapAnalysis read_gap_analysis(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                              const cases::FactSource& facts, const standards::StandardLibrary& library,
                              const people::Actor& actor, std::string_view key, Instant now);

/// The part and the answer for a clause; throws NotFound.
struct FoundAnswer {
  const StandardAnswers& part;
  const ClauseAnswer& answer;
};
FoundAnswer require_answer(const GapAnalysis& analysis, std::string_view standard, std::string_view clause);

}  // namespace provost::workflows::gap_analysis
