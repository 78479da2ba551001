#include "workflows/gap_analysis/gap_analysis_service.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "workflows/cases/case_steps.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/errors.hpp"
#include "workflows/gap_analysis/assessment_changes.hpp"
#include "workflows/gap_analysis/clause_assessment_store.hpp"
#include "workflows/gap_analysis/earlier_answers.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::gap_analysis {

namespace {

namespace json = boost::json;

cases::Case require_case(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Actor& actor,
                         std::string_view key, Instant now) {
  auto one = cases::find_case(session, key);
  if (one && one->workflow == workflow_name &&
      cases::is_visible(session, *one, *catalogue.version(session, one->workflow_version_id).definition, actor, now)) {
    return std::move(*one);
  }
  throw NotFound("There is no gap analysis " + shortened(key, 40) + ".");
}

/// Whoever may take the step of the workflow may write; the engine says why not.
void require_assessing(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                       const cases::FactSource& facts, const people::Actor& actor, const cases::Case& one,
                       Instant now) {
  const auto today = day_in_zone(now, organisation::present_organisation(session).time_zone);
  const auto situation = cases::situation_of(session, one, cases::acting_person(session, actor, today), facts, now);
  engine::step(*catalogue.version(session, one.workflow_version_id).definition, catalogue.registry(), situation,
               {assessing_event, {}, "", false}, cases::directory_of(session, one.id, today));
}

/// "ISO 21001:2018 7.5.3", for a clause of the case that can be assessed.
std::string require_clause(const std::vector<standards::PublishedStandard>& chosen, std::string_view standard,
                           std::string_view clause, const std::string& key) {
  for (const auto& published : chosen) {
    if (published.content->name != standard) continue;
    const auto* found = published.content->find(clause);
    if (found != nullptr && found->assessable) return published.content->title + " " + found->number;
  }
  throw NotFound("There is no clause " + shortened(clause, 40) + " to assess in " + key + ".");
}

void require_row_version(store::Session& session, const ClauseAssessment& present,
                         const std::optional<std::int64_t>& expected) {
  if (!expected || *expected == present.row_version) return;
  const auto person = people::find_person(session, present.changed_by_id);
  throw Stale((person ? person->name : "Somebody") + " has changed the answer to " + present.clause +
              " meanwhile. Nothing of yours was saved: look at what stands there now, then save again.");
}

void mark_assessed(store::WriteTransaction& transaction, const people::Actor& actor, ClauseAssessment& assessment) {
  assessment.carried_from.clear();
  assessment.assessed_by_id.reset();
  assessment.assessed_at.reset();
  if (assessment.result == Result::not_assessed) return;
  assessment.assessed_by_id = actor.person_id;
  assessment.assessed_at = transaction.now();
}

void mark_changed(store::WriteTransaction& transaction, const people::Actor& actor, ClauseAssessment& assessment) {
  assessment.changed_at = transaction.now();
  assessment.changed_by_id = actor.person_id;
}

}  // namespace

ClauseAssessment GapAnalysisService::save(const people::Actor& actor, std::string_view key, std::string_view standard,
                                          std::string_view clause, const json::object& changes,
                                          std::optional<std::int64_t> expected_row_version) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto one = require_case(session, catalogue_, actor, key, transaction.now());
  const auto title = require_clause(library_.chosen(session, one.fields), standard, clause, one.key);
  require_assessing(session, catalogue_, facts_, actor, one, transaction.now());
  ClauseAssessment assessment;
  assessment.case_id = one.id;
  assessment.standard = standard;
  assessment.clause = clause;
  if (const auto present = find_assessment(session, one.id, standard, clause)) assessment = *present;
  require_row_version(session, assessment, expected_row_version);
  const auto result_before = assessment.result;
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  if (!apply_changes(session, changes, assessment, today)) return assessment;
  mark_changed(transaction, actor, assessment);
  const bool new_result = assessment.result != result_before;
  if (new_result) {
    mark_assessed(transaction, actor, assessment);
    append_result(transaction, assessment, actor.name);
  }
  put_assessment(transaction, assessment);
  json::object details{{"clause", title}};
  if (new_result) details["result"] = to_text(assessment.result);
  transaction.record(actor.audit(), {"case.clause_assessed", one.key, std::move(details)});
  transaction.commit();
  return assessment;
}

