#include "workflows/cases/case_store.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/errors.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::gap_analysis {

namespace {

void add_permission(store::Session& session, const cases::WorkflowCatalogue& catalogue, const cases::FactSource& facts,
                    const people::Actor& actor, const engine::Definition& definition, Instant now,
                    GapAnalysis& analysis) {
  const auto today = day_in_zone(now, organisation::present_organisation(session).time_zone);
  const auto situation =
      cases::situation_of(session, analysis.one, cases::acting_person(session, actor, today), facts, now);
  for (const auto& possibility : engine::explain(definition, catalogue.registry(), situation)) {
    if (possibility.event != assessing_event) continue;
    analysis.may_assess = possibility.allowed;
    if (!possibility.reasons.empty()) analysis.why_not = possibility.reasons.front().text;
    return;
  }
  analysis.why_not = "Clauses are not assessed while the analysis is “" + analysis.state_title + "”.";
}

/// What has expired lowers the answer for everybody, but it is named only to those who may know of it.
void leave_known_pieces(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& actor,
                        Instant now, GapAnalysis& analysis) {
  std::map<std::int64_t, bool> known;
  const auto may_know = [&](const evidence::StalePiece& piece) {
    const auto found = known.find(piece.case_id);
    if (found != known.end()) return found->second;
    const auto one = cases::find_case(session, piece.case_id);
    const auto& definition = *catalogue.version(session, one->workflow_version_id).definition;
    return known[piece.case_id] = cases::is_visible(session, *one, definition, actor, now);
  };
  for (auto& part : analysis.parts) {
    for (auto& answer : part.clauses) {
      std::erase_if(answer.evidence.stale, [&](const auto& piece) { return !may_know(piece); });
    }
  }
}

void add_departments(GapAnalysis& analysis) {
  std::map<std::string, Coverage> by_department;
  for (const auto& part : analysis.parts) {
    for (const auto& answer : part.clauses) {
      if (!answer.own.department_id) continue;
      by_department[analysis.department_names[*answer.own.department_id]].count(answer.counted);
    }
  }
  for (const auto& [name, coverage] : by_department) analysis.departments.push_back({name, coverage});
}

}  // namespace

GapAnalysis read_gap_analysis(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                              const cases::FactSource& facts, const standards::StandardLibrary& library,
                              const people::Actor& actor, std::string_view key, Instant now) {
  auto one = cases::find_case(session, key);
  const auto none = [&key] { return NotFound("There is no gap analysis " + shortened(key, 40) + "."); };
  if (!one || one->workflow != workflow_name) throw none();
  const auto version = catalogue.version(session, one->workflow_version_id);
  if (!cases::is_visible(session, *one, *version.definition, actor, now)) throw none();
  GapAnalysis analysis;
  analysis.one = std::move(*one);
  analysis.state_title = version.definition->state(analysis.one.state).title;
  analysis.parts = read_answers(session, library, analysis.one, actor);
  leave_known_pieces(session, catalogue, actor, now, analysis);
  for (const auto& person : people::list_people(session)) analysis.people.emplace(person.id, person.name);
  for (const auto& department : organisation::list_departments(session)) {
    analysis.department_names.emplace(department.id, department.name);
  }
  add_departments(analysis);
  add_permission(session, catalogue, facts, actor, *version.definition, now, analysis);
  return analysis;
}

FoundAnswer require_answer(const GapAnalysis& analysis, std::string_view standard, std::string_view clause) {
  for (const auto& part : analysis.parts) {
    if (part.standard.content->name != standard) continue;
    for (const auto& answer : part.clauses) {
      if (answer.clause->number == clause) return {part, answer};
    }
  }
  throw NotFound("There is no clause " + shortened(clause, 40) + " to assess in " + analysis.one.key + ".");
}

}  // namespace provost::workflows::gap_analysis
