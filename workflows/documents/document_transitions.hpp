#pragma once

#include <string>
#include <vector>

#include "workflows/documents/document_service.hpp"
#include "workflows/documents/lifecycle.hpp"
#include "workflows/documents/lifecycle_workflow.hpp"
#include "workflows/documents/release.hpp"
#include "workflows/people/signing_keys.hpp"

namespace provost::workflows::documents {

/// What a transition works with.
struct TransitionTools {
  store::WriteTransaction& transaction;
  DocumentCommits& commits;
  docs_repo::DocumentRepository& repository;
  const people::Actor& actor;
  const people::OpenSigningKey* key;  ///< set for approve
  const DocumentConsumer* consumer;   ///< who acts on the document; nullptr: nobody
};

/// Now, on the organisation's calendar.
LifecycleMoment present_moment(store::WriteTransaction& transaction);

/// Carries out an event that availability() allows, and records it. The caller commits.
void execute_transition(const TransitionTools& tools, LifecycleFacts& facts, const TransitionRequest& request);

/// Throws Forbidden when a reason lies in the person, else Conflict, with all reasons; does nothing without blockers.
void refuse_if_blocked(const std::vector<Blocker>& blockers);

/// Throws Invalid for an effective date in the past or one that the event does not take.
void check_effective_date(store::Session& session, const TransitionRequest& request, Instant now);

/// True when the person may know that the document exists.
bool is_visible(const LifecycleFacts& facts, const people::Actor& actor);

/// Marks every answer of the present round as void, with the reason.
void void_answers(store::WriteTransaction& transaction, LifecycleFacts& facts, const std::string& reason);

/// Before a submitted 0.x draft gets another text: keeps the former text as an obsolete version and gives the draft the
/// next label. A revision keeps its label.
void keep_replaced_draft(store::WriteTransaction& transaction, Version& version);

/// Puts an approved version into force and makes the one before obsolete in the same transaction, and tells who acts on
/// it; `consumer` may be nullptr.
void make_effective(store::WriteTransaction& transaction, DocumentCommits& commits,
                    const docs_repo::DocumentRepository& repository, Document& document, Version& version,
                    const DocumentConsumer* consumer);

/// Gives a pending answer to somebody else and records it.
void hand_over_answer(store::WriteTransaction& transaction, LifecycleFacts& facts, const people::Actor& actor,
                      const std::string& from, const std::string& to, const std::string& reason);

}  // namespace provost::workflows::documents