ClauseAssessment GapAnalysisService::confirm(const people::Actor& actor, std::string_view key,
                                             std::string_view standard, std::string_view clause,
                                             std::optional<std::int64_t> expected_row_version) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto one = require_case(session, catalogue_, actor, key, transaction.now());
  const auto title = require_clause(library_.chosen(session, one.fields), standard, clause, one.key);
  require_assessing(session, catalogue_, facts_, actor, one, transaction.now());
  auto assessment = find_assessment(session, one.id, standard, clause);
  if (!assessment || assessment->result == Result::not_assessed) {
    throw Conflict("There is no answer to " + std::string(clause) + " yet that could be confirmed.");
  }
  require_row_version(session, *assessment, expected_row_version);
  mark_changed(transaction, actor, *assessment);
  mark_assessed(transaction, actor, *assessment);
  append_result(transaction, *assessment, actor.name);
  put_assessment(transaction, *assessment);
  transaction.record(actor.audit(),
                     {"case.clause_confirmed", one.key, {{"clause", title}, {"result", to_text(assessment->result)}}});
  transaction.commit();
  return *assessment;
}

std::string GapAnalysisService::follow(const people::Actor& actor, std::string_view key, const std::string& title,
                                       const std::vector<std::string>& standards) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto before = require_case(session, catalogue_, actor, key, transaction.now());
  const auto version = catalogue_.newest(session, workflow_name);
  if (!cases::may_open(*version.definition, actor)) {
    throw Forbidden("Your roles do not allow you to open a case of “" + version.definition->title + "”.");
  }
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  if (standards.empty()) throw Invalid("standard", "Please choose at least one standard.");
  json::object given{{"standard", json::array(standards.begin(), standards.end())}};
  const auto& asks = version.definition->opening_asks;
  const auto asks_for = [&asks](const char* field) { return std::find(asks.begin(), asks.end(), field) != asks.end(); };
  if (const auto* scope = before.fields.if_contains("scope"); scope != nullptr && asks_for("scope")) {
    given["scope"] = *scope;
  }
  if (asks_for("assessors")) {
    // Those who have left assess nothing any more.
    json::array assessors;
    for (const auto& email : engine::people_in(before.fields, "assessors")) {
      if (const auto person = people::find_person(session, email); person && person->has_access(today)) {
        assessors.emplace_back(email);
      }
    }
    given["assessors"] = std::move(assessors);
  }
  cases::Case draft;
  draft.state = version.definition->start;
  draft.owner_id = actor.person_id;
  draft.opener_id = actor.person_id;
  draft.entered_at = transaction.now();
  const auto situation =
      cases::situation_of(session, draft, cases::acting_person(session, actor, today), facts_, transaction.now());
  cases::CaseSteps::Opening opening;
  opening.title = title;
  opening.owner_id = actor.person_id;
  opening.opener_id = actor.person_id;
  opening.fields = engine::opening_values(*version.definition, catalogue_.registry(), situation, given,
                                          cases::directory_of(session, 0, today));
  cases::CaseSteps steps(transaction, catalogue_, facts_);
  const auto opened = steps.open(version, std::move(opening), cases::StepActor::of(actor));
  const auto copied = carry_over(transaction, library_, before, opened, actor);
  if (copied > 0) {
    transaction.record(actor.audit(),
                       {"case.answers_carried_over", opened.key, {{"from", before.key}, {"answers", copied}}});
  }
  transaction.commit();
  return opened.key;
}

}  // namespace provost::workflows::gap_analysis
