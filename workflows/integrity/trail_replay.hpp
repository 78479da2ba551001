#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "workflows/integrity/verification.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::integrity {

/// What the audit trail says every row of the journaled tables holds.
struct ReplayedRows {
  using Columns = std::map<std::string, boost::json::value, std::less<>>;
  std::map<std::string, std::map<std::int64_t, Columns>, std::less<>> tables;
};

/// Walks the chain from its first entry and gathers the rows; stops at the first entry that does not fit, which is put
/// into `discrepancy`.
ReplayedRows replay_audit_trail(store::Session& session, VerificationReport& report, const Progress& progress);

/// Compares the rows of the database with the replayed ones. `visit` is called for every difference until it returns
/// false.
struct RowDifference {
  std::string table;
  std::int64_t id;
  std::string column;  ///< empty when the whole row is missing or too many
  std::optional<boost::json::value> expected;
  bool row_missing = false;
  bool row_unknown = false;
};
void compare_rows(store::Session& session, const ReplayedRows& rows, VerificationReport& report,
                  const std::function<bool(const RowDifference&)>& visit);

}  // namespace provost::workflows::integrity
