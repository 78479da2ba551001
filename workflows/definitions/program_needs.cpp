#include "workflows/definitions/program_needs.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace provost::workflows::definitions {

namespace {

struct Needs {
  std::vector<std::string> states;
  std::vector<std::string> fields;
  std::vector<std::string> events = {};
};

const std::map<std::string_view, Needs>& needs_of_the_program() {
  static const std::map<std::string_view, Needs> needs{
      {"certification_journey",
       {{"gap_analysis", "system_design", "training", "pilot", "certification_audit"},
        {"standard", "scope", "target", "gap_analysis_end", "system_design_end", "training_end", "pilot_end",
         "certification_audit_end", "gap_analysis_lead", "system_design_lead", "training_lead", "pilot_lead",
         "certification_audit_lead"}}},
      {"gap_analysis", {{"approved", "actions_open", "closed"}, {"standard", "assessments"}, {"assess_clauses"}}},
      {"record_disposal", {{}, {"records"}, {"list", "approve"}}},
      {"legal_hold", {{}, {"records", "everything"}}},
      {"evidence_request",
       {{"pending", "received", "valid", "expired", "rejected", "replaced", "retired"},
        {"what", "clause", "provider", "checker", "file", "address", "effective_on", "valid_until", "keep_until",
         "handed_in_by"},
        {"provide", "accept", "expire"}}},
      {"system_design", {{}, {"processes"}}},
      {"training_course", {{"scheduled", "delivered", "evaluated", "closed"}, {}}},
      {"training_assignment", {{"completed", "competent"}, {"participant"}}},
      {"pilot", {{"go"}, {}}},
      {"internal_audit", {{"report_issued", "closed"}, {"full_audit", "lead_auditor", "auditors", "audited"}}},
      {"management_review", {{"closed"}, {}}},
      {"finding", {{}, {"grade"}}},
      {"corrective_action", {{}, {"grade"}}},
      {"certification_audit", {{"certified"}, {}}},
  };
  return needs;
}

}  // namespace

std::vector<engine::DefinitionProblem> missing_needs(const engine::Definition& definition) {
  std::vector<engine::DefinitionProblem> problems;
  const auto found = needs_of_the_program().find(definition.name);
  if (found == needs_of_the_program().end()) return problems;
  for (const auto& state : found->second.states) {
    if (definition.find_state(state) == nullptr) {
      problems.push_back({0, "the program looks for the state “" + state +
                                 "” of this workflow. Keep its name; its title may change."});
    }
  }
  for (const auto& field : found->second.fields) {
    if (definition.find_field(field) == nullptr) {
      problems.push_back({0, "the program looks for the field “" + field +
                                 "” of this workflow. Keep its name; its label may change."});
    }
  }
  const auto events = definition.events();
  for (const auto& event : found->second.events) {
    if (std::find(events.begin(), events.end(), event) == events.end()) {
      problems.push_back(
          {0, "the program looks for the step “" + event + "” of this workflow. Keep its name; its title may change."});
    }
  }
  return problems;
}

}  // namespace provost::workflows::definitions
