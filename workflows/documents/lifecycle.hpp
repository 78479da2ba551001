#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/documents/document.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::documents {

/// Everything the rules of the lifecycle look at.
struct LifecycleFacts {
  Document document;
  std::optional<Version> working;
  std::optional<Version> effective;
  bool has_obsolete = false;
  std::vector<SignOff> sign_offs;                 ///< of the working version's present round, voided ones included
  std::map<std::int64_t, people::Person> people;  ///< owner, authors, reviewers, approvers, asked persons
};

/// Why something cannot be done. `forbidden`: it is not this person's to do; otherwise the state does not allow it.
struct Blocker {
  bool forbidden;
  std::string reason;
};

/// An event and what blocks it for one person; no blockers: it can be done.
struct Availability {
  Event event = Event::submit;
  std::vector<Blocker> blockers;
  bool needs_comment = false;  ///< it is a step back, or one that needs a reason
  std::string signature;       ///< the sentence to be signed with the person's password; empty: none
  bool possible() const { return blockers.empty(); }
};

/// The version that an event is about, and its state. `version` is nullptr for a document that was withdrawn from use.
struct EventSubject {
  const Version* version;
  VersionState state;
};
/// nullopt when the document has no version to which the event could happen. Points into `facts`.
std::optional<EventSubject> subject_of(const LifecycleFacts& facts, std::string_view event);

/// Every rule of the document lifecycle (ISO 21001:2018 7.5.2, 7.5.3; 21 CFR 11.10(f), (g)), as the workflow engine
/// answers it from workflows/definitions/document.yaml. Pure: pages, the API and the command line show it, and the
/// transition itself obeys it.
Availability availability(const LifecycleFacts& facts, const people::Actor& actor, Event event);
/// availability() of every event.
std::vector<Availability> explain(const LifecycleFacts& facts, const people::Actor& actor);

/// What blocks writing in the draft, for one person.
std::vector<Blocker> edit_blockers(const LifecycleFacts& facts, const people::Actor& actor);
/// What blocks changing owner, reviewers, approvers and the other details.
std::vector<Blocker> details_blockers(const LifecycleFacts& facts, const people::Actor& actor);

/// True when the person acts for the document: its owner, or somebody who manages all documents.
bool manages(const Document& document, const people::Actor& actor);
/// True when the person may see the version being worked on.
bool may_see_working(const LifecycleFacts& facts, const people::Actor& actor);
/// True when the person may see obsolete versions.
bool may_see_obsolete(const Document& document, const people::Actor& actor);
/// True when the person may see what happened to drafts.
bool may_see_history(const LifecycleFacts& facts, const people::Actor& actor);

/// The sign-off that waits for this person now, if any.
const SignOff* pending_sign_off(const LifecycleFacts& facts, std::int64_t person_id);

/// Who must do what next, for pages and the API.
struct NextStep {
  std::string person_name;
  std::string person_email;
  std::string what;  ///< "review version 0.1"
};
std::vector<NextStep> next_steps(const LifecycleFacts& facts);

/// The sentence a signature stands for.
std::string_view meaning_of(Event event);

/// The label under which a draft is released: 0.x becomes 1.0, a revision keeps its own.
VersionLabel released_label(const Version& version);

}  // namespace provost::workflows::documents
