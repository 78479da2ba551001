#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/people/person.hpp"
#include "workflows/standards/standard.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::standards {

/// A document that names a clause.
struct CoveringDocument {
  std::string number;
  std::string title;
  bool effective = false;  ///< false: still being worked on, so it covers nothing yet
};

/// What documents say to one clause.
struct ClauseCoverage {
  const Clause* clause = nullptr;  ///< points into the standard that was asked for
  std::vector<CoveringDocument> documents;
  bool covered = false;  ///< a document in force names it
  bool missing = false;  ///< it asks for a document in force and has none
};

/// Which clauses documents cover. Not how well: a document that names a clause is no proof that the clause is met.
struct DocumentCoverage {
  std::vector<ClauseCoverage> clauses;
  std::int64_t mandatory = 0;          ///< clauses that ask for a document in force
  std::int64_t mandatory_missing = 0;  ///< of these, those without one
};

/// The number of the clause of a standard that a document names: written alone ("8.5.5") or with the standard's title
/// before it ("ISO 21001:2018 8.5.5"); empty when it speaks of another standard or of no clause of this one.
std::string clause_named(std::string_view text, const Standard& standard);

/// The clauses of a standard that documents in force name.
std::set<std::string> clauses_in_force(store::Session& session, const Standard& standard);

/// Lists the documents that a person may know of. `standard` must outlive the answer.
DocumentCoverage read_document_coverage(store::Session& session, const people::Actor& actor, const Standard& standard);

}  // namespace provost::workflows::standards
