#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/case.hpp"
#include "workflows/evidence/evidence_support.hpp"
#include "workflows/gap_analysis/carried_answers.hpp"
#include "workflows/gap_analysis/coverage.hpp"
#include "workflows/standards/document_coverage.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::workflows::gap_analysis {

/// What a gap analysis says to one clause.
struct ClauseAnswer {
  const standards::Clause* clause = nullptr;  ///< points into the standard of its part
  ClauseAssessment own;                       ///< row_version 0: nobody has answered
  std::optional<CarriedAnswer> carried;       ///< only where there is no answer of its own
  std::string carried_title;                  ///< "ISO 21001:2018 7.5.3"
  /// What counts: the own result, or the carried one. Not applicable counts only with its justification.
  Result counted = Result::not_assessed;
  /// Somebody has to look: the answer came from an earlier analysis.
  bool to_confirm = false;
  /// A document in force that names the clause changed after the clause was assessed.
  bool in_doubt = false;
  /// Of these documents, those that the person may know of.
  std::vector<std::string> changed_documents;
  bool has_document = false;  ///< a document in force names the clause
  /// The registered evidence. Of what has expired, read_gap_analysis() leaves those pieces that the person may know of.
  evidence::ClauseEvidence evidence;
  /// What would count if no evidence had expired; set while the answer is lowered, see lowered_by_stale_evidence().
  std::optional<Result> before_expiry;

  /// Evidence, its absence or a justification is written down, or a document in force shows it.
  bool is_shown() const;
  /// Somebody has to look again.
  bool is_to_check() const { return to_confirm || in_doubt || before_expiry.has_value(); }
  bool is_gap() const { return counted == Result::partial || counted == Result::none; }
};

/// What a result is worth while a piece of evidence for the clause has expired and was neither replaced nor given up:
/// “conforms” counts as “partly”, and “partly” as “none” when no other piece is valid. Other results stay.
Result lowered_by_stale_evidence(Result result, const evidence::ClauseEvidence& evidence);

/// What a gap analysis says to one of its standards.
struct StandardAnswers {
  standards::PublishedStandard standard;
  std::vector<ClauseAnswer> clauses;  ///< those to assess, in the order of the standard
  Coverage coverage;
  std::vector<CoverageGroup> groups;  ///< by the first part of the number
};

/// The answers of a gap analysis to each standard it names. With a person, only documents they may know of are named.
std::vector<StandardAnswers> read_answers(store::Session& session, const standards::StandardLibrary& library,
                                          const cases::Case& one,
                                          const std::optional<people::Actor>& actor = std::nullopt);

/// Coverage of one standard at the end of each day on which a result was given, the latest `most` of them.
std::vector<CoverageOfDay> coverage_over_time(store::Session& session, const standards::StandardLibrary& library,
                                              const cases::Case& one, const standards::Standard& standard,
                                              const std::string& time_zone, std::size_t most);

/// What is missing until each clause is assessed, each in a sentence; empty: nothing.
std::vector<std::string> missing_answers(const std::vector<StandardAnswers>& parts);
/// What is missing until each gap has its action.
std::vector<std::string> missing_actions(const std::vector<StandardAnswers>& parts);

/// Gaps with an action, the most urgent first: by severity, then the least work, then in the standard's order.
struct PlannedAction {
  const StandardAnswers* part = nullptr;
  const ClauseAnswer* answer = nullptr;
};
std::vector<PlannedAction> prioritised_plan(const std::vector<StandardAnswers>& parts);

/// The rows by which the workflow takes answers and plan into the case.
boost::json::array assessment_rows(const std::vector<StandardAnswers>& parts);
boost::json::array action_rows(store::Session& session, const std::vector<StandardAnswers>& parts);

}  // namespace provost::workflows::gap_analysis
