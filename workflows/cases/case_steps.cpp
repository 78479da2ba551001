#include "workflows/cases/case_steps.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "docs_repo/signatures/ssh_signature.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/case_terms.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence/disposal.hpp"
#include "workflows/hashing.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_title = 300;
/// Cases that open cases that open cases: more than any real work needs.
constexpr int deepest_chain = 8;

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
  return text;
}

/// What a signature on a step is set under: who, what, when, which values, with which meaning.
std::string statement_of(const Case& one, const engine::Definition& definition, const engine::Step& entry,
                         const StepActor& actor, Instant now, const std::string& organisation) {
  return entry.signature + "\n" +                                                                 //
         "Organisation: " + one_line(organisation) + "\n" +                                       //
         "Case: " + one.key + " " + one_line(one.title) + "\n" +                                  //
         "Workflow: " + definition.title + " (SHA-256 " + definition.content_sha256 + ")\n" +     //
         "Step: " + entry.title + " (" + entry.from + " to " + entry.to + ")\n" +                 //
         "Values SHA-256: " + sha256_hex(json::serialize(one.fields)) + "\n" +                    //
         (entry.comment.empty() ? "" : "Comment SHA-256: " + sha256_hex(entry.comment) + "\n") +  //
         "Name: " + one_line(actor.audit.name) + " <" + actor.audit.email + ">\n" +               //
         "Role: " + actor.roles + "\n" +                                                          //
         "Time: " + to_text(now) + "\n";
}

/// The value that an opened case gets from a field of the case that opens it, or from a column of the row.
json::value taken_value(const json::value& from, const Case& one, const json::object* row) {
  if (!from.is_string()) return from;
  const std::string_view name = from.get_string();
  if (row != nullptr) {
    if (const auto* value = row->if_contains(name)) return *value;
  }
  if (const auto* value = one.fields.if_contains(name)) return *value;
  return nullptr;
}

/// The rows for each of which a case is opened: of a table, or {person} for each of some people; without `for_each` one
/// that is empty.
std::vector<std::optional<json::object>> rows_of(const json::object& arguments, const Case& one) {
  const auto* name = arguments.if_contains("for_each");
  if (name == nullptr) return {std::nullopt};
  std::vector<std::optional<json::object>> rows;
  const auto* values = one.fields.if_contains(name->as_string());
  if (values == nullptr || !values->is_array()) return rows;
  for (const auto& value : values->get_array()) {
    rows.emplace_back(value.is_object() ? value.get_object() : json::object{{"person", value}});
  }
  return rows;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

}  // namespace

StepActor StepActor::program() {
  return {people::system_actor(), "", std::nullopt, nullptr};
}

StepActor StepActor::of(const people::Actor& actor, const people::OpenSigningKey* key) {
  return {actor.audit(), people::labels(actor.roles), actor.person_id, key};
}

void CaseSteps::apply(Case& one, const engine::Definition& definition, const engine::Outcome& outcome) {
  const auto& instance = outcome.instance;
  one.fields = instance.fields;
  one.answers = instance.answers;
  const bool moved = std::any_of(outcome.steps.begin(), outcome.steps.end(),
                                 [](const engine::Step& entry) { return entry.from != entry.to; }) ||
                     instance.entered_at != one.entered_at;
  const auto calendar = organisation::present_calendar(transaction_.session());
  one.state = instance.state;
  one.entered_at = instance.entered_at;
  const auto& state = definition.state(one.state);
  one.final = state.final;
  one.success = state.final && state.success;
  if (one.final && !one.closed_at) one.closed_at = transaction_.now();
  if (!one.final) one.closed_at.reset();
  note_exclusions(transaction_.session(), one, definition);
  if (moved) {
    enter_state(transaction_, one, definition, calendar);
  } else {
    refresh_terms(transaction_, one, definition, calendar);
  }
}

void CaseSteps::write_history(const Case& one, const engine::Outcome& outcome, const StepActor& actor) {
  const auto version = catalogue_.version(transaction_.session(), one.workflow_version_id);
  const auto organisation = organisation::present_organisation(transaction_.session()).name;
  for (const auto& step : outcome.steps) {
    HistoryEntry entry;
    entry.at = transaction_.now();
    const auto& who = step.automatic ? StepActor::program() : actor;
    entry.actor = who.audit.email;
    entry.actor_name = who.audit.name;
    entry.actor_roles = who.roles;
    entry.event = step.event;
    entry.title = step.title;
    entry.from_state = step.from;
    entry.to_state = step.to;
    entry.comment = step.comment;
    entry.changes = step.changes;
    entry.automatic = step.automatic;
    entry.waits_for_others = step.waits_for_others;
    if (!step.signature.empty()) {
      if (actor.key == nullptr) throw Invalid("secret", "Please type your password: it is your signature.");
      entry.meaning = step.signature;
      entry.statement = statement_of(one, *version.definition, step, actor, transaction_.now(), organisation);
      entry.signing_key_id = actor.key->id;
      entry.signature = docs_repo::sign_statement(entry.statement, actor.key->pair);
    }
    append_history(transaction_, one.id, std::move(entry));
  }
}

