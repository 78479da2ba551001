#include "workflows/standards/clauses_elsewhere.hpp"

namespace provost::workflows::standards {

Relationship reversed(Relationship relationship) {
  if (relationship == Relationship::subset) return Relationship::superset;
  if (relationship == Relationship::superset) return Relationship::subset;
  return relationship;
}

std::map<std::string, std::vector<ClauseElsewhere>> clauses_elsewhere(store::Session& session,
                                                                      const StandardLibrary& library,
                                                                      const std::string& standard) {
  std::map<std::string, std::vector<ClauseElsewhere>> clauses;
  for (const auto& published : library.mappings(session)) {
    const auto& mapping = *published.content;
    const bool backwards = mapping.to == standard;
    if (!backwards && mapping.from != standard) continue;
    const auto other = library.find_standard(session, backwards ? mapping.from : mapping.to);
    if (!other) continue;
    for (const auto& row : mapping.rows) {
      clauses[backwards ? row.to : row.from].push_back(
          {other->content->name, other->content->title, backwards ? row.from : row.to,
           backwards ? reversed(row.relationship) : row.relationship, row.provenance});
    }
  }
  return clauses;
}

std::vector<const PublishedStandard*> versions_that_changed(const std::vector<PublishedStandard>& versions,
                                                            const std::string& clause) {
  std::vector<const PublishedStandard*> changed;
  for (std::size_t at = 0; at < versions.size(); ++at) {
    const auto* now = versions[at].content->find(clause);
    const auto* before = at + 1 < versions.size() ? versions[at + 1].content->find(clause) : nullptr;
    const bool same = now == before || (now != nullptr && before != nullptr && *now == *before);
    if (now != nullptr && !same) changed.push_back(&versions[at]);
  }
  return changed;
}

}  // namespace provost::workflows::standards
