#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/reference_keeper.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::documents {

/// What to bring in and how.
struct ImportRequest {
  std::filesystem::path path;  ///< a folder, a git working tree or one file; may be empty when there is a list
  std::filesystem::path
      list;  ///< the organisation's master list (CSV or a workbook) that says what the files are; empty: none
  std::string source_name;  ///< names the source at the next import; empty: the folder's full path
  std::string type;         ///< for files that do not name their own type in the front matter
  std::string owner;        ///< e-mail address
  bool effective = false;   ///< as version 1.0 in force, marked as legacy
  bool history = false;     ///< a git repository's commits become the earlier versions
  bool dry_run = false;
  std::uint64_t largest_file = std::uint64_t{50} * 1024 * 1024;
};

enum class ImportOutcome { added, changed, unchanged, skipped };

/// What became of one file.
struct ImportedFile {
  std::string path;  ///< or its code in the master list
  ImportOutcome outcome;
  std::string number;  ///< empty when skipped
  std::string version;
  std::string title;
  std::string problem;                 ///< why it was skipped, and what to do
  std::vector<std::string> remarks{};  ///< what was taken otherwise than the list says
};

struct ImportReport {
  std::vector<ImportedFile> files;  ///< in order of path
  std::size_t count(ImportOutcome outcome) const;
};

/// Stage ("reading", "writing", "recording"), how many of how many.
using ImportProgress = std::function<void(const std::string& stage, std::size_t done, std::size_t total)>;

/// Brings documents in. Everything that can be brought in arrives in one step or, after a crash, not at all. A second
/// import of the same source changes only what changed. Safe beside a running server.
class DocumentImporter {
 public:
  DocumentImporter(store::Database& database, const Clock& clock, docs_repo::DocumentRepository& repository,
                   ReferenceKeeper& references);

  /// Throws Invalid for a path, type or owner that does not exist, Forbidden for a person who may not import.
  ImportReport run(const people::Authority& authority, const ImportRequest& request, const ImportProgress& progress);

 private:
  store::Database& database_;
  const Clock& clock_;
  docs_repo::DocumentRepository& repository_;
  ReferenceKeeper& references_;
};

}  // namespace provost::workflows::documents
