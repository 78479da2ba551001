#include "workflows/standards/document_coverage.hpp"

#include <map>

#include "workflows/documents/document_register.hpp"
#include "workflows/people/shown_clauses.hpp"

namespace provost::workflows::standards {

std::string clause_named(std::string_view text, const Standard& standard) {
  if (text.starts_with(standard.title) && text.size() > standard.title.size() + 1 &&
      text[standard.title.size()] == ' ') {
    text.remove_prefix(standard.title.size() + 1);
  }
  return standard.find(text) == nullptr ? "" : std::string(text);
}

std::set<std::string> clauses_in_force(store::Session& session, const Standard& standard) {
  std::set<std::string> clauses;
  for (const auto& document : documents::documents_with_clauses(session, std::nullopt)) {
    if (!document.effective) continue;
    for (const auto& text : document.clauses) clauses.insert(clause_named(text, standard));
  }
  clauses.erase("");
  return clauses;
}

DocumentCoverage read_document_coverage(store::Session& session, const people::Actor& actor, const Standard& standard) {
  std::map<std::string, std::vector<documents::ClauseDocument>, std::less<>> by_clause;
  for (const auto& document : documents::documents_with_clauses(session, actor)) {
    for (const auto& text : document.clauses) {
      auto& named = by_clause[clause_named(text, standard)];
      if (named.empty() || named.back().number != document.number) named.push_back(document);
    }
  }
  DocumentCoverage coverage;
  for (const auto& clause : standard.clauses) {
    // Of the rest a limited guest learns neither what there is nor what is missing.
    if (actor.is_limited() && !people::is_shown(actor.shown_clauses, standard.title + " " + clause.number)) continue;
    ClauseCoverage row;
    row.clause = &clause;
    for (const auto& document : by_clause[clause.number]) {
      row.covered = row.covered || document.effective;
      if (document.visible) row.documents.push_back({document.number, document.title, document.effective});
    }
    row.missing = clause.maintain && !row.covered;
    if (clause.maintain) ++coverage.mandatory;
    if (row.missing) ++coverage.mandatory_missing;
    coverage.clauses.push_back(std::move(row));
  }
  return coverage;
}

}  // namespace provost::workflows::standards