void CaseSteps::note_participants(const Case& one, const engine::Definition& definition, const StepActor& actor) {
  std::set<std::int64_t> people{one.owner_id};
  if (one.opener_id) people.insert(*one.opener_id);
  if (actor.person_id) people.insert(*actor.person_id);
  for (const auto& field : definition.fields) {
    if (field.type != engine::FieldType::person && field.type != engine::FieldType::people) continue;
    if (!field.takes_part) continue;
    people.merge(people_meant(transaction_.session(), {engine::Who::Kind::field, field.name}, one));
  }
  add_case_people(transaction_, one.id, people);
}

void CaseSteps::write(Case& one, const engine::Definition& definition, const engine::Outcome& outcome,
                      const StepActor& actor) {
  if (outcome.steps.empty()) return;
  const auto& first = outcome.steps.front();
  const bool was_final = one.final;
  const auto state_before = one.state;
  apply(one, definition, outcome);
  write_history(one, outcome, actor);
  note_participants(one, definition, actor);
  update_case(transaction_, one);
  json::object details{{"step", first.title.empty() ? first.event : first.title},
                       {"from", definition.state(first.from).title},
                       {"to", definition.state(one.state).title}};
  if (!first.comment.empty()) details["comment"] = first.comment;
  if (!first.signature.empty()) details["meaning"] = first.signature;
  transaction_.record(first.automatic ? people::system_actor() : actor.audit,
                      {"case." + first.event, one.key, std::move(details)});
  if (one.state != state_before) {
    tell(one, one.final ? messages::case_closed : messages::case_moved, definition.state(one.state).title, actor);
  }
  for (std::size_t number = 0; number < outcome.effects.size(); ++number) {
    const auto cause =
        "case " + std::to_string(one.id) + "/" + std::to_string(one.row_version) + "/" + std::to_string(number);
    carry_out(one, outcome.effects[number], cause, actor);
  }
  if (!outcome.effects.empty() && !one.final && settle(one)) return;
  if (one.final != was_final || one.state != state_before) settle_parent(one);
}

void CaseSteps::tell(const Case& one, const char* event, const std::string& what, const StepActor& actor) {
  messages::announce(transaction_, {event, std::nullopt, one.id, std::nullopt, std::nullopt,
                                    one.key + " " + one.title + ": " + what, one.workflow});
  if (actor.person_id) messages::spare(transaction_, *actor.person_id, one.id);
}

Case CaseSteps::open(const WorkflowVersion& version, Opening opening, const StepActor& actor) {
  const auto& definition = *version.definition;
  check_line(opening.title, "title", longest_title);
  Case one;
  one.workflow = definition.name;
  one.workflow_version_id = version.id;
  one.title = std::move(opening.title);
  one.state = definition.start;
  one.fields = std::move(opening.fields);
  one.owner_id = opening.owner_id;
  one.opener_id = opening.opener_id;
  one.parent_id = opening.parent_id;
  one.effect_key = std::move(opening.effect_key);
  one.opened_at = one.entered_at = one.changed_at = transaction_.now();
  one.row_version = 1;
  one.key = take_key(transaction_, definition.code);
  one.id = insert_case(transaction_, one);
  HistoryEntry entry;
  entry.at = transaction_.now();
  entry.actor = actor.audit.email;
  entry.actor_name = actor.audit.name;
  entry.actor_roles = actor.roles;
  entry.event = "open";
  entry.title = "Opened";
  entry.to_state = one.state;
  entry.changes = one.fields;
  append_history(transaction_, one.id, std::move(entry));
  note_exclusions(transaction_.session(), one, definition);
  enter_state(transaction_, one, definition, organisation::present_calendar(transaction_.session()));
  note_participants(one, definition, actor);
  update_case(transaction_, one);
  transaction_.record(actor.audit, {"case.opened", one.key, {{"workflow", one.workflow}, {"title", one.title}}});
  tell(one, messages::case_opened, definition.state(one.state).title, actor);
  settle(one);
  return one;
}

