#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/documents/document.hpp"
#include "workflows/documents/lifecycle.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::documents {

// Reading.

std::optional<Document> find_document(store::Session& session, std::string_view number);
std::optional<Document> find_document(store::Session& session, std::int64_t id);
std::optional<Version> find_version(store::Session& session, std::int64_t id);
std::optional<Version> find_version(store::Session& session, std::int64_t document_id, VersionLabel label);
/// All versions, newest first.
std::vector<Version> versions_of(store::Session& session, std::int64_t document_id);
/// All sign-offs of a version, by round and position.
std::vector<SignOff> sign_offs_of(store::Session& session, std::int64_t version_id);
/// The facts the rules need. The working version's sign-offs are those of its present round.
LifecycleFacts lifecycle_facts(store::Session& session, const Document& document);
/// Versions that are approved and wait for their day, with the day.
struct WaitingVersion {
  std::int64_t version_id;
  std::int64_t document_id;
  Day day;
};
std::vector<WaitingVersion> waiting_versions(store::Session& session);

/// Reviews that found a document still valid, newest first.
std::vector<PeriodicReview> periodic_reviews_of(store::Session& session, std::int64_t document_id);

/// The text of a Word or PDF version as Markdown, when it could be read.
std::optional<std::string> readable_text_of(store::Session& session, std::string_view blob_id);

// Changing. The caller records the audit entry.

/// `state` as the register shows it.
std::int64_t insert_document(store::WriteTransaction& transaction, const Document& document, VersionState state);
std::int64_t insert_version(store::WriteTransaction& transaction, const Version& version);
void update_version(store::WriteTransaction& transaction, const Version& version);
/// Writes the document's columns, raises its row version and brings the derived columns and tables up to date.
void update_document(store::WriteTransaction& transaction, const Document& document);
std::int64_t insert_sign_off(store::WriteTransaction& transaction, const SignOff& sign_off);
void update_sign_off(store::WriteTransaction& transaction, const SignOff& sign_off);
void keep_readable_text(store::WriteTransaction& transaction, const std::string& blob_id, const std::string& markdown);

/// The next number of a type, e.g. "PO-004": the highest ever used + 1 (domain rule: never reused).
std::string take_number(store::WriteTransaction& transaction, const DocumentType& type);
/// The highest number of a type given so far; 0 at first.
std::int64_t highest_number(store::Session& session, const DocumentType& type);
std::string number_text(const DocumentType& type, std::int64_t number);
/// Marks numbers up to `highest` as used.
void use_numbers(store::WriteTransaction& transaction, const DocumentType& type, std::int64_t highest);

/// Notes that a person works on a document that nobody is noted for yet.
void add_document_person(store::WriteTransaction& transaction, std::int64_t document_id, std::int64_t person_id);

/// Makes the table of people who work on a document afresh from its versions; part of update_document.
void refresh_document_people(store::WriteTransaction& transaction, const Document& document);

// How lists stand in one TEXT column.
std::string ids_to_text(const std::vector<std::int64_t>& ids);
std::vector<std::int64_t> ids_from_text(std::string_view text);

}  // namespace provost::workflows::documents
