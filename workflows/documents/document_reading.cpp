#include "workflows/documents/document_reading.hpp"

#include <algorithm>

#include "workflows/documents/document_store.hpp"
#include "workflows/documents/document_transitions.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

[[noreturn]] void not_there(std::string_view number) {
  throw NotFound("There is no document " + shortened(number, 40) + ".");
}

bool may_see_version(const LifecycleFacts& facts, const people::Actor& actor, const Version& version) {
  if (version.state == VersionState::effective) return true;
  if (version.state == VersionState::obsolete) {
    return may_see_obsolete(facts.document, actor) || (version.label.major == 0 && may_see_working(facts, actor));
  }
  return may_see_working(facts, actor);
}

}  // namespace

DocumentView read_document(store::Session& session, const people::Actor& actor, std::string_view number) {
  const auto document = find_document(session, number);
  if (!document) not_there(number);
  DocumentView view;
  view.facts = lifecycle_facts(session, *document);
  if (!is_visible(view.facts, actor)) not_there(number);
  view.working_visible = view.facts.working.has_value() && may_see_working(view.facts, actor);
  for (auto& version : versions_of(session, document->id)) {
    if (may_see_version(view.facts, actor, version)) view.versions.push_back(std::move(version));
  }
  if (view.versions.empty()) not_there(number);
  if (view.working_visible) {
    view.shown = *view.facts.working;
  } else if (view.facts.effective) {
    view.shown = *view.facts.effective;
  } else {
    view.shown = view.versions.front();
  }
  view.sign_offs = sign_offs_of(session, view.shown.id);
  std::vector<std::int64_t> signers;
  for (const auto& sign_off : view.sign_offs) signers.push_back(sign_off.person_id);
  view.facts.people.merge(people::people_by_id(session, signers));
  view.reviews = periodic_reviews_of(session, document->id);
  view.allowed = explain(view.facts, actor);
  view.edit_blockers = edit_blockers(view.facts, actor);
  view.details_blockers = details_blockers(view.facts, actor);
  if (view.working_visible) view.next = next_steps(view.facts);
  if (const auto owner = view.facts.people.find(document->owner_id); owner != view.facts.people.end()) {
    view.owner_name = owner->second.name;
    view.owner_email = owner->second.email;
  }
  return view;
}

Version read_version(store::Session& session, const people::Actor& actor, std::string_view number,
                     std::string_view label) {
  const auto document = find_document(session, number);
  if (!document) not_there(number);
  const auto facts = lifecycle_facts(session, *document);
  if (!is_visible(facts, actor)) not_there(number);
  const auto parsed = parse_version_label(label);
  auto version = parsed ? find_version(session, document->id, *parsed) : std::nullopt;
  if (!version || !may_see_version(facts, actor, *version)) {
    throw NotFound("There is no version " + shortened(label, 20) + " of " + document->number + ".");
  }
  return *version;
}

}  // namespace provost::workflows::documents
