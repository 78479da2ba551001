#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/documents/document_consumer.hpp"
#include "workflows/documents/lifecycle.hpp"
#include "workflows/documents/reference_keeper.hpp"
#include "workflows/people/person.hpp"
#include "workflows/people/sign_in_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::documents {

/// What a version says: Markdown text, or a file of any kind that lies on the disk.
struct Content {
  std::string markdown;                       ///< used when `file` is not set
  std::optional<std::filesystem::path> file;  ///< read while the call runs; stays the caller's
  std::string file_name;                      ///< as the person named it, for a file
};

/// Everything about a document that is not its content. People are named by e-mail address.
struct DocumentDetails {
  std::string owner;
  std::vector<std::string> reviewers;
  std::vector<std::string> approvers;
  std::vector<std::string> clauses;
  std::vector<std::string> processes;
  std::optional<int> review_interval_months;  ///< 1 to 120; nullopt: the type's own
  std::string language = "en";
  std::string classification = "internal";  ///< "public", "internal" or "confidential"
  std::string issuer;                       ///< of an external document, with the two below
  std::string edition;
  std::string source_address;  ///< begins with https:// or http://
};

struct NewDocument {
  std::string type;
  std::string title;  ///< empty: from the front matter or the first heading
  Content content;
  DocumentDetails details;
  std::string change_description;  ///< empty: "First issue"
};

struct DraftChange {
  Content content;
  std::string change_description;    ///< compulsory
  std::optional<std::string> title;  ///< nullopt: stays, or follows the Markdown's own title
  std::optional<std::int64_t> expected_row_version;
};

struct TransitionRequest {
  Event event = Event::submit;
  std::string comment;
  std::string secret;                   ///< the password, for approve
  std::optional<Day> effective_date;    ///< for submit and approve; today or later
  Revision revision = Revision::minor;  ///< for revise
  std::optional<std::int64_t> expected_row_version;
};

struct WaitingVersion;

/// Takes documents through their life. Thread-safe. Each call is one transaction: it happens whole, with its audit
/// entry and its commit in the repository, or not at all. The rules are those of lifecycle.hpp.
class DocumentService {
 public:
  /// `consumers` act on documents of their type; they must outlive the service.
  DocumentService(store::Database& database, const Clock& clock, docs_repo::DocumentRepository& repository,
                  ReferenceKeeper& references, people::SignInService& sign_in,
                  std::vector<const DocumentConsumer*> consumers = {});

  /// Starts a document at version 0.1 under the next number of its type, which is returned. Throws Forbidden, Invalid.
  std::string create(const people::Actor& actor, const NewDocument& document);

  /// Saves the draft. In review or approval this voids the answers given so far, says why, and leads back to draft.
  /// Throws Stale when somebody saved in between, Conflict, Forbidden, Invalid.
  void save_draft(const people::Actor& actor, std::string_view number, const DraftChange& change);

  /// Makes something happen to a document. Throws Conflict or Forbidden with every reason, Stale, Invalid.
  void transition(const people::Actor& actor, std::string_view number, const TransitionRequest& request);

  /// Owner, reviewers, approvers, clauses and so on. Answers already asked for stay with the people asked.
  void change_details(const people::Actor& actor, std::string_view number, const DocumentDetails& details,
                      std::optional<std::int64_t> expected_row_version);

  /// Hands a pending review or approval to somebody else, e.g. because the person left.
  void reassign(const people::Actor& actor, std::string_view number, const std::string& from, const std::string& to,
                const std::string& reason);

  /// Puts approved versions into force whose day has come; called by a timer and at start. Returns how many.
  std::size_t make_due_versions_effective();

 private:
  /// Tells the owner, once, that an approved version cannot come into force.
  void tell_unfit(const WaitingVersion& waiting, const std::string& problem);
  /// Who acts on documents of a type; nullptr: nobody.
  const DocumentConsumer* consumer_of(std::string_view type) const;

  store::Database& database_;
  const Clock& clock_;
  docs_repo::DocumentRepository& repository_;
  ReferenceKeeper& references_;
  people::SignInService& sign_in_;
  std::vector<const DocumentConsumer*> consumers_;
};

}  // namespace provost::workflows::documents
