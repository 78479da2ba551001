#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/gap_analysis/clause_assessment.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::gap_analysis {

/// A result as it was given once: never changed, so that coverage can be told for any day.
struct GivenResult {
  std::string standard;
  std::string clause;
  Result result = Result::not_assessed;
  Instant given_at{};
  std::string given_by;  ///< the person's name then
};

std::vector<ClauseAssessment> assessments_of(store::Session& session, std::int64_t case_id);
std::optional<ClauseAssessment> find_assessment(store::Session& session, std::int64_t case_id,
                                                std::string_view standard, std::string_view clause);
/// Every result given in a gap analysis, the oldest first.
std::vector<GivenResult> results_of(store::Session& session, std::int64_t case_id);
std::vector<GivenResult> results_of(store::Session& session, std::int64_t case_id, std::string_view standard,
                                    std::string_view clause);

/// Adds or changes the answer and raises its row version. The caller records the audit entry.
void put_assessment(store::WriteTransaction& transaction, ClauseAssessment& assessment);
void append_result(store::WriteTransaction& transaction, const ClauseAssessment& assessment,
                   const std::string& given_by);

}  // namespace provost::workflows::gap_analysis
