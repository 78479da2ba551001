#include <algorithm>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_register.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/shown_clauses.hpp"

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

void leave_out_exclusions(store::Session& session, const people::Actor& actor, const std::string& column,
                          Where& where) {
  if (!is_kept_out_of_any(session, actor.person_id)) return;
  where.add(column + " NOT IN (SELECT x.case_id FROM case_exclusions x WHERE x.person_id = ?)", {actor.person_id});
}

namespace {

/// The versions of workflows whose cases a person sees all of, or not all of: each case stays as confidential as the
/// version it runs on.
struct Versions {
  bool sees_any = false;
  Values hidden;
};

Versions versions_for(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor) {
  Versions versions;
  for (const auto& version : catalogue.all(session)) {
    if (sees_all_cases(*version.definition, actor)) {
      versions.sees_any = true;
    } else if (!version.definition->internal) {
      versions.hidden.emplace_back(version.id);
    }
  }
  return versions;
}

/// That a person takes part in a case (`c`), or stands in for somebody who does, or has a task by a role.
struct Participation {
  std::string text;
  Values values;
};

Participation participation(store::Session& session, const people::Actor& actor, Instant now) {
  const auto people = ids_of(actor, represented(session, actor, now));
  Participation part{"EXISTS (SELECT 1 FROM case_people p WHERE p.case_id = c.id AND p.person_id IN (" +
                         places(people.size()) +
                         ") AND NOT EXISTS (SELECT 1 FROM case_exclusions x WHERE x.case_id = p.case_id AND x.person_id"
                         " = p.person_id))",
                     people};
  if (!actor.roles.empty()) {
    const auto roles = names_of(actor.roles);
    part.text += " OR EXISTS (SELECT 1 FROM case_tasks t WHERE t.case_id = c.id AND t.is_open = 1 AND t.role IN (" +
                 places(roles.size()) + "))";
    part.values.insert(part.values.end(), roles.begin(), roles.end());
  }
  return part;
}

/// Of the clauses that evidence is for, or that cases lead to, those that are shown to a guest.
Values shown_targets(store::Session& session, const people::Actor& guest, const std::string& statement) {
  Values targets;
  for (const auto& record : session.select(statement)) {
    auto clause = record.text("clause");
    if (people::is_shown(guest.shown_clauses, clause)) targets.emplace_back(std::move(clause));
  }
  return targets;
}

/// A gap analysis tells of every clause, whatever it is linked to.
constexpr auto about_some_clauses = "c.workflow <> 'gap_analysis'";

constexpr auto leads_to =
    "SELECT l.case_id FROM case_links l WHERE l.kind = 'clause' AND l.removed_at IS NULL AND l.target";

/// As is_shown_to(), or that the guest takes part.
void add_shown(store::Session& session, const Versions& versions, Participation part, const people::Actor& guest,
               Where& where) {
  const auto add = [&part](const std::string& text, const Values& values) {
    part.text += " OR " + text;
    part.values.insert(part.values.end(), values.begin(), values.end());
  };
  const auto proven = shown_targets(session, guest, "SELECT DISTINCT clause FROM evidence_clauses");
  if (!proven.empty()) {
    add("c.id IN (SELECT e.case_id FROM evidence_clauses e WHERE e.clause IN (" + places(proven.size()) + "))", proven);
  }
  auto linked = shown_targets(
      session, guest, "SELECT DISTINCT target AS clause FROM case_links WHERE kind = 'clause' AND removed_at IS NULL");
  if (versions.sees_any && !linked.empty()) {
    std::string text =
        "(c.id IN (" + std::string(leads_to) + " IN (" + places(linked.size()) + ")) AND " + about_some_clauses;
    if (!versions.hidden.empty()) {
      text += " AND c.workflow_version_id NOT IN (" + places(versions.hidden.size()) + ")";
      linked.insert(linked.end(), versions.hidden.begin(), versions.hidden.end());
    }
    add(text + ")", linked);
  }
  where.add("(" + part.text + ")", part.values);
}

}  // namespace

bool is_shown_to(store::Session& session, std::int64_t case_id, bool see_all, const people::Actor& guest) {
  const auto is_any = [&](const std::string& statement) {
    const auto records = session.select(statement, {case_id});
    return std::any_of(records.begin(), records.end(), [&guest](const store::Record& record) {
      return people::is_shown(guest.shown_clauses, record.text("clause"));
    });
  };
  return is_any("SELECT clause FROM evidence_clauses WHERE case_id = :case_id") ||
         (see_all &&
          is_any("SELECT l.target AS clause FROM case_links l JOIN cases c ON c.id = l.case_id WHERE l.case_id ="
                 " :case_id AND l.kind = 'clause' AND l.removed_at IS NULL AND " +
                 std::string(about_some_clauses)));
}

void add_visibility(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                    Instant now, Where& where) {
  leave_out_exclusions(session, actor, "c.id", where);
  const auto versions = versions_for(session, catalogue, actor);
  if (actor.is_limited()) {
    add_shown(session, versions, participation(session, actor, now), actor, where);
    return;
  }
  if (versions.hidden.empty()) return;
  auto [text, values] = participation(session, actor, now);
  if (versions.sees_any) {
    // By what is hidden and not by what is seen: a list of workflows would tempt the database to sort all their cases,
    // where walking them in the order of the page ends after one page.
    text = "c.workflow_version_id NOT IN (" + places(versions.hidden.size()) + ") OR " + text;
    values.insert(values.begin(), versions.hidden.begin(), versions.hidden.end());
  }
  where.add("(" + text + ")", values);
}

audit_trail::HiddenSubjects subjects_hidden_from(store::Session& session, const WorkflowCatalogue& catalogue,
                                                 const people::Actor& actor, Instant now) {
  const auto hidden = versions_for(session, catalogue, actor).hidden;
  const bool kept_out = is_kept_out_of_any(session, actor.person_id);
  if (hidden.empty() && !kept_out) return {};
  std::string text = "0 = 1";
  Values values;
  if (!hidden.empty()) {
    const auto part = participation(session, actor, now);
    text = "(c.workflow_version_id IN (" + places(hidden.size()) + ") AND NOT (" + part.text + "))";
    values = hidden;
    values.insert(values.end(), part.values.begin(), part.values.end());
  }
  if (kept_out) {
    text += " OR c.id IN (SELECT y.case_id FROM case_exclusions y WHERE y.person_id = ?)";
    values.emplace_back(actor.person_id);
  }
  Where where("hidden");
  where.add("(" + text + ")", values);
  return {"SELECT c.case_key FROM cases c" + where.text(), where.values()};
}

std::int64_t count_visible(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                           std::int64_t workflow_version_id, Instant now) {
  Where where;
  where.add("c.workflow_version_id = ? AND c.final = 0", {workflow_version_id});
  add_visibility(session, catalogue, actor, now, where);
  return session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM cases c" + where.text(), where.values());
}

std::optional<Instant> optional_instant(const store::Record& record, std::string_view column) {
  const auto text = record.optional_text(column);
  return text ? std::optional(parse_instant(*text)) : std::nullopt;
}

}  // namespace provost::workflows::cases
