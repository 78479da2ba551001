#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::documents {

using docs_repo::published_reference;
inline constexpr std::string_view imports_reference = "refs/heads/imports";
/// Where the drafts of a document are committed.
std::string draft_reference(std::string_view number);

/// Keeps the repository's references in step with the database, which decides: a transaction records where a reference
/// shall point, and after the commit the reference is moved there. A crash in between is made up for by roll_forward().
/// Thread-safe, also between processes that share the repository folder.
class ReferenceKeeper {
 public:
  ReferenceKeeper(store::Database& database, docs_repo::DocumentRepository& repository);

  /// Where the reference points as of this session's view of the database.
  static std::optional<docs_repo::ObjectId> present(store::Session& session, std::string_view name);

  /// Records in the transaction that the reference shall point to the commit; it is moved after the commit.
  void point(store::WriteTransaction& transaction, std::string_view name, const docs_repo::ObjectId& commit);

  /// Moves every reference that a crash left behind; called at start.
  void roll_forward();

 private:
  void move_to_recorded(std::string_view name);

  store::Database& database_;
  docs_repo::DocumentRepository& repository_;
};

}  // namespace provost::workflows::documents
