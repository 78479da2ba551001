#include "workflows/documents/lifecycle_conditions.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

namespace provost::workflows::documents {

namespace {

using engine::Verdict;
using people::Actor;
using people::Permission;

/// Collects what stands in the way.
class Hindrances {
 public:
  void state(std::string reason) { verdict_.reasons.push_back({false, std::move(reason)}); }
  void person(std::string reason) { verdict_.reasons.push_back({true, std::move(reason)}); }
  bool empty() const { return verdict_.reasons.empty(); }
  Verdict take() {
    verdict_.result = empty() ? Verdict::Result::holds : Verdict::Result::fails;
    return std::move(verdict_);
  }

 private:
  Verdict verdict_;
};

std::string name_of(const LifecycleFacts& facts, std::int64_t person_id) {
  const auto found = facts.people.find(person_id);
  return found == facts.people.end() ? "Somebody" : found->second.name;
}

bool wrote(const Version& version, std::int64_t person_id) {
  return std::find(version.authors.begin(), version.authors.end(), person_id) != version.authors.end();
}

bool works_on_draft(const LifecycleFacts& facts, const Actor& actor) {
  return manages(facts.document, actor) ||
         (facts.working && wrote(*facts.working, actor.person_id) && actor.may(Permission::create_documents));
}

void check_named_person(const LifecycleFacts& facts, Hindrances& hindrances, std::int64_t id, Permission permission,
                        const char* duty) {
  const auto name = name_of(facts, id);
  const auto found = facts.people.find(id);
  if (found == facts.people.end() || found->second.disabled) {
    hindrances.state(name + " is named to " + duty + " it but has left. Name somebody else.");
  } else if (!people::allows(found->second.roles, permission)) {
    hindrances.state(name + " is named to " + duty + " it but does not hold a role that allows this.");
  }
  if (facts.working && wrote(*facts.working, id)) {
    hindrances.state(name + " wrote part of this version, so cannot " + duty + " it. Name somebody else.");
  }
}

Verdict may_be_submitted(const LifecycleFacts& facts, const Actor& actor) {
  Hindrances hindrances;
  if (!works_on_draft(facts, actor)) {
    hindrances.person("Only an author of the draft, the document's owner or a quality manager may submit it.");
    return hindrances.take();
  }
  if (facts.document.approvers.empty()) hindrances.state("Nobody is named to approve it. Name at least one approver.");
  for (const auto id : facts.document.reviewers) {
    check_named_person(facts, hindrances, id, Permission::review_documents, "review");
  }
  for (const auto id : facts.document.approvers) {
    check_named_person(facts, hindrances, id, Permission::approve_documents, "approve");
  }
  if (facts.working && facts.working->change_description.empty()) {
    hindrances.state("It has no change description. Save the draft with a sentence on what changed and why.");
  }
  return hindrances.take();
}

/// Whether an answer of this kind is asked of the person and not given yet.
void check_asked(const LifecycleFacts& facts, const Actor& actor, std::string_view duty, Hindrances& hindrances) {
  const bool approval = duty == "approval";
  const auto answered_before =
      std::any_of(facts.sign_offs.begin(), facts.sign_offs.end(), [&](const SignOff& sign_off) {
        return sign_off.person_id == actor.person_id && sign_off.duty == duty && !sign_off.is_pending() &&
               !sign_off.voided_at;
      });
  const auto* pending = pending_sign_off(facts, actor.person_id);
  if (pending == nullptr || pending->duty != duty) {
    if (answered_before) {
      hindrances.state("You have already answered for this version.");
    } else {
      hindrances.person(approval ? "You are not one of the people named to approve this version."
                                 : "You are not one of the people named to review this version.");
    }
  } else if (!actor.may(approval ? Permission::approve_documents : Permission::review_documents)) {
    hindrances.person(approval ? "Your roles no longer allow approving." : "Your roles no longer allow reviewing.");
  }
}

Verdict waits_for_acceptance(const LifecycleFacts& facts, const Actor& actor, std::string_view duty) {
  Hindrances hindrances;
  check_asked(facts, actor, duty, hindrances);
  if (facts.working && wrote(*facts.working, actor.person_id)) {
    hindrances.person("You wrote part of this version, so somebody else must " +
                      std::string(duty == "approval" ? "approve" : "review") + " it.");
  }
  return hindrances.take();
}

Verdict waits_for_this_answer(const LifecycleFacts& facts, const Actor& actor) {
  Hindrances hindrances;
  const bool in_review = facts.working && facts.working->state == VersionState::in_review;
  check_asked(facts, actor, in_review ? "review" : "approval", hindrances);
  return hindrances.take();
}

/// Why not is never shown: the other branch of the event is taken then.
Verdict is_last_answer(const LifecycleFacts& facts, const Actor& actor) {
  const auto* own = pending_sign_off(facts, actor.person_id);
  const bool others_wait =
      own != nullptr && std::any_of(facts.sign_offs.begin(), facts.sign_offs.end(), [own](const SignOff& sign_off) {
        return &sign_off != own && sign_off.duty == own->duty && sign_off.is_pending();
      });
  return others_wait ? Verdict{Verdict::Result::fails, {}} : Verdict::yes();
}

Verdict may_be_withdrawn(const LifecycleFacts& facts, const Actor& actor) {
  Hindrances hindrances;
  if (facts.working) {
    if (!works_on_draft(facts, actor)) {
      hindrances.person("Only an author of the draft, the document's owner or a quality manager may withdraw it.");
    }
  } else if (!manages(facts.document, actor)) {
    hindrances.person("Only the document's owner or a quality manager may withdraw it from use.");
  }
  return hindrances.take();
}

Verdict may_be_confirmed(const LifecycleFacts& facts, const Actor& actor) {
  Hindrances hindrances;
  if (!manages(facts.document, actor)) {
    hindrances.person("Only the document's owner or a quality manager may confirm that it is still valid.");
  }
  return hindrances.take();
}

Verdict may_be_revised(const LifecycleFacts& facts, const Actor& actor) {
  Hindrances hindrances;
  if (facts.working) {
    hindrances.state("Version " + to_text(facts.working->label) + " is already being worked on (" +
                     state_words(facts.working->state) + ").");
  }
  if (!manages(facts.document, actor) && !actor.may(Permission::create_documents)) {
    hindrances.person("Only an author, the document's owner or a quality manager may start a revision.");
  }
  return hindrances.take();
}

Verdict may_be_changed(const LifecycleFacts& facts, const Actor& actor) {
  Hindrances hindrances;
  if (!works_on_draft(facts, actor)) {
    hindrances.person("Only an author of the draft, the document's owner or a quality manager may change it.");
  }
  return hindrances.take();
}

}  // namespace

Verdict answer_fact(const LifecycleFacts& facts, const Actor& actor, const std::string& fact) {
  const std::map<std::string_view, std::function<Verdict()>> answers{
      {"document.may_be_changed", [&] { return may_be_changed(facts, actor); }},
      {"document.may_be_submitted", [&] { return may_be_submitted(facts, actor); }},
      {"document.has_reviewers",
       [&] {
         return facts.document.reviewers.empty() ? Verdict{Verdict::Result::fails, {}} : Verdict::yes();
       }},
      {"document.waits_for_this_review", [&] { return waits_for_acceptance(facts, actor, "review"); }},
      {"document.waits_for_this_approval", [&] { return waits_for_acceptance(facts, actor, "approval"); }},
      {"document.waits_for_this_answer", [&] { return waits_for_this_answer(facts, actor); }},
      {"document.is_last_answer", [&] { return is_last_answer(facts, actor); }},
      {"document.may_be_withdrawn", [&] { return may_be_withdrawn(facts, actor); }},
      {"document.may_be_confirmed", [&] { return may_be_confirmed(facts, actor); }},
      {"document.may_be_revised", [&] { return may_be_revised(facts, actor); }},
  };
  const auto found = answers.find(fact);
  if (found == answers.end()) throw std::logic_error("no fact " + fact);
  return found->second();
}

}  // namespace provost::workflows::documents
