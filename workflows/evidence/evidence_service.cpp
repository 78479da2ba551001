#include "workflows/evidence/evidence_service.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_links.hpp"
#include "workflows/cases/case_steps.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/definitions/program_needs.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/standards/document_coverage.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence {

namespace {

namespace json = boost::json;

constexpr std::size_t most_links = 100;

void put(json::object& fields, const char* name, const std::string& value) {
  if (!value.empty()) fields[name] = value;
}

}  // namespace

void EvidenceService::require_clause(store::Session& session, std::string_view clause) const {
  for (const auto& published : library_.standards(session)) {
    const auto number = standards::clause_named(clause, *published.content);
    if (!number.empty() && published.content->find(number) != nullptr) return;
  }
  throw Invalid("clause", "No standard of the library has the clause “" + shortened(clause, 60) + "”.");
}

bool EvidenceService::may_add(const engine::Definition& definition, const people::Actor& actor) {
  return cases::may_open(definition, actor) && !people::is_guest(actor.roles);
}

cases::WorkflowVersion EvidenceService::require_allowed(store::Session& session, const people::Actor& actor,
                                                        const NewEvidence& wanted) const {
  auto version = catalogue_.newest(session, workflow_name);
  if (!may_add(*version.definition, actor)) {
    throw Forbidden("Your roles do not allow you to hand in evidence that nobody asked for.");
  }
  if (!definitions::missing_needs(*version.definition).empty()) {
    throw Conflict(
        "The organisation's own workflow for evidence is older than this program. Ask a quality manager to "
        "bring it up to date.");
  }
  if (wanted.clauses.size() + wanted.documents.size() + wanted.cases.size() > most_links) {
    throw Invalid("clause", "A piece of evidence takes at most 100 links at once.");
  }
  for (const auto& clause : wanted.clauses) require_clause(session, clause);
  if (wanted.checker.empty()) {
    auto checkers = cases::people_with_role(session, "quality_manager");
    checkers.erase(actor.person_id);
    if (checkers.empty()) {
      throw Invalid("checker", "Choose who checks it: there is no other quality manager who could.");
    }
  }
  return version;
}

std::string EvidenceService::add(const people::Actor& actor, const NewEvidence& wanted) {
  if (!wanted.file && wanted.address.empty()) {
    throw Invalid("file", "Choose a file, or give the web address where it can be seen.");
  }
  {
    // Looked at before the file is kept, so that somebody who may not leaves nothing behind.
    const store::ReadSnapshot snapshot(database_);
    require_allowed(snapshot.session(), actor, wanted);
  }
  std::optional<cases::StoredFile> stored;
  if (wanted.file) stored = files_.store(*wanted.file, wanted.file_name);

  try {
    return open(actor, wanted, stored);
  } catch (...) {
    if (stored) forget_file(database_, clock_, stored->sha256);
    throw;
  }
}

std::string EvidenceService::open(const people::Actor& actor, const NewEvidence& wanted,
                                  const std::optional<cases::StoredFile>& stored) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  // The same content may have been disposed of in between; from here on nobody else writes.
  if (stored && !files_.holds(stored->sha256)) files_.store(*wanted.file, wanted.file_name);
  const auto version = require_allowed(session, actor, wanted);
  const auto& definition = *version.definition;
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  const auto acting = cases::acting_person(session, actor, today);

  cases::CaseSteps::Opening opening;
  opening.title = wanted.title.empty() ? wanted.file_name : wanted.title;
  opening.owner_id = actor.person_id;
  opening.opener_id = actor.person_id;
  json::object fields{{"what", wanted.what.empty() ? opening.title : wanted.what}, {"provider", actor.email}};
  put(fields, "checker", wanted.checker);
  cases::Case draft;
  draft.state = definition.start;
  draft.owner_id = actor.person_id;
  draft.opener_id = actor.person_id;
  draft.entered_at = transaction.now();
  opening.fields = engine::opening_values(definition, catalogue_.registry(),
                                          cases::situation_of(session, draft, acting, facts_, transaction.now()),
                                          fields, cases::directory_of(session, 0));
  cases::CaseSteps steps(transaction, catalogue_, facts_);
  const auto by = cases::StepActor::of(actor);
  auto one = steps.open(version, std::move(opening), by);

  json::array linked;
  const auto link = [&](const std::string& kind, const std::vector<std::string>& targets) {
    for (auto target = targets.begin(); target != targets.end(); ++target) {
      if (std::find(targets.begin(), target, *target) != target) continue;
      cases::require_link_target(session, catalogue_, actor, kind, *target, transaction.now());
      cases::insert_link(transaction, one.id, kind, *target, actor.person_id);
      linked.emplace_back(*target);
    }
  };
  link("clause", wanted.clauses);
  link("document", wanted.documents);
  link("case", wanted.cases);
  if (!linked.empty()) {
    transaction.record(actor.audit(), {"case.linked", one.key, {{"targets", std::move(linked)}}});
  }
  json::object handed_in;
  if (stored) {
    cases::insert_attachment(transaction, one, *stored, wanted.file_name, actor);
    handed_in["file"] = stored->sha256;
  }
  put(handed_in, "address", wanted.address);
  put(handed_in, "effective_on", wanted.effective_on);
  put(handed_in, "valid_until", wanted.valid_until);
  put(handed_in, "note", wanted.note);
  const auto outcome = engine::step(definition, catalogue_.registry(),
                                    cases::situation_of(session, one, acting, facts_, transaction.now()),
                                    {"provide", handed_in, "", false}, cases::directory_of(session, one.id));
  steps.write(one, definition, outcome, by);
  transaction.commit();
  return one.key;
}

}  // namespace provost::workflows::evidence
