#include "workflows/evidence/evidence_service.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

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

constexpr std::size_t most_files = 50;

/// The first file and the further ones.
std::vector<FurtherFile> files_of(const NewEvidence& wanted) {
  std::vector<FurtherFile> files;
  if (wanted.file) files.push_back({*wanted.file, wanted.file_name});
  files.insert(files.end(), wanted.further_files.begin(), wanted.further_files.end());
  return files;
}

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
  if (wanted.checker.empty() && !has_checker(session, actor.person_id, wanted.provider)) {
    throw Invalid("checker", "Choose who checks it: there is no other quality manager who could.");
  }
  return version;
}

bool EvidenceService::has_checker(store::Session& session, std::int64_t person_id, const std::string& provider) const {
  auto checkers = cases::people_with_role(
      session, "quality_manager", day_in_zone(clock_.now(), organisation::present_organisation(session).time_zone));
  checkers.erase(person_id);
  if (const auto person = people::find_person(session, provider)) checkers.erase(person->id);
  return !checkers.empty();
}

std::string EvidenceService::add(const people::Actor& actor, const NewEvidence& wanted, const AlongWith& along_with) {
  if (!wanted.file && wanted.address.empty()) {
    throw Invalid("file", "Choose a file, or give the web address where it can be seen.");
  }
  {
    // Looked at before the file is kept, so that somebody who may not leaves nothing behind.
    const store::ReadSnapshot snapshot(database_);
    require_allowed(snapshot.session(), actor, wanted);
  }
  if (!wanted.file && !wanted.further_files.empty()) throw std::invalid_argument("further files without a first one");
  const auto files = files_of(wanted);
  if (files.size() > most_files) throw Invalid("file", "A piece of evidence takes at most 50 files at once.");
  std::vector<cases::StoredFile> stored;
  try {
    for (const auto& file : files) stored.push_back(files_.store(file.path, file.name));
    return open(actor, wanted, stored, along_with);
  } catch (...) {
    for (const auto& file : stored) forget_file(database_, clock_, file.sha256);
    throw;
  }
}

std::string EvidenceService::open(const people::Actor& actor, const NewEvidence& wanted,
                                  const std::vector<cases::StoredFile>& stored, const AlongWith& along_with) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  // The same content may have been disposed of in between; from here on nobody else writes.
  const auto files = files_of(wanted);
  for (std::size_t at = 0; at < files.size(); ++at) {
    if (!files_.holds(stored[at].sha256)) files_.store(files[at].path, files[at].name);
  }
  const auto version = require_allowed(session, actor, wanted);
  const auto& definition = *version.definition;
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  const auto acting = cases::acting_person(session, actor, today);

  cases::CaseSteps::Opening opening;
  opening.title = wanted.title.empty() ? wanted.file_name : wanted.title;
  opening.owner_id = actor.person_id;
  opening.opener_id = actor.person_id;
  json::object fields{{"what", wanted.what.empty() ? opening.title : wanted.what},
                      {"provider", wanted.provider.empty() ? actor.email : wanted.provider}};
  put(fields, "checker", wanted.checker);
  cases::Case draft;
  draft.state = definition.start;
  draft.owner_id = actor.person_id;
  draft.opener_id = actor.person_id;
  draft.entered_at = transaction.now();
  opening.fields = engine::opening_values(definition, catalogue_.registry(),
                                          cases::situation_of(session, draft, acting, facts_, transaction.now()),
                                          fields, cases::directory_of(session, 0, today));
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
  for (std::size_t at = 0; at < files.size(); ++at) {
    // The same content twice is one file.
    const auto first = std::find_if(stored.begin(), stored.end(),
                                    [&](const auto& other) { return other.sha256 == stored[at].sha256; });
    if (first - stored.begin() == static_cast<std::ptrdiff_t>(at)) {
      cases::insert_attachment(transaction, one, stored[at], files[at].name, actor);
    }
  }
  if (!stored.empty()) handed_in["file"] = stored.front().sha256;
  put(handed_in, "address", wanted.address);
  put(handed_in, "effective_on", wanted.effective_on);
  put(handed_in, "valid_until", wanted.valid_until);
  put(handed_in, "note", wanted.note);
  const auto outcome = engine::step(definition, catalogue_.registry(),
                                    cases::situation_of(session, one, acting, facts_, transaction.now()),
                                    {"provide", handed_in, "", false}, cases::directory_of(session, one.id, today));
  steps.write(one, definition, outcome, by);
  if (along_with) along_with(transaction, one.key);
  transaction.commit();
  return one.key;
}

}  // namespace provost::workflows::evidence
