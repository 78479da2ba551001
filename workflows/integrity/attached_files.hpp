#pragma once

#include "workflows/cases/attachment_files.hpp"
#include "workflows/integrity/verification.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::integrity {

struct AttachedFilesReport {
  std::int64_t files = 0;
  std::optional<Discrepancy> first_discrepancy;
};

/// Reads every file that is attached to a case and compares it with the SHA-256 by which the case names it. Changes
/// nothing; safe beside a running server. Stops at the first that is missing or differs.
AttachedFilesReport verify_attached_files(store::Database& database, const cases::AttachmentFiles& files,
                                          const Progress& progress);

}  // namespace provost::workflows::integrity
