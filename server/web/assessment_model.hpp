#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "workflows/gap_analysis/gap_analysis.hpp"

namespace provost::web {

/// A result as templates take it: {"conforms": true}, for the partial result_badge.
boost::json::object result_model(workflows::gap_analysis::Result result);
/// Numbers and share, for the partial coverage.
boost::json::object coverage_model(const workflows::gap_analysis::Coverage& coverage);
boost::json::array group_models(const std::vector<workflows::gap_analysis::CoverageGroup>& groups);
/// How an answer came from another clause: {"from", "equal"|"superset"|"subset"|"intersect", "given"}.
boost::json::object carried_model(const workflows::gap_analysis::ClauseAnswer& answer);
/// An answer with its texts, its action and who gave it.
boost::json::object answer_model(const workflows::gap_analysis::GapAnalysis& analysis,
                                 const workflows::gap_analysis::StandardAnswers& part,
                                 const workflows::gap_analysis::ClauseAnswer& answer, const std::string& time_zone);

}  // namespace provost::web
