#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::documents {

/// "documents/PO-001": the folder of a document in the repository.
std::string document_folder(std::string_view number);
/// "documents/PO-001/content.md": the file that holds a version's content.
std::string content_path(std::string_view number, const Version& version);

/// What document.yaml says beside the content, for people who read the repository without this server.
struct DocumentCard {
  const Document& document;
  const Version& version;
  std::string owner_email;
  std::vector<SignOff> sign_offs;
};
std::string document_yaml(const DocumentCard& card);

/// The changes that put a version's two files into a tree, in place of what the folder held.
std::vector<docs_repo::TreeChange> version_files(const DocumentCard& card, const docs_repo::ObjectId& card_blob,
                                                 const std::optional<std::string>& former_content_path);

/// A commit message with trailers ("Document: PO-001"), one line each.
struct Trailer {
  std::string name;
  std::string value;
};
std::string commit_message(const std::string& subject, const std::string& body, const std::vector<Trailer>& trailers);

/// The text that a signature is set under: who, what, when, which content, with which meaning (21 CFR 11.50, 11.70).
std::string signature_statement(const Document& document, const Version& version, VersionLabel released,
                                const SignOff& sign_off, const std::string& email,
                                const std::string& organisation_name);

}  // namespace provost::workflows::documents
