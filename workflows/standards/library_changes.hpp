#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workflows/standards/standard.hpp"

namespace provost::workflows::standards {

enum class ChangeKind { change, add, remove };

/// One change to an outline, as somebody makes it on a page.
struct ClauseChange {
  ChangeKind kind = ChangeKind::change;
  std::string number;        ///< of the clause; when adding: of the one before it, empty for the beginning
  Clause clause;             ///< how it is afterwards; its number counts when adding only
  std::int64_t version = 0;  ///< of the outline on which the change was decided
  std::string reason;        ///< one line, kept with the version
};

/// One change to a mapping.
struct RowChange {
  ChangeKind kind = ChangeKind::change;
  MappedClause row;          ///< its clauses name the row; the rest is how it is afterwards
  std::int64_t version = 0;  ///< of the mapping on which the change was decided
  std::string reason;
};

/// The newest outline with a change to it, one version higher. `seen` is the version on which the change was decided:
/// other clauses may have changed since. Throws NotFound when the clause is gone, Conflict when it was changed since,
/// Invalid("number", "title", "asks") for what an outline cannot hold.
Standard changed(const Standard& seen, const Standard& newest, const ClauseChange& change);

/// The same for a mapping between two standards. Throws Invalid("from", "to") for clauses that they do not have.
Mapping changed(const Mapping& seen, const Mapping& newest, const Standard& from, const Standard& to,
                const RowChange& change);

/// What differs between two versions of a mapping, each in a sentence.
std::vector<std::string> differences(const Mapping& before, const Mapping& after);

}  // namespace provost::workflows::standards
