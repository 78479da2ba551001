#pragma once

#include <boost/json/object.hpp>

#include "workflows/gap_analysis/clause_assessment.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::gap_analysis {

/// Puts typed values into an answer; see GapAnalysisService::save(). Throws Invalid that names each field. True when
/// anything differs afterwards. Whoever has no access `today` cannot be named.
bool apply_changes(store::Session& session, const boost::json::object& changes, ClauseAssessment& assessment,
                   Day today);

}  // namespace provost::workflows::gap_analysis
