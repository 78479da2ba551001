#include "workflows/documents/lifecycle.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/documents/lifecycle_conditions.hpp"
#include "workflows/documents/lifecycle_workflow.hpp"
#include "workflows/engine/transition_rules.hpp"

namespace provost::workflows::documents {

namespace {

using people::Actor;
using people::Permission;

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

std::vector<Blocker> blockers_of(const std::vector<engine::Reason>& reasons) {
  std::vector<Blocker> blockers;
  for (const auto& reason : reasons) blockers.push_back({reason.about_person, reason.text});
  return blockers;
}

/// Why there is no version for an event to happen to.
std::string nothing_there(const LifecycleFacts& facts, std::string_view event) {
  if (event == "withdraw") return "It is not in use any more, so there is nothing to withdraw.";
  if (event == "still_valid") return "Only an effective document can be confirmed as still valid.";
  if (event == "revise") {
    return facts.working ? "Version " + to_text(facts.working->label) + " is already being worked on (" +
                               state_words(facts.working->state) + ")."
                         : "There is no version to revise.";
  }
  return "No version is being worked on. Start a revision first.";
}

/// "Version 0.1 is in review; this is possible for a version that is a draft."
std::string wrong_state(const Version& version, std::string_view event) {
  std::vector<std::string> states;
  const auto& definition = lifecycle_definition();
  for (const auto& state : definition.states) {
    if (!engine::branches_of(definition, state.name, event).empty()) {
      states.push_back(state_words(parse_version_state(state.name)));
    }
  }
  std::string list;
  for (std::size_t i = 0; i < states.size(); ++i) {
    list += (i == 0 ? "" : i + 1 == states.size() ? " or " : ", ") + states[i];
  }
  return "Version " + to_text(version.label) + " is " + state_words(version.state) + "; this needs one that is " +
         list + ".";
}

Availability availability_of(const LifecycleFacts& facts, const Actor& actor, std::string_view event) {
  Availability result;
  const auto subject = subject_of(facts, event);
  if (!subject) {
    result.blockers = {{false, nothing_there(facts, event)}};
    return result;
  }
  const auto found = possibility(facts, actor, subject->version, subject->state, event);
  if (!found) {
    result.blockers = {
        {false, subject->version != nullptr ? wrong_state(*subject->version, event) : nothing_there(facts, event)}};
    return result;
  }
  result.blockers = blockers_of(found->reasons);
  result.needs_comment = found->needs_comment;
  result.signature = found->signature;
  return result;
}

}  // namespace

std::optional<EventSubject> subject_of(const LifecycleFacts& facts, std::string_view event) {
  const auto in_force = [&facts]() -> std::optional<EventSubject> {
    if (!facts.effective) return std::nullopt;
    return EventSubject{&*facts.effective, VersionState::effective};
  };
  if (event == "still_valid") return in_force();
  if (event == "revise") {
    if (facts.effective) return in_force();
    // A document that was withdrawn from use can be taken up again.
    if (facts.has_obsolete && !facts.working) return EventSubject{nullptr, VersionState::obsolete};
    return std::nullopt;
  }
  if (facts.working) return EventSubject{&*facts.working, facts.working->state};
  return event == "withdraw" ? in_force() : std::nullopt;
}

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

bool may_see_history(const LifecycleFacts& facts, const Actor& actor) {
  return may_see_working(facts, actor) || may_see_obsolete(facts.document, actor);
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
  auto result = availability_of(facts, actor, to_text(event));
  result.event = event;
  return result;
}

std::vector<Availability> explain(const LifecycleFacts& facts, const Actor& actor) {
  std::vector<Availability> list;
  for (const auto event : all_events()) list.push_back(availability(facts, actor, event));
  return list;
}

std::vector<Blocker> edit_blockers(const LifecycleFacts& facts, const Actor& actor) {
  return availability_of(facts, actor, "change_content").blockers;
}

std::vector<Blocker> details_blockers(const LifecycleFacts& facts, const Actor& actor) {
  if (answer_fact(facts, actor, "document.may_be_changed").result == engine::Verdict::Result::holds) return {};
  return {{true, "Only the document's owner, an author of the draft or a quality manager may change its details."}};
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
      return engine::branches_of(lifecycle_definition(), "in_approval", "approve").front()->signature;
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
