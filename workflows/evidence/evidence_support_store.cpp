#include <algorithm>

#include "workflows/evidence/evidence_support.hpp"
#include "workflows/standards/document_coverage.hpp"

namespace provost::workflows::evidence {

EvidenceSupport::EvidenceSupport(store::Session& session) {
  for (const auto& record :
       session.select("SELECT clause, state, COUNT(*) AS n FROM evidence_clauses WHERE state IN ('valid', 'received')"
                      " GROUP BY state, clause")) {
    auto& clause = by_text_[record.text("clause")];
    (record.text("state") == "valid" ? clause.valid : clause.to_check) = record.integer("n");
  }
  for (const auto& record : session.select(
           "SELECT x.clause, c.id, c.case_key, c.title, e.valid_until, (SELECT MAX(k.case_key) FROM cases k WHERE"
           " k.parent_id = c.id AND k.workflow = c.workflow AND k.final = 0) AS renewal FROM evidence_clauses x JOIN "
           "cases c ON c.id ="
           " x.case_id JOIN evidence_pieces e ON e.case_id = x.case_id WHERE x.state = 'expired' ORDER BY c.id")) {
    by_text_[record.text("clause")].stale.push_back({record.integer("id"), record.text("case_key"),
                                                     record.text("title"), record.text("valid_until"),
                                                     record.optional_text("renewal").value_or("")});
  }
}

std::map<std::string, ClauseEvidence, std::less<>> EvidenceSupport::of(const standards::Standard& standard) const {
  std::map<std::string, ClauseEvidence, std::less<>> found;
  for (const auto& [text, evidence] : by_text_) {
    const auto number = standards::clause_named(text, standard);
    if (number.empty()) continue;
    auto& clause = found[number];
    clause.valid += evidence.valid;
    clause.to_check += evidence.to_check;
    for (const auto& piece : evidence.stale) {
      const bool known = std::any_of(clause.stale.begin(), clause.stale.end(),
                                     [&piece](const auto& other) { return other.case_id == piece.case_id; });
      if (!known) clause.stale.push_back(piece);
    }
  }
  return found;
}

}  // namespace provost::workflows::evidence
