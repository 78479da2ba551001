#pragma once

#include <memory>
#include <string_view>

#include "docs_repo/store/document_repository.hpp"

namespace provost::docs_repo {

/// Writes many objects into one pack file, several times faster than loose files of their own.
///
/// Nothing is visible in the repository before finish() has returned: pack and index are then on the disk and in place.
/// A writer that is destroyed, or whose process dies, before that leaves nothing but a scratch folder that the next
/// writer removes. Commits may build on the repository's objects and on those written here. Memory grows by about 100
/// bytes an object, not with their content. Not thread-safe; several writers may work on one repository at a time. A
/// writer that threw can only be destroyed. Throws RepositoryError.
class BulkWriter {
 public:
  /// The repository must outlive the writer.
  explicit BulkWriter(DocumentRepository& repository);
  ~BulkWriter();
  BulkWriter(const BulkWriter&) = delete;
  BulkWriter& operator=(const BulkWriter&) = delete;

  ObjectId write_blob(std::string_view content);
  ObjectId commit(const CommitRequest& request);
  /// The last call. References to the new commits may be moved after it.
  void finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace provost::docs_repo
