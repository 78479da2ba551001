#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/time.hpp"

namespace provost::workflows::documents {

using workflows::to_text;

/// A kind of controlled document. The code begins its numbers (PO-001).
struct DocumentType {
  std::string_view name;   ///< "policy", as in the API
  std::string_view code;   ///< "PO"
  std::string_view label;  ///< "Policy"
  int review_interval_months;
  /// Of text that people write: Markdown, but for the types whose content the program acts on.
  std::string_view text_media_type = "text/markdown";
};
const std::vector<DocumentType>& document_types();
/// nullptr when there is no such type.
const DocumentType* find_document_type(std::string_view name);

/// Where one version is in its life. The texts are those of the API and the database.
enum class VersionState { draft, in_review, in_approval, approved, effective, obsolete };
std::string_view to_text(VersionState state);
std::string_view label(VersionState state);
/// The label inside a sentence: "in review".
std::string state_words(VersionState state);
VersionState parse_version_state(std::string_view text);  ///< throws std::invalid_argument

/// "1.0": 0.x until the first release, then major.minor.
struct VersionLabel {
  std::int64_t major = 0;
  std::int64_t minor = 1;
  auto operator<=>(const VersionLabel&) const = default;  // NOLINT(modernize-use-nullptr): the check misreads <=>
};
std::string to_text(VersionLabel label);
std::optional<VersionLabel> parse_version_label(std::string_view text);

/// Whether a revision is a small or a large one; both pass approval.
enum class Revision { first, minor, major };
std::string_view to_text(Revision revision);
std::optional<Revision> parse_revision(std::string_view text);

/// A controlled document: what stays the same over its versions.
struct Document {
  std::int64_t id = 0;
  std::string number;
  std::string type;
  std::string title;  ///< of the effective version, else of the one being worked on
  std::string language;
  std::string classification;
  std::int64_t owner_id = 0;
  std::vector<std::int64_t> reviewers;
  std::vector<std::int64_t> approvers;
  std::vector<std::string> clauses;
  std::vector<std::string> processes;
  std::int64_t review_interval_months = 12;  ///< of an external document: how often somebody looks for a newer edition
  std::string issuer;                        ///< of an external document
  std::string edition;                       ///< of an external document, as its issuer names it
  std::string source_address;                ///< of an external document: where it is published
  std::optional<Day> next_review;
  std::optional<std::int64_t> effective_version_id;
  std::optional<std::int64_t> working_version_id;  ///< draft, in review, in approval, or approved for a later day
  Instant created_at{};
  std::int64_t row_version = 0;
};

/// One version of a document and its content.
struct Version {
  std::int64_t id = 0;
  std::int64_t document_id = 0;
  VersionLabel label;
  Revision revision = Revision::first;
  VersionState state = VersionState::draft;
  std::string title;
  std::string change_description;
  std::vector<std::int64_t> authors;  ///< everybody who ever wrote in it, also before a change of hands
  std::string author_names;           ///< printed names at the time
  std::string media_type;             ///< "text/markdown" or what the file was found to be
  std::string file_name;
  std::int64_t content_size = 0;
  std::string content_sha256;
  std::string blob_id;
  std::string commit_id;
  std::int64_t round = 1;  ///< counts submissions; sign-offs belong to one round
  bool legacy = false;     ///< imported as effective: approval not verified
  Instant created_at{};
  Instant saved_at{};
  std::optional<Instant> submitted_at;
  std::optional<Day> planned_effective_date;
  std::optional<Instant> approved_at;
  std::optional<Instant> effective_at;
  std::optional<Instant> obsolete_at;
  std::optional<std::string> obsolete_reason;

  bool is_markdown() const { return media_type == "text/markdown"; }
  /// Written as text in the editor, not uploaded as a file.
  bool is_text() const { return is_markdown() || media_type == "application/yaml"; }
};

/// What a person named at submission answered, with everything that 21 CFR 11.50 asks of a signature.
struct SignOff {
  std::int64_t id = 0;
  std::int64_t version_id = 0;
  std::int64_t round = 1;
  std::int64_t position = 0;
  std::string duty;  ///< "review" or "approval"
  std::int64_t person_id = 0;
  std::string printed_name;
  std::string role;      ///< the role in which the person answers
  std::string decision;  ///< "pending", "accepted", "approved", "changes_requested", "rejected", "released" (not needed
                         ///< any more)
  std::string comment;
  std::string meaning;
  std::string content_sha256;
  std::string statement;  ///< the text that was signed
  std::optional<std::int64_t> signing_key_id;
  std::string commit_id;
  Instant asked_at{};
  std::optional<Instant> decided_at;
  std::optional<Instant> voided_at;
  std::optional<std::string> void_reason;

  bool is_pending() const { return decision == "pending" && !voided_at; }
};

/// A periodic review that found the document still valid.
struct PeriodicReview {
  std::string printed_name;
  std::string reason;
  Instant reviewed_at;
  Day next_review;
};

/// What can happen to a document. The texts are those of the API.
enum class Event { submit, review, request_changes, approve, reject, withdraw, still_valid, revise };
const std::vector<Event>& all_events();
std::string_view to_text(Event event);
std::string_view label(Event event);
std::optional<Event> parse_event(std::string_view text);

}  // namespace provost::workflows::documents
