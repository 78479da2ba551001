#pragma once

#include <string>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document_import.hpp"
#include "workflows/documents/import_plan.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::documents {

/// A planned file with everything that lies in the repository now and is not yet in the database.
struct WrittenFile {
  const PlannedFile* planned = nullptr;
  Document document;
  std::vector<Version> earlier;  ///< from the history, oldest first; obsolete
  Version version;
  std::optional<std::string> readable_text;
  std::string search_text;  ///< only when the version is in force
};

struct WrittenImport {
  std::vector<WrittenFile> files;
  docs_repo::ObjectId imports_commit;
  std::optional<docs_repo::ObjectId> published_commit;
};

/// Writes contents and commits of an import as one pack that nothing refers to yet.
WrittenImport write_imported(docs_repo::DocumentRepository& repository, const ImportPlan& plan,
                             const ImportRequest& request, const people::Person& owner, Instant now,
                             const ImportProgress& progress);

/// Puts what was written into the database. The caller commits.
void record_imported(store::WriteTransaction& transaction, ReferenceKeeper& references, const ImportPlan& plan,
                     WrittenImport& written, const std::string& source, const store::AuditActor& actor,
                     const ImportProgress& progress);

}  // namespace provost::workflows::documents
