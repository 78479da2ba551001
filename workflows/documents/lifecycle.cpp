#include "workflows/documents/lifecycle.hpp"

#include <algorithm>

namespace provost::workflows::documents {

namespace {

using people::Actor;
using people::Permission;

class Blockers {
 public:
  void state(std::string reason) { list_.push_back({false, std::move(reason)}); }
  void person(std::string reason) { list_.push_back({true, std::move(reason)}); }
  std::vector<Blocker> take() { return std::move(list_); }
  bool empty() const { return list_.empty(); }

 private:
  std::vector<Blocker> list_;
};

bool contains(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::string name_of(const LifecycleFacts& facts, std::int64_t person_id) {
  const auto found = facts.people.find(person_id);
  return found == facts.people.end() ? "Somebody" : found->second.name;
}

bool wrote(const Version& version, std::int64_t person_id) {
  return contains(version.authors, person_id);
}

std::string version_text(const Version& version) {
  return "Version " + to_text(version.label);
}

std::string lower_label(VersionState state) {
  std::string text(label(state));
  text.front() = static_cast<char>(text.front() - 'A' + 'a');
  return text;
}

bool works_on_draft(const LifecycleFacts& facts, const Actor& actor) {
  return manages(facts.document, actor) ||
         (facts.working && wrote(*facts.working, actor.person_id) && actor.may(Permission::create_documents));
}

void require_working(const LifecycleFacts& facts, Blockers& blockers, std::initializer_list<VersionState> states,
                     const char* needed) {
  if (!facts.working) {
    blockers.state("No version is being worked on. Start a revision first.");
  } else if (std::find(states.begin(), states.end(), facts.working->state) == states.end()) {
    blockers.state(version_text(*facts.working) + " is " + lower_label(facts.working->state) + "; this needs " +
                   needed + ".");
  }
}

void check_named_person(const LifecycleFacts& facts, Blockers& blockers, std::int64_t id, Permission permission,
                        const char* duty) {
  const auto name = name_of(facts, id);
  const auto found = facts.people.find(id);
  if (found == facts.people.end() || found->second.disabled) {
    blockers.state(name + " is named to " + duty + " it but has left. Name somebody else.");
  } else if (!people::allows(found->second.roles, permission)) {
    blockers.state(name + " is named to " + duty + " it but does not hold a role that allows this.");
  }
  if (facts.working && wrote(*facts.working, id)) {
    blockers.state(name + " wrote part of this version, so cannot " + duty + " it. Name somebody else.");
  }
}

void check_submit(const LifecycleFacts& facts, const Actor& actor, Blockers& blockers) {
  require_working(facts, blockers, {VersionState::draft}, "a draft");
  if (!works_on_draft(facts, actor)) {
    blockers.person("Only an author of the draft, the document's owner or a quality manager may submit it.");
  }
  if (!blockers.empty()) return;
  if (facts.document.approvers.empty()) blockers.state("Nobody is named to approve it. Name at least one approver.");
  for (const auto id : facts.document.reviewers) {
    check_named_person(facts, blockers, id, Permission::review_documents, "review");
  }
  for (const auto id : facts.document.approvers) {
    check_named_person(facts, blockers, id, Permission::approve_documents, "approve");
  }
  if (facts.working->change_description.empty()) {
    blockers.state("It has no change description. Save the draft with a sentence on what changed and why.");
  }
}

void check_answer(const LifecycleFacts& facts, const Actor& actor, const char* duty, Permission permission,
                  Blockers& blockers) {
  if (!blockers.empty()) return;
  const auto answered_before =
      std::any_of(facts.sign_offs.begin(), facts.sign_offs.end(), [&](const SignOff& sign_off) {
        return sign_off.person_id == actor.person_id && sign_off.duty == duty && !sign_off.is_pending() &&
               !sign_off.voided_at;
      });
  const auto* pending = pending_sign_off(facts, actor.person_id);
  const bool approval = std::string_view(duty) == "approval";
  if (pending == nullptr || pending->duty != duty) {
    if (answered_before) {
      blockers.state("You have already answered for this version.");
    } else {
      blockers.person(approval ? "You are not one of the people named to approve this version."
                               : "You are not one of the people named to review this version.");
    }
    return;
  }
  if (!actor.may(permission)) {
    blockers.person(approval ? "Your roles no longer allow approving." : "Your roles no longer allow reviewing.");
  }
}

void check_not_author(const LifecycleFacts& facts, const Actor& actor, const char* duty, Blockers& blockers) {
  if (facts.working && wrote(*facts.working, actor.person_id)) {
    blockers.person(std::string("You wrote part of this version, so somebody else must ") + duty + " it.");
  }
}

void check_request_changes(const LifecycleFacts& facts, const Actor& actor, Blockers& blockers) {
  require_working(facts, blockers, {VersionState::in_review, VersionState::in_approval},
                  "a version in review or approval");
  if (!blockers.empty()) return;
  if (facts.working->state == VersionState::in_review) {
    check_answer(facts, actor, "review", Permission::review_documents, blockers);
  } else {
    check_answer(facts, actor, "approval", Permission::approve_documents, blockers);
  }
}

void check_withdraw(const LifecycleFacts& facts, const Actor& actor, Blockers& blockers) {
  if (facts.working) {
    if (!works_on_draft(facts, actor)) {
      blockers.person("Only an author of the draft, the document's owner or a quality manager may withdraw it.");
    }
  } else if (facts.effective) {
    if (!manages(facts.document, actor)) {
      blockers.person("Only the document's owner or a quality manager may withdraw it from use.");
    }
  } else {
    blockers.state("It is not in use any more, so there is nothing to withdraw.");
  }
}

void check_still_valid(const LifecycleFacts& facts, const Actor& actor, Blockers& blockers) {
  if (!facts.effective) blockers.state("Only an effective document can be confirmed as still valid.");
  if (!manages(facts.document, actor)) {
    blockers.person("Only the document's owner or a quality manager may confirm that it is still valid.");
  }
}

void check_revise(const LifecycleFacts& facts, const Actor& actor, Blockers& blockers) {
  if (facts.working) {
    blockers.state(version_text(*facts.working) + " is already being worked on (" + lower_label(facts.working->state) +
                   ").");
  } else if (!facts.effective && !facts.has_obsolete) {
    blockers.state("There is no version to revise.");
  }
  if (!manages(facts.document, actor) && !actor.may(Permission::create_documents)) {
    blockers.person("Only an author, the document's owner or a quality manager may start a revision.");
  }
}

}  // namespace

bool manages(const Document& document, const Actor& actor) {
  return document.owner_id == actor.person_id || actor.may(Permission::manage_documents);
}

bool may_see_working(const LifecycleFacts& facts, const Actor& actor) {
  if (manages(facts.document, actor)) return true;
  if (contains(facts.document.reviewers, actor.person_id) || contains(facts.document.approvers, actor.person_id)) {
    return true;
  }
  if (facts.working && wrote(*facts.working, actor.person_id)) return true;
  return std::any_of(facts.sign_offs.begin(), facts.sign_offs.end(),
                     [&actor](const SignOff& sign_off) { return sign_off.person_id == actor.person_id; });
}

bool may_see_obsolete(const Document& document, const Actor& actor) {
  return document.owner_id == actor.person_id || actor.may(Permission::read_obsolete);
}

const SignOff* pending_sign_off(const LifecycleFacts& facts, std::int64_t person_id) {
  if (!facts.working) return nullptr;
  const std::string_view duty = facts.working->state == VersionState::in_review     ? "review"
                                : facts.working->state == VersionState::in_approval ? "approval"
                                                                                    : "";
  for (const auto& sign_off : facts.sign_offs) {
    if (sign_off.person_id == person_id && sign_off.is_pending() && sign_off.duty == duty) return &sign_off;
  }
  return nullptr;
}

Availability availability(const LifecycleFacts& facts, const Actor& actor, Event event) {
  Blockers blockers;
  switch (event) {
    case Event::submit:
      check_submit(facts, actor, blockers);
      break;
    case Event::review:
      require_working(facts, blockers, {VersionState::in_review}, "a version in review");
      check_answer(facts, actor, "review", Permission::review_documents, blockers);
      check_not_author(facts, actor, "review", blockers);
      break;
    case Event::request_changes:
      check_request_changes(facts, actor, blockers);
      break;
    case Event::approve:
      require_working(facts, blockers, {VersionState::in_approval}, "a version in approval");
      check_answer(facts, actor, "approval", Permission::approve_documents, blockers);
      check_not_author(facts, actor, "approve", blockers);
      break;
    case Event::reject:
      require_working(facts, blockers, {VersionState::in_approval}, "a version in approval");
      check_answer(facts, actor, "approval", Permission::approve_documents, blockers);
      break;
    case Event::withdraw:
      check_withdraw(facts, actor, blockers);
      break;
    case Event::still_valid:
      check_still_valid(facts, actor, blockers);
      break;
    case Event::revise:
      check_revise(facts, actor, blockers);
      break;
  }
  return {event, blockers.take()};
}

std::vector<Availability> explain(const LifecycleFacts& facts, const Actor& actor) {
  std::vector<Availability> list;
  for (const auto event : all_events()) list.push_back(availability(facts, actor, event));
  return list;
}

std::vector<Blocker> edit_blockers(const LifecycleFacts& facts, const Actor& actor) {
  Blockers blockers;
  require_working(facts, blockers, {VersionState::draft, VersionState::in_review, VersionState::in_approval},
                  "a version that is not yet approved. Withdraw it first");
  if (!works_on_draft(facts, actor)) {
    blockers.person("Only an author of the draft, the document's owner or a quality manager may change it.");
  }
  return blockers.take();
}

std::vector<Blocker> details_blockers(const LifecycleFacts& facts, const Actor& actor) {
  Blockers blockers;
  if (!works_on_draft(facts, actor)) {
    blockers.person("Only the document's owner, an author of the draft or a quality manager may change its details.");
  }
  return blockers.take();
}

std::vector<NextStep> next_steps(const LifecycleFacts& facts) {
  std::vector<NextStep> steps;
  const auto add = [&](std::int64_t person_id, std::string what) {
    const auto found = facts.people.find(person_id);
    steps.push_back(
        {name_of(facts, person_id), found == facts.people.end() ? "" : found->second.email, std::move(what)});
  };
  if (!facts.working) return steps;
  const auto version = "version " + to_text(facts.working->label);
  switch (facts.working->state) {
    case VersionState::draft:
      for (const auto author : facts.working->authors) add(author, "finish and submit " + version);
      if (facts.working->authors.empty()) add(facts.document.owner_id, "finish and submit " + version);
      break;
    case VersionState::in_review:
    case VersionState::in_approval:
      for (const auto& sign_off : facts.sign_offs) {
        if (pending_sign_off(facts, sign_off.person_id) == &sign_off) {
          add(sign_off.person_id, (sign_off.duty == "review" ? "review " : "approve ") + version);
        }
      }
      break;
    default:
      break;
  }
  return steps;
}

std::string_view meaning_of(Event event) {
  switch (event) {
    case Event::review:
      return "I have reviewed this document and accept it";
    case Event::approve:
      return "I approve this document for use";
    case Event::request_changes:
      return "I ask for changes before this document goes on";
    case Event::reject:
      return "I reject this version of the document";
    default:
      return "";
  }
}

VersionLabel released_label(const Version& version) {
  return version.label.major == 0 ? VersionLabel{1, 0} : version.label;
}

}  // namespace provost::workflows::documents
