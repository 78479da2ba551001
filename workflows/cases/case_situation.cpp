#include "workflows/cases/case_situation.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::workflows::cases {

namespace {

std::string email_of(store::Session& session, const std::optional<std::int64_t>& person_id) {
  const auto person = person_id ? people::find_person(session, *person_id) : std::nullopt;
  return person ? person->email : "";
}

void add_people_of(store::Session& session, const std::vector<std::string>& emails, std::set<std::int64_t>& ids) {
  for (const auto& email : emails) {
    if (const auto person = people::find_person(session, email)) ids.insert(person->id);
  }
}

}  // namespace

engine::Acting acting_person(store::Session& session, const people::Actor& actor, Day today) {
  engine::Acting acting;
  acting.email = actor.email;
  for (const auto role : actor.roles) acting.roles.emplace(people::to_text(role));
  for (const auto& person : stands_for(session, actor.person_id, today)) acting.stands_for.insert(person.email);
  return acting;
}

engine::Acting acting_program() {
  engine::Acting acting;
  acting.program = true;
  return acting;
}

engine::Situation situation_of(store::Session& session, const Case& one, engine::Acting acting, const FactSource& facts,
                               Instant now) {
  engine::Situation situation;
  auto& instance = situation.instance;
  instance.state = one.state;
  instance.fields = one.fields;
  instance.answers = one.answers;
  instance.entered_at = one.entered_at;
  situation.acting = std::move(acting);
  situation.now = now;
  situation.calendar = organisation::present_calendar(session);
  instance.owner = email_of(session, one.owner_id);
  instance.opener = email_of(session, one.opener_id);
  for (const auto& task : open_tasks_of(session, one.id)) {
    if (task.person_id) instance.assignees.push_back(email_of(session, task.person_id));
  }
  for (const auto& child : children_of(session, one.id)) {
    situation.children.push_back({child.workflow, child.state, child.final, child.success});
  }
  situation.attachments = static_cast<std::int64_t>(attachments_of(session, one.id).size());
  situation.fact = [&session, &facts, one, now](const std::string& fact, const engine::Situation& present) {
    return facts.answer(session, {one, present.instance.fields, present.deferred}, fact, now);
  };
  situation.rows = [&session, &facts, one, now](const std::string& name) {
    return facts.rows(session, {one, one.fields, {}}, name, now);
  };
  return situation;
}

engine::Directory directory_of(store::Session& session, std::int64_t case_id, Day today) {
  return {
      [&session, today](std::string_view email) {
        const auto person = people::find_person(session, email);
        return person && person->has_access(today);
      },
      [&session](std::string_view number) { return documents::find_document(session, number).has_value(); },
      [&session, case_id](std::string_view sha256) { return find_attachment(session, case_id, sha256).has_value(); },
      [&session](std::string_view name) { return standards::is_in_library(session, name); }};
}

bool sees_all_cases(const engine::Definition& definition, const people::Actor& actor) {
  if (definition.seen_by.empty()) return !definition.confidential;
  return std::any_of(actor.roles.begin(), actor.roles.end(), [&definition](people::Role role) {
    return std::find(definition.seen_by.begin(), definition.seen_by.end(), people::to_text(role)) !=
           definition.seen_by.end();
  });
}

bool is_visible(store::Session& session, const Case& one, const engine::Definition& definition,
                const people::Actor& actor, Instant now) {
  if (is_kept_out(session, one.id, actor.person_id)) return false;
  const bool sees_all = sees_all_cases(definition, actor);
  const bool shown = actor.is_limited() ? is_shown_to(session, one.id, sees_all, actor) : sees_all;
  if (shown || takes_part(session, one.id, actor.person_id)) return true;
  const auto tasks = open_tasks_of(session, one.id);
  if (std::any_of(tasks.begin(), tasks.end(),
                  [&actor](const CaseTask& task) { return is_open_to(task, actor.roles); })) {
    return true;
  }
  const auto represented =
      stands_for(session, actor.person_id, day_in_zone(now, organisation::present_calendar(session).time_zone));
  return std::any_of(represented.begin(), represented.end(), [&](const people::Person& person) {
    return takes_part(session, one.id, person.id) && !is_kept_out(session, one.id, person.id);
  });
}

bool is_open_to(const CaseTask& task, const people::Roles& roles) {
  return task.role && std::any_of(roles.begin(), roles.end(),
                                  [&task](people::Role role) { return people::to_text(role) == *task.role; });
}

bool may_contribute(store::Session& session, const Case& one, const people::Actor& actor) {
  if (takes_part(session, one.id, actor.person_id) || actor.roles.contains(people::Role::quality_manager) ||
      actor.roles.contains(people::Role::auditor)) {
    return true;
  }
  const auto tasks = open_tasks_of(session, one.id);
  return std::any_of(tasks.begin(), tasks.end(),
                     [&actor](const CaseTask& task) { return is_open_to(task, actor.roles); });
}

bool may_open(const engine::Definition& definition, const people::Actor& actor) {
  if (definition.internal) return false;
  // Owner and opener of a case that is not there yet would mean anybody.
  return std::any_of(definition.opened_by.begin(), definition.opened_by.end(), [&actor](const engine::Who& who) {
    if (who.kind == engine::Who::Kind::anybody) return true;
    return who.kind == engine::Who::Kind::role &&
           std::any_of(actor.roles.begin(), actor.roles.end(),
                       [&who](people::Role role) { return people::to_text(role) == who.name; });
  });
}

std::set<std::int64_t> people_meant(store::Session& session, const engine::Who& who, const Case& one) {
  std::set<std::int64_t> ids;
  switch (who.kind) {
    case engine::Who::Kind::owner:
      ids.insert(one.owner_id);
      break;
    case engine::Who::Kind::opener:
      if (one.opener_id) ids.insert(*one.opener_id);
      break;
    case engine::Who::Kind::assignee:
      for (const auto& task : open_tasks_of(session, one.id)) {
        if (task.person_id) ids.insert(*task.person_id);
      }
      break;
    case engine::Who::Kind::field:
      add_people_of(session, engine::people_in(one.fields, who.name), ids);
      break;
    case engine::Who::Kind::role:
    case engine::Who::Kind::anybody:
    case engine::Who::Kind::timer:
      break;
  }
  return ids;
}

std::set<std::int64_t> people_with_role(store::Session& session, std::string_view role, Day today) {
  std::set<std::int64_t> ids;
  const auto wanted = people::parse_role(role);
  if (!wanted) return ids;
  for (const auto& person : people::list_people(session)) {
    if (person.has_access(today) && person.roles.contains(*wanted)) ids.insert(person.id);
  }
  return ids;
}

}  // namespace provost::workflows::cases
