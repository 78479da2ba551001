#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/time.hpp"

namespace provost::workflows::gap_analysis {

/// How far a clause is met, as somebody saw it.
enum class Result { not_assessed, conforms, partial, none, not_applicable };
std::string_view to_text(Result result);
std::optional<Result> parse_result(std::string_view text);

/// How much a gap matters for the certificate.
enum class Severity { not_said, high, medium, low };
std::string_view to_text(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

/// How much work an action is: days, weeks or months.
enum class Effort { not_said, small, medium, large };
std::string_view to_text(Effort effort);
std::optional<Effort> parse_effort(std::string_view text);

/// The answer of a gap analysis to one clause, with the action that closes the gap.
struct ClauseAssessment {
  std::int64_t id = 0;
  std::int64_t case_id = 0;
  std::string standard;  ///< its name in the library
  std::string clause;    ///< its number
  Result result = Result::not_assessed;
  std::string current_state;
  std::string evidence;  ///< what was seen, or that nothing was found
  std::string gap;
  std::string justification;  ///< why the clause does not apply
  Severity severity = Severity::not_said;
  std::string action;
  std::optional<std::int64_t> responsible_id;
  Effort effort = Effort::not_said;
  std::optional<Day> until;
  std::string accepted_because;               ///< why a gap stays without an action; empty: it does not
  std::optional<std::int64_t> department_id;  ///< the department that answers for the clause
  std::string carried_from;                   ///< the analysis whose answer this is, until somebody confirms it
  std::optional<std::int64_t> assessed_by_id;
  std::optional<Instant> assessed_at;  ///< when the result was last given or confirmed
  Instant changed_at{};
  std::int64_t changed_by_id = 0;
  std::int64_t row_version = 0;  ///< 0: there is no answer yet

  /// The answer came from an earlier analysis and nobody has confirmed it.
  bool is_to_confirm() const { return !carried_from.empty(); }
  bool operator==(const ClauseAssessment&) const = default;
};

}  // namespace provost::workflows::gap_analysis
