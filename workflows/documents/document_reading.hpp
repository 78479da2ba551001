#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/store/document_repository.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/documents/lifecycle.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::documents {

/// A document as one person may see it.
struct DocumentView {
  LifecycleFacts facts;
  Version shown;                        ///< the version worked on if the person may see it, else the one in force
  bool working_visible = false;         ///< the person works on it
  std::vector<Version> versions;        ///< those the person may see, newest first
  std::vector<SignOff> sign_offs;       ///< of `shown`, all rounds
  std::vector<PeriodicReview> reviews;  ///< newest first
  std::vector<Availability> allowed;
  std::vector<Blocker> edit_blockers;
  std::vector<Blocker> details_blockers;
  std::vector<NextStep> next;
  std::string owner_name;
  std::string owner_email;
};

/// Throws NotFound when there is no such document or the person may not know of it.
DocumentView read_document(store::Session& session, const people::Actor& actor, std::string_view number);

/// A version the person may see; throws NotFound otherwise. `label` as "1.0".
Version read_version(store::Session& session, const people::Actor& actor, std::string_view number,
                     std::string_view label);

/// A task that waits for a person.
struct Task {
  std::string kind;  ///< "review", "approve", "revise" (sent back), "finish" (own draft), "periodic_review"
  std::string number;
  std::string title;
  std::string version;
  std::string what;                    ///< "Approve version 1.0"
  std::optional<std::string> comment;  ///< why it was sent back
  std::optional<std::string> since;    ///< when it was asked for, UTC
  std::optional<Day> due;
  std::optional<Instant> snoozed_until;  ///< when the person put it off; only in the list of what they must do
};
/// How many reviews and approvals wait for this person and are not put off.
std::int64_t waiting_answers(store::Session& session, const people::Actor& actor, Instant now);
/// What this person must do, the most pressing first. Periodic reviews appear 60 days before they are due.
std::vector<Task> tasks_of(store::Session& session, const people::Actor& actor, Day today);

}  // namespace provost::workflows::documents
