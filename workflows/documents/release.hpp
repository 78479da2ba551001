#pragma once

#include <string>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/documents/reference_keeper.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::documents {

/// What the steps of the lifecycle write to the repository. Every function works inside the caller's transaction: it
/// writes objects and records where references shall point.
class DocumentCommits {
 public:
  DocumentCommits(docs_repo::DocumentRepository& repository, ReferenceKeeper& references);

  /// Commits a draft's content on its own branch and sets version.commit_id.
  void commit_draft(store::WriteTransaction& transaction, const Document& document, Version& version,
                    const docs_repo::Identity& author, const std::string& message);

  /// Commits an answer (review, approval) on the draft's branch, signed when a signer is given; returns its id.
  docs_repo::ObjectId commit_answer(store::WriteTransaction& transaction, const Document& document,
                                    const docs_repo::Identity& person, const std::string& message,
                                    const docs_repo::CommitSigner* signer);

  /// Puts a version on the published branch: a merge of what was published and of the draft's branch.
  void publish(store::WriteTransaction& transaction, const Document& document, const Version& version,
               const docs_repo::Identity& author);

  /// Takes a document off the published branch.
  void unpublish(store::WriteTransaction& transaction, const Document& document, const std::string& reason,
                 const docs_repo::Identity& author);

 private:
  docs_repo::DocumentRepository& repository_;
  ReferenceKeeper& references_;
};

/// The author line of commits that the program makes by itself.
docs_repo::Identity program_identity(Instant now);
docs_repo::Identity identity_of(const people::Actor& actor, Instant now);

}  // namespace provost::workflows::documents
