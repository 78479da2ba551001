#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workflows/standards/standard.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::evidence {

/// A piece that has expired and was neither replaced nor given up.
struct StalePiece {
  std::int64_t case_id = 0;
  std::string key;
  std::string title;
  std::string valid_until;  ///< its last day; empty: not said
  std::string renewal;      ///< key of the open case that asks for newer evidence; empty: there is none
};

/// The evidence that is registered for one clause.
struct ClauseEvidence {
  std::int64_t valid = 0;
  std::int64_t to_check = 0;  ///< handed in, and nobody has looked at it yet
  std::vector<StalePiece> stale;

  bool is_stale() const { return !stale.empty(); }
};

/// The evidence of all clauses, whoever may see the pieces: what they support is supported for everybody. Before
/// naming pieces to a person, ask whether they may know of them.
class EvidenceSupport {
 public:
  explicit EvidenceSupport(store::Session& session);

  /// By the numbers of a standard's clauses; clauses without evidence are left out.
  std::map<std::string, ClauseEvidence, std::less<>> of(const standards::Standard& standard) const;

 private:
  std::map<std::string, ClauseEvidence, std::less<>> by_text_;  ///< by the clause as links write it
};

}  // namespace provost::workflows::evidence
