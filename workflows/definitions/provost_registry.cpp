#include "workflows/definitions/provost_registry.hpp"

#include "workflows/people/roles.hpp"

namespace provost::workflows::definitions {

namespace {

void add_facts_of_the_journey(engine::Registry& registry) {
  registry.add_fact("scope_and_standard_set", "The journey names its scope, standard and edition.");
  registry.add_fact("every_clause_assessed",
                    "In this gap analysis each clause of the standard has a result, with evidence or its absence.");
  registry.add_fact(
      "every_gap_planned",
      "In this gap analysis each gap has an action with a person and a date, or is accepted with a reason.");
  registry.add_rows("clause_assessments", "The answers of this gap analysis, one row for each clause.");
  registry.add_rows("planned_actions", "The actions of this gap analysis, the most urgent first.");
  registry.add_fact("gap_analysis_approved", "A gap analysis has an approved report.");
  registry.add_fact("mandatory_documents_effective",
                    "Each clause that asks for maintained documented information has an effective document.");
  registry.add_fact("processes_owned", "Each process of the system design, and each effective document, has an owner.");
  registry.add_fact("training_completed", "Enough people have completed the training they were assigned.");
  registry.add_fact("competence_evaluated", "The courses that were delivered are evaluated.");
  registry.add_fact("leadership_trained", "Somebody of leadership has completed a training.");
  registry.add_fact("pilot_go", "A pilot ended with the signed decision to go.");
  registry.add_fact("internal_audit_done", "An internal audit that covers every clause has issued its report.");
  registry.add_fact("management_review_done", "A management review was held and its minutes are approved.");
  registry.add_fact("no_open_major", "No major nonconformity that the organisation raised itself is open.");
  registry.add_fact("certificate_decision_recorded", "The certification body's decision is recorded: certified.");
}

void add_facts_of_records(engine::Registry& registry) {
  registry.add_fact("records_may_be_disposed",
                    "Each record of the table `records` is out of use, past its “keep until”, and held by nobody.");
  registry.add_fact("held_records_exist", "The hold holds everything, or names evidence that is there.");
  registry.add_rows("records_due_for_disposal", "The evidence that may be disposed of today.");
}

void add_facts_of_audits(engine::Registry& registry) {
  registry.add_fact("auditors_are_independent",
                    "No auditor owns what is audited, wrote or approved its documents, or works in the department.");
}

void add_facts_of_documents(engine::Registry& registry) {
  registry.add_fact("document.may_be_changed", "The person may write in the draft.");
  registry.add_fact("document.may_be_submitted", "The draft can be submitted by this person.");
  registry.add_fact("document.has_reviewers", "The document names reviewers.");
  registry.add_fact("document.waits_for_this_review", "The person is asked for a review.");
  registry.add_fact("document.waits_for_this_approval", "The person is asked for an approval.");
  registry.add_fact("document.waits_for_this_answer", "The person is asked for a review or an approval.");
  registry.add_fact("document.is_last_answer", "Everybody else who was asked has answered.");
  registry.add_fact("document.may_be_withdrawn", "The person may withdraw the document.");
  registry.add_fact("document.may_be_confirmed", "The person may confirm that the document is still valid.");
  registry.add_fact("document.may_be_revised", "The person may open a revision.");
}

}  // namespace

engine::Registry provost_registry() {
  auto registry = engine::general_registry();
  for (const auto role : people::all_roles()) registry.add_role(std::string(people::to_text(role)));
  add_facts_of_the_journey(registry);
  add_facts_of_audits(registry);
  add_facts_of_records(registry);
  add_facts_of_documents(registry);
  return registry;
}

}  // namespace provost::workflows::definitions
