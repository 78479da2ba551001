#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "docs_repo/import/source_scan.hpp"
#include "workflows/documents/document_import.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/documents/master_list.hpp"

namespace provost::workflows::documents {

/// One file that is to become a document or a new version of one.
struct PlannedFile {
  std::string key;  ///< finds it again at the next import: its path, or its code in the master list
  docs_repo::SourceFile source;
  VersionState state = VersionState::draft;  ///< that the version shall have: draft, effective or obsolete
  std::optional<ListedDocument> listed;      ///< what the master list says of it
  std::optional<std::string> text;           ///< of a listed document without a file: what stands there until it comes
  std::optional<std::int64_t> owner_id;      ///< who the list names; nullopt: the owner of the import
  std::optional<std::string> owner_email;    ///< theirs
  bool fills_waiting = false;                ///< the present draft is such a text, and gives way to the file
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

  /// What will become of a planned file.
  void note_planned(const PlannedFile& file);
};

/// The bytes of a planned file.
std::string content_of(const PlannedFile& file);
/// The label its version gets.
VersionLabel imported_label(const PlannedFile& file);

/// Compares what was found with what an earlier import of the same source brought.
ImportPlan plan_import(store::Session& session, const docs_repo::SourceScan& scan, const std::string& source,
                       const ImportRequest& request);

/// The same for a master list: each row becomes a document with its code as number, together with the file that belongs
/// to it. `today` decides who can be named as owner.
ImportPlan plan_listed_import(store::Session& session, const docs_repo::SourceScan& scan, const MasterList& list,
                              const std::string& source, const ImportRequest& request, Day today);

/// A file that an earlier import of the same source brought in.
struct KnownFile {
  std::int64_t document_id;
  std::string number;
  std::string title;
  std::string source_sha256;
};
std::map<std::string, KnownFile> known_files(store::Session& session, const std::string& source);
/// Reads the document that a known file became into the planned file.
void load_present(store::Session& session, PlannedFile& planned, const KnownFile& known);
/// Why a changed file cannot replace what the document holds now.
std::optional<std::string> hindrance(const PlannedFile& file);
/// The type a Markdown file names for itself, or the one asked for.
const DocumentType* type_of(const docs_repo::SourceFile& file, const DocumentType* asked);
/// Notes the heads of the repository that the plan was decided on.
void note_heads(store::Session& session, ImportPlan& plan);

/// True when nothing that the plan was decided on has changed since.
bool still_holds(store::Session& session, const ImportPlan& plan);

}  // namespace provost::workflows::documents
