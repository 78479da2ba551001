#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::workflows::cases {

void Where::add(std::string text, const Values& values) {
  text_ += (text_.empty() ? " WHERE " : " AND ") + placed(std::move(text));
  values_.insert(values_.end(), values.begin(), values.end());
}

std::string Where::placed(std::string text) {
  for (auto at = text.find('?'); at != std::string::npos; at = text.find('?', at + 1)) {
    text.replace(at, 1, ":" + prefix_ + std::to_string(++count_));
  }
  return text;
}

std::string places(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

std::vector<people::Person> represented(store::Session& session, const people::Actor& actor, Instant now) {
  return stands_for(session, actor.person_id, day_in_zone(now, organisation::present_organisation(session).time_zone));
}

Values ids_of(const people::Actor& actor, const std::vector<people::Person>& others) {
  Values ids{actor.person_id};
  for (const auto& person : others) ids.emplace_back(person.id);
  return ids;
}

Values names_of(const people::Roles& roles) {
  Values names;
  for (const auto role : roles) names.emplace_back(std::string(people::to_text(role)));
  return names;
}

void add_visibility(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                    Instant now, Where& where) {
  Values hidden;
  bool sees_any = false;
  for (const auto& version : catalogue.newest(session)) {
    if (sees_all_cases(*version.definition, actor)) {
      sees_any = true;
    } else if (!version.definition->internal) {
      hidden.emplace_back(version.definition->name);
    }
  }
  if (hidden.empty()) return;
  const auto people = ids_of(actor, represented(session, actor, now));
  const auto roles = names_of(actor.roles);
  std::string text =
      "(EXISTS (SELECT 1 FROM case_people p WHERE p.case_id = c.id AND p.person_id IN (" + places(people.size()) + "))";
  Values values = people;
  if (sees_any) {
    // By what is hidden and not by what is seen: a list of workflows would tempt the database to sort all their cases,
    // where walking them in the order of the page ends after one page.
    text = "(c.workflow NOT IN (" + places(hidden.size()) + ") OR " + text.substr(1);
    values.insert(values.begin(), hidden.begin(), hidden.end());
  }
  if (!roles.empty()) {
    text += " OR EXISTS (SELECT 1 FROM case_tasks t WHERE t.case_id = c.id AND t.is_open = 1 AND t.role IN (" +
            places(roles.size()) + "))";
    values.insert(values.end(), roles.begin(), roles.end());
  }
  where.add(text + ")", values);
}

std::optional<Instant> optional_instant(const store::Record& record, std::string_view column) {
  const auto text = record.optional_text(column);
  return text ? std::optional(parse_instant(*text)) : std::nullopt;
}

}  // namespace provost::workflows::cases
