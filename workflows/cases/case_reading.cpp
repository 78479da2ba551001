#include "workflows/cases/case_reading.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_store.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

RelatedCase related(store::Session& session, const WorkflowCatalogue& catalogue, const Case& one) {
  const auto version = catalogue.version(session, one.workflow_version_id);
  return {one.key,   one.title,  version.definition->title, version.definition->state(one.state).title,
          one.final, one.success};
}

/// Cases among the given that the person may know of.
class Lookout {
 public:
  Lookout(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor, Instant now)
      : session_(session), catalogue_(catalogue), actor_(actor), now_(now) {}

  std::optional<RelatedCase> see(const std::optional<Case>& one) const {
    if (!one) return std::nullopt;
    const auto version = catalogue_.version(session_, one->workflow_version_id);
    if (!is_visible(session_, *one, *version.definition, actor_, now_)) return std::nullopt;
    return related(session_, catalogue_, *one);
  }

 private:
  store::Session& session_;
  const WorkflowCatalogue& catalogue_;
  const people::Actor& actor_;
  Instant now_;
};

std::string title_of_document(store::Session& session, const people::Actor& actor, const std::string& number) {
  try {
    return documents::read_document(session, actor, number).shown.title;
  } catch (const NotFound&) {
    return "";
  }
}

std::vector<LinkView> links_with_titles(store::Session& session, const people::Actor& actor, const Lookout& lookout,
                                        const Case& one) {
  std::vector<LinkView> links;
  for (const auto& link : links_of(session, one.id)) {
    LinkView view{link, ""};
    if (link.kind == "document") {
      view.title = title_of_document(session, actor, link.target);
      // To a guest with chosen clauses, that there is another document would tell something.
      if (view.title.empty() && actor.is_limited()) continue;
    } else if (link.kind == "case") {
      const auto seen = lookout.see(find_case(session, link.target));
      if (!seen) continue;
      view.title = seen->title;
    }
    links.push_back(std::move(view));
  }
  return links;
}

std::vector<TaskView> task_views(store::Session& session, const people::Actor& actor, const Case& one) {
  std::vector<TaskView> views;
  for (auto& task : open_tasks_of(session, one.id)) {
    TaskView view;
    if (task.person_id) {
      if (const auto person = people::find_person(session, *task.person_id)) {
        view.person_name = person->name;
        view.person_email = person->email;
      }
    } else if (task.role) {
      const auto role = people::parse_role(*task.role);
      view.role_label = role ? std::string(people::label(*role)) : *task.role;
      view.can_take = is_open_to(task, actor.roles);
    }
    view.task = std::move(task);
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace

CaseView read_case(store::Session& session, const WorkflowCatalogue& catalogue, const FactSource& facts,
                   const people::Actor& actor, std::string_view key, Instant now) {
  CaseView view;
  auto one = find_case(session, key);
  if (one) view.version = catalogue.version(session, one->workflow_version_id);
  if (!one || !is_visible(session, *one, *view.version.definition, actor, now)) {
    throw NotFound("There is no case " + shortened(key, 40) + ".");
  }
  view.one = std::move(*one);
  const auto& definition = *view.version.definition;
  view.newest_version = catalogue.newest(session, view.one.workflow).number;
  view.state_title = definition.state(view.one.state).title;
  if (const auto owner = people::find_person(session, view.one.owner_id)) {
    view.owner_name = owner->name;
    view.owner_email = owner->email;
  }
  if (view.one.opener_id) {
    if (const auto opener = people::find_person(session, *view.one.opener_id)) view.opener_name = opener->name;
  }
  const auto today = day_in_zone(now, organisation::present_organisation(session).time_zone);
  // Guests change nothing, and what is missing for a step speaks of the whole organisation.
  if (!people::is_guest(actor.roles))
    view.allowed = engine::explain(definition, catalogue.registry(),
                                   situation_of(session, view.one, acting_person(session, actor, today), facts, now));
  const Lookout lookout(session, catalogue, actor, now);
  view.tasks = task_views(session, actor, view.one);
  view.history = history_of(session, view.one.id);
  view.people = people_of(session, view.one.id);
  view.comments = comments_of(session, view.one.id);
  for (auto& comment : view.comments) {
    for (const auto& email : comment.mentions) {
      const auto person = people::find_person(session, email);
      comment.mention_names.push_back(person ? person->name : email);
    }
  }
  view.attachments = attachments_of(session, view.one.id);
  view.links = links_with_titles(session, actor, lookout, view.one);
  if (view.one.parent_id) view.parent = lookout.see(find_case(session, *view.one.parent_id));
  for (const auto& child : children_of(session, view.one.id)) {
    if (auto seen = lookout.see(child)) view.children.push_back(std::move(*seen));
  }
  for (const auto& linking : cases_linked_to(session, "case", view.one.key)) {
    if (auto seen = lookout.see(find_case(session, linking))) view.linked_from.push_back(std::move(*seen));
  }
  const bool is_quality_manager = actor.roles.contains(people::Role::quality_manager);
  view.may_manage = view.one.owner_id == actor.person_id || is_quality_manager;
  view.may_contribute = may_contribute(session, view.one, actor);
  return view;
}

CaseAttachment read_attachment(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                               std::string_view key, std::string_view sha256, Instant now) {
  const auto one = find_case(session, key);
  if (one && is_visible(session, *one, *catalogue.version(session, one->workflow_version_id).definition, actor, now)) {
    if (auto attachment = find_attachment(session, one->id, sha256)) return *attachment;
  }
  throw NotFound("There is no such file.");
}

std::vector<WorkflowVersion> workflows_to_open(store::Session& session, const WorkflowCatalogue& catalogue,
                                               const people::Actor& actor) {
  std::vector<WorkflowVersion> list;
  for (auto& version : catalogue.newest(session)) {
    if (may_open(*version.definition, actor)) list.push_back(std::move(version));
  }
  return list;
}

}  // namespace provost::workflows::cases
