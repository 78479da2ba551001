#include <set>

#include "workflows/integrity/attached_files.hpp"

namespace provost::workflows::integrity {

namespace {

/// Asked again when something is wrong with a file: it may have been disposed of meanwhile.
bool is_attached(store::Database& database, const std::string& sha256) {
  const store::ReadSnapshot snapshot(database);
  return snapshot.session().number(
             "SELECT COUNT(*) AS n FROM case_attachments WHERE content_sha256 = :sha256 AND removed_at IS NULL",
             {sha256}) > 0;
}

}  // namespace

AttachedFilesReport verify_attached_files(store::Database& database, const cases::AttachmentFiles& files,
                                          const Progress& progress) {
  std::vector<store::Record> attached;
  {
    const store::ReadSnapshot snapshot(database);
    attached = snapshot.session().select(
        "SELECT a.content_sha256, c.case_key, a.file_name FROM case_attachments a JOIN cases c ON c.id = a.case_id "
        "WHERE"
        " a.removed_at IS NULL ORDER BY a.id");
  }
  AttachedFilesReport report;
  std::set<std::string> seen;
  std::size_t done = 0;
  for (const auto& record : attached) {
    progress("attached files", done++, attached.size());
    const auto sha256 = record.text("content_sha256");
    if (!seen.insert(sha256).second) continue;
    if (!files.is_sound(sha256) && is_attached(database, sha256)) {
      report.first_discrepancy = {"case " + record.text("case_key") + ", file " + record.text("file_name"),
                                  files.holds(sha256) ? "its content is not the one that was attached"
                                                      : "it is missing from the data directory"};
      return report;
    }
    ++report.files;
  }
  return report;
}

}  // namespace provost::workflows::integrity