bool CaseSteps::settle(Case& one) {
  const auto version = catalogue_.version(transaction_.session(), one.workflow_version_id);
  const auto situation = situation_of(transaction_.session(), one, acting_program(), facts_, transaction_.now());
  const auto outcome = engine::settle(*version.definition, catalogue_.registry(), situation);
  if (outcome.steps.empty()) return false;
  write(one, *version.definition, outcome, StepActor::program());
  return true;
}

void CaseSteps::settle_parent(const Case& one) {
  if (!one.parent_id) return;
  if (auto parent = find_case(transaction_.session(), *one.parent_id); parent && !parent->final) settle(*parent);
}

void CaseSteps::copy_links(const Case& from, const Case& to, const StepActor& actor) {
  const auto links = links_of(transaction_.session(), from.id);
  if (links.empty()) return;
  const auto person = actor.person_id.value_or(from.owner_id);
  for (const auto& link : links) insert_link(transaction_, to.id, link.kind, link.target, person);
  transaction_.record(actor.audit, {"case.linked", to.key, {{"as", from.key}}});
}

void CaseSteps::carry_out(const Case& one, const engine::EffectCall& effect, const std::string& cause,
                          const StepActor& actor) {
  if (effect.effect == "open_case") return open_cases(one, effect, cause, actor);
  if (effect.effect != "dispose") throw std::logic_error("no effect " + effect.effect);
  const auto* records = one.fields.if_contains(effect.arguments.as_string());
  if (records == nullptr || !records->is_array()) return;
  evidence::dispose(transaction_, records->get_array(), one.key, actor.audit);
}

void CaseSteps::open_cases(const Case& one, const engine::EffectCall& effect, const std::string& cause,
                           const StepActor& actor) {
  if (++depth_ > deepest_chain) {
    throw Conflict(
        "This step would open cases that open cases without an end. Please tell whoever keeps the workflow.");
  }
  const auto& arguments = effect.arguments.get_object();
  const auto version =
      catalogue_.newest(transaction_.session(), std::string_view(arguments.at("workflow").as_string()));
  const bool confidential =
      catalogue_.version(transaction_.session(), one.workflow_version_id).definition->confidential &&
      !version.definition->confidential;
  const auto rows = rows_of(arguments, one);
  const auto* where = arguments.if_contains("where");
  const auto* fields = arguments.if_contains("fields");
  const auto* values = arguments.if_contains("values");
  const auto* title = arguments.if_contains("title");
  for (std::size_t number = 0; number < rows.size(); ++number) {
    const auto* row = rows[number] ? &*rows[number] : nullptr;
    if (where != nullptr && where->is_object()) {
      const bool wanted = std::all_of(where->get_object().begin(), where->get_object().end(), [&](const auto& entry) {
        const auto value = taken_value(json::value(entry.key()), one, row);
        if (!entry.value().is_array()) return value == entry.value();
        const auto& allowed = entry.value().get_array();
        return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
      });
      if (!wanted) continue;
    }
    Opening opening;
    opening.effect_key = cause + "/" + std::to_string(number);
    if (find_case_of_effect(transaction_.session(), *opening.effect_key)) continue;
    if (fields != nullptr) {
      for (const auto& entry : fields->get_object()) {
        auto value = taken_value(entry.value(), one, row);
        if (!value.is_null()) opening.fields[entry.key()] = std::move(value);
      }
    }
    if (values != nullptr) {
      for (const auto& entry : values->get_object()) opening.fields[entry.key()] = entry.value();
    }
    opening.title = one.title;
    if (title != nullptr && title->is_string()) {
      const auto named = taken_value(*title, one, row);
      opening.title = named.is_null() ? std::string(title->get_string()) : text_of(named);
    }
    opening.title = shortened(one_line(std::move(opening.title)), longest_title);
    // A confidential case must not show in the open who came with it.
    const bool hides_people = confidential && actor.person_id;
    opening.owner_id = hides_people ? *actor.person_id : one.owner_id;
    opening.opener_id = hides_people ? actor.person_id : one.opener_id;
    opening.parent_id = one.id;
    const auto opened = open(version, std::move(opening), actor);
    if (const auto* links = arguments.if_contains("links"); links != nullptr && links->is_bool() && links->get_bool()) {
      copy_links(one, opened, actor);
    }
  }
  --depth_;
}

}  // namespace provost::workflows::cases
