#include <algorithm>
#include <utility>

#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/notices/notices.hpp"

namespace provost::workflows::cases {

namespace {

using Exclusion = std::pair<std::int64_t, std::int64_t>;  ///< case, person

bool keeps_out(const engine::Field& field) {
  return !field.takes_part;
}

std::set<std::int64_t> people_kept_out(store::Session& session, const Case& one, const engine::Definition& definition) {
  std::set<std::int64_t> people;
  for (const auto& field : definition.fields) {
    if (keeps_out(field)) people.merge(people_meant(session, {engine::Who::Kind::field, field.name}, one));
  }
  if (one.opener_id) people.erase(*one.opener_id);
  return people;
}

std::set<std::int64_t> noted(store::Session& session, std::int64_t case_id) {
  std::set<std::int64_t> people;
  for (const auto& record :
       session.select("SELECT person_id FROM case_exclusions WHERE case_id = :case_id", {case_id})) {
    people.insert(record.integer("person_id"));
  }
  return people;
}

/// What the fields of all cases say; only cases of workflows that keep somebody out are read.
std::set<Exclusion> exclusions_of_all(store::Session& session, const WorkflowCatalogue& catalogue) {
  std::set<Exclusion> all;
  for (const auto& version : catalogue.all(session)) {
    const auto& definition = version.definition;
    if (std::none_of(definition->fields.begin(), definition->fields.end(), keeps_out)) continue;
    for (const auto& record : session.select(
             "SELECT " + case_columns + " FROM cases c WHERE c.workflow_version_id = :version", {version.id})) {
      const auto one = case_from(record);
      for (const auto person : people_kept_out(session, one, *definition)) all.emplace(one.id, person);
    }
  }
  return all;
}

void insert(store::Session& session, std::int64_t case_id, std::int64_t person_id) {
  session.execute("INSERT INTO case_exclusions (case_id, person_id) VALUES (:case_id, :person)", {case_id, person_id});
}

}  // namespace

void note_exclusions(store::Session& session, const Case& one, const engine::Definition& definition) {
  if (std::none_of(definition.fields.begin(), definition.fields.end(), keeps_out)) return;
  const auto wanted = people_kept_out(session, one, definition);
  const auto present = noted(session, one.id);
  for (const auto person : present) {
    if (wanted.contains(person)) continue;
    session.execute("DELETE FROM case_exclusions WHERE case_id = :case_id AND person_id = :person", {one.id, person});
  }
  for (const auto person : wanted) {
    if (!present.contains(person)) insert(session, one.id, person);
  }
}

void keep_out_anew(store::Session& session, const WorkflowCatalogue& catalogue) {
  session.execute("DELETE FROM case_exclusions");
  for (const auto& [case_id, person] : exclusions_of_all(session, catalogue)) insert(session, case_id, person);
}

void keep_out_after_upgrade(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue) {
  store::WriteTransaction transaction(database, clock);
  if (exclusions_fit(transaction.session(), catalogue)) return;
  keep_out_anew(transaction.session(), catalogue);
  transaction.commit();
}

bool exclusions_fit(store::Session& session, const WorkflowCatalogue& catalogue) {
  std::set<Exclusion> present;
  for (const auto& record : session.select("SELECT case_id, person_id FROM case_exclusions")) {
    present.emplace(record.integer("case_id"), record.integer("person_id"));
  }
  return present == exclusions_of_all(session, catalogue);
}

bool is_kept_out(store::Session& session, std::int64_t case_id, std::int64_t person_id) {
  return session
      .first("SELECT case_id FROM case_exclusions WHERE case_id = :case_id AND person_id = :person",
             {case_id, person_id})
      .has_value();
}

bool keeps_somebody_out(store::Session& session, std::int64_t case_id) {
  return session.first("SELECT case_id FROM case_exclusions WHERE case_id = :case_id LIMIT 1", {case_id}).has_value();
}

bool is_for_everybody(store::Session& session, const Case& one, const engine::Definition& definition) {
  return !definition.confidential && definition.seen_by.empty() && !keeps_somebody_out(session, one.id);
}

bool is_kept_out_of_any(store::Session& session, std::int64_t person_id) {
  return session.first("SELECT case_id FROM case_exclusions WHERE person_id = :person LIMIT 1", {person_id})
      .has_value();
}

std::set<std::int64_t> without_those_kept_out(store::Session& session, std::int64_t case_id,
                                              std::set<std::int64_t> people) {
  for (const auto person : noted(session, case_id)) people.erase(person);
  return people;
}

void tell_of_case(store::WriteTransaction& transaction, std::int64_t person_id, std::int64_t case_id,
                  const std::string& kind, const std::string& text) {
  if (is_kept_out(transaction.session(), case_id, person_id)) return;
  notices::tell(transaction, person_id, case_id, kind, text);
}

}  // namespace provost::workflows::cases
