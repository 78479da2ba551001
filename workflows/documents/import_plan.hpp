#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "docs_repo/import/source_scan.hpp"
#include "workflows/documents/document_import.hpp"
#include "workflows/documents/document_store.hpp"

namespace provost::workflows::documents {

/// One file that is to become a document or a new version of one.
struct PlannedFile {
  docs_repo::SourceFile source;
  const DocumentType* type = nullptr;
  std::string number;
  std::optional<Document> present;  ///< set when an earlier import brought the file in
  std::optional<Version> present_working;
  std::optional<Version> present_effective;
};

/// What an import will do, decided against one state of the database.
struct ImportPlan {
  std::vector<PlannedFile> files;               ///< to be written
  std::map<std::string, ImportedFile> outcome;  ///< of every file, by path
  std::map<std::string, std::string> number_by_path;
  std::map<const DocumentType*, std::int64_t> highest_before;
  std::map<const DocumentType*, std::int64_t> highest_after;
  std::optional<docs_repo::ObjectId> imports_head;
  std::optional<docs_repo::ObjectId> published_head;
};

/// Compares what was found with what an earlier import of the same source brought.
ImportPlan plan_import(store::Session& session, const docs_repo::SourceScan& scan, const std::string& source,
                       const ImportRequest& request);

/// True when nothing that the plan was decided on has changed since.
bool still_holds(store::Session& session, const ImportPlan& plan);

}  // namespace provost::workflows::documents
