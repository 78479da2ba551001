#include "workflows/documents/release.hpp"

#include <algorithm>

#include "workflows/documents/document_files.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/people/people_service.hpp"

namespace provost::workflows::documents {

namespace {

using docs_repo::ObjectId;

std::string email_of(store::Session& session, std::int64_t person_id) {
  const auto person = people::find_person(session, person_id);
  return person ? person->email : "";
}

/// Ties the repository to the audit trail: whoever rewrites the one must rewrite the other, signatures included.
Trailer audit_trailer(store::WriteTransaction& transaction) {
  const auto sequence = transaction.audit_sequence();
  return {"Audit-Trail", std::to_string(sequence) + " " + transaction.audit_hash()};
}

}  // namespace

DocumentCommits::DocumentCommits(docs_repo::DocumentRepository& repository, ReferenceKeeper& references)
    : repository_(repository), references_(references) {}

void DocumentCommits::commit_draft(store::WriteTransaction& transaction, const Document& document, Version& version,
                                   const docs_repo::Identity& author, const std::string& message) {
  auto& session = transaction.session();
  const auto branch = draft_reference(document.number);
  const auto card = repository_.write_blob(
      std::string_view(document_yaml({document, version, email_of(session, document.owner_id), {}})));
  docs_repo::CommitRequest request;
  request.changes = version_files({document, version, "", {}}, card, std::nullopt);
  if (const auto head = ReferenceKeeper::present(session, branch)) {
    request.parents.push_back(*head);
  } else if (!version.commit_id.empty()) {
    // An imported document has no branch of its own until its first change: it goes on from the import's commit.
    request.parents.push_back(ObjectId{version.commit_id});
  }
  request.author = author;
  request.message = commit_message(document.number + " " + to_text(version.label) + ": " + message, "",
                                   {{"Document", document.number},
                                    {"Version", to_text(version.label)},
                                    {"Content-SHA256", version.content_sha256},
                                    audit_trailer(transaction)});
  const auto commit = repository_.commit(request);
  version.commit_id = commit.hex;
  references_.point(transaction, branch, commit);
}

ObjectId DocumentCommits::commit_answer(store::WriteTransaction& transaction, const Document& document,
                                        const docs_repo::Identity& person, const std::string& message,
                                        const docs_repo::CommitSigner* signer) {
  const auto branch = draft_reference(document.number);
  auto head = ReferenceKeeper::present(transaction.session(), branch);
  if (!head && document.working_version_id) {
    const auto working = find_version(transaction.session(), *document.working_version_id);
    if (working && !working->commit_id.empty()) head = ObjectId{working->commit_id};
  }
  docs_repo::CommitRequest request;
  request.base = head;
  if (head) request.parents.push_back(*head);
  request.author = person;
  request.message = message;
  request.signer = signer;
  auto commit = repository_.commit(request);
  references_.point(transaction, branch, commit);
  return commit;
}

void DocumentCommits::publish(store::WriteTransaction& transaction, const Document& document, const Version& version,
                              const docs_repo::Identity& author) {
  auto& session = transaction.session();
  const auto published = ReferenceKeeper::present(session, published_reference);
  const auto draft = ReferenceKeeper::present(session, draft_reference(document.number));
  std::optional<std::string> former_path;
  if (document.effective_version_id) {
    if (const auto former = find_version(session, *document.effective_version_id)) {
      former_path = content_path(document.number, *former);
    }
  }
  std::vector<SignOff> answers;
  for (auto& sign_off : sign_offs_of(session, version.id)) {
    if (sign_off.round == version.round && !sign_off.voided_at && !sign_off.is_pending()) {
      answers.push_back(std::move(sign_off));
    }
  }
  const DocumentCard card{document, version, email_of(session, document.owner_id), answers};
  const auto card_blob = repository_.write_blob(std::string_view(document_yaml(card)));
  docs_repo::CommitRequest request;
  request.base = published;
  if (published) request.parents.push_back(*published);
  request.parents.push_back(draft ? *draft : ObjectId{version.commit_id});
  request.changes = version_files(card, card_blob, former_path);
  request.author = author;
  request.message = commit_message("Release " + document.number + " " + to_text(version.label) + " " + version.title,
                                   version.change_description,
                                   {{"Document", document.number},
                                    {"Version", to_text(version.label)},
                                    {"Content-SHA256", version.content_sha256},
                                    audit_trailer(transaction)});
  references_.point(transaction, published_reference, repository_.commit(request));
}

void DocumentCommits::unpublish(store::WriteTransaction& transaction, const Document& document,
                                const std::string& reason, const docs_repo::Identity& author) {
  const auto published = ReferenceKeeper::present(transaction.session(), published_reference);
  docs_repo::CommitRequest request;
  request.base = published;
  if (published) request.parents.push_back(*published);
  request.changes.push_back({document_folder(document.number), std::nullopt});
  request.author = author;
  request.message = commit_message("Withdraw " + document.number + " from use", reason,
                                   {{"Document", document.number}, audit_trailer(transaction)});
  references_.point(transaction, published_reference, repository_.commit(request));
}

docs_repo::Identity program_identity(Instant now) {
  return {"Provost", "provost@localhost", now};
}

docs_repo::Identity identity_of(const people::Actor& actor, Instant now) {
  return {actor.name, actor.email, now};
}

}  // namespace provost::workflows::documents
