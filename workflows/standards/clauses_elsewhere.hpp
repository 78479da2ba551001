#pragma once

#include <map>
#include <string>
#include <vector>

#include "workflows/standards/standard_library.hpp"

namespace provost::workflows::standards {

/// A clause of another standard that says, more or less, what a clause says.
struct ClauseElsewhere {
  std::string standard_name;
  std::string standard_title;
  std::string number;
  Relationship relationship = Relationship::equal;  ///< of the clause asked about to this one
  std::string provenance;
};

/// The same relationship seen from the other clause.
Relationship reversed(Relationship relationship);

/// By the clauses of a standard, what all mappings from and to it say.
std::map<std::string, std::vector<ClauseElsewhere>> clauses_elsewhere(store::Session& session,
                                                                      const StandardLibrary& library,
                                                                      const std::string& standard);

/// Of the versions of a standard, the newest first, those that brought a clause or changed it. The pointers lead into
/// `versions`.
std::vector<const PublishedStandard*> versions_that_changed(const std::vector<PublishedStandard>& versions,
                                                            const std::string& clause);

}  // namespace provost::workflows::standards
