#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::integrity {

/// The first thing that does not fit.
struct Discrepancy {
  std::string where;  ///< "audit trail entry 17", "table documents, row 3, column title", "repository object …"
  std::string what;
};

/// What was looked at.
struct VerificationReport {
  std::int64_t audit_entries = 0;
  std::int64_t rows = 0;
  std::int64_t versions = 0;
  std::int64_t signatures = 0;
  std::optional<Discrepancy> first_discrepancy;
};

/// Called with what is being walked and how far it is.
using Progress = std::function<void(const std::string& stage, std::size_t done, std::size_t total)>;

/// Walks the audit trail's chain, compares every row of the database with what the trail says of it, reads every object
/// of the repository, compares every version's content with its hash, checks every signature, and what is derived from
/// cases by their workflows in the catalogue. Changes nothing; safe beside a running server. Stops at the first thing
/// that does not fit.
VerificationReport verify(store::Database& database, const docs_repo::DocumentRepository& repository,
                          const cases::WorkflowCatalogue& catalogue, const Progress& progress);

/// What a rebuild made anew.
struct RebuildReport {
  std::int64_t restored_rows = 0;  ///< rows that differed from the audit trail and were put right
  std::int64_t documents = 0;
  std::int64_t search_entries = 0;
};

/// Makes every list, register and search table anew from the audit trail and the repository. Rows that differ from the
/// trail are put right from it; secrets are not in the trail and stay as they are. Throws Unusable when the trail
/// itself is broken.
RebuildReport rebuild(store::Database& database, const docs_repo::DocumentRepository& repository,
                      const cases::WorkflowCatalogue& catalogue, const Clock& clock, const Progress& progress);

}  // namespace provost::workflows::integrity
