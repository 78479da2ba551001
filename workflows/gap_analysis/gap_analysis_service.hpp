#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/gap_analysis/clause_assessment.hpp"
#include "workflows/people/person.hpp"
#include "workflows/standards/standard_library.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::gap_analysis {

/// Writes the answers of gap analyses. Thread-safe; each call is one transaction.
class GapAnalysisService {
 public:
  GapAnalysisService(store::Database& database, const Clock& clock, const cases::WorkflowCatalogue& catalogue,
                     const cases::FactSource& facts, const standards::StandardLibrary& library)
      : database_(database), clock_(clock), catalogue_(catalogue), facts_(facts), library_(library) {}

  /// Changes what `changes` names of the answer to a clause, as texts: result, current_state, evidence, gap,
  /// justification, severity, action, responsible (e-mail address), effort, until, accepted_because, department (name).
  /// Saving what is there already changes nothing. `expected_row_version`: of the answer the change was made on; 0:
  /// there was none. Throws NotFound, Forbidden, Conflict when clauses are not assessed now, Invalid, and Stale when
  /// somebody else changed the answer, saying who.
  ClauseAssessment save(const people::Actor& actor, std::string_view key, std::string_view standard,
                        std::string_view clause, const boost::json::object& changes,
                        std::optional<std::int64_t> expected_row_version);

  /// Says that an answer still holds: one of an earlier analysis, or after a document changed. Throws as save().
  ClauseAssessment confirm(const people::Actor& actor, std::string_view key, std::string_view standard,
                           std::string_view clause, std::optional<std::int64_t> expected_row_version);

  /// Opens a new analysis for the standards named, with the answers of this one to be confirmed; for another standard
  /// or edition they are carried over by a mapping, else by the number of the clause. Returns its key. Throws as
  /// CaseService::open().
  std::string follow(const people::Actor& actor, std::string_view key, const std::string& title,
                     const std::vector<std::string>& standards);

 private:
  store::Database& database_;
  const Clock& clock_;
  const cases::WorkflowCatalogue& catalogue_;
  const cases::FactSource& facts_;
  const standards::StandardLibrary& library_;
};

}  // namespace provost::workflows::gap_analysis
