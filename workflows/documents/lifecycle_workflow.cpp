#include "workflows/documents/lifecycle_workflow.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "workflows/definitions/provost_registry.hpp"
#include "workflows/definitions/shipped_definitions.hpp"
#include "workflows/documents/lifecycle_conditions.hpp"
#include "workflows/engine/definition_reader.hpp"

namespace provost::workflows::documents {

namespace {

/// The definition with the registry it was read against: both are fixed with the program.
struct Lifecycle {
  engine::Registry registry = definitions::provost_registry();
  engine::Definition definition;

  Lifecycle() {
    const auto shipped = definitions::shipped_definitions();
    const auto found =
        std::find_if(shipped.begin(), shipped.end(), [](const auto& one) { return one.name == "document"; });
    if (found == shipped.end()) throw std::logic_error("the workflow of documents is missing");
    auto reading = engine::read_definition(found->yaml, registry);
    if (!reading.is_sound()) throw std::logic_error(engine::to_text(reading.problems.front(), found->file));
    definition = std::move(reading.definition);
  }
};

const Lifecycle& lifecycle() {
  static const Lifecycle loaded;
  return loaded;
}

engine::Situation situation_of(const Version* version, VersionState state, const LifecycleMoment& moment) {
  engine::Situation situation;
  situation.instance.state = std::string(to_text(state));
  situation.now = moment.now;
  situation.calendar = moment.calendar;
  if (version != nullptr && version->planned_effective_date) {
    situation.instance.fields["effective_date"] = to_text(*version->planned_effective_date);
  }
  return situation;
}

/// The only field asked for is a date, so nothing needs to be looked up.
engine::Directory empty_directory() {
  const auto nobody = [](std::string_view) { return false; };
  return {nobody, nobody, nobody};
}

VersionState state_of(const engine::Outcome& outcome) {
  return parse_version_state(outcome.instance.state);
}

}  // namespace

const engine::Definition& lifecycle_definition() {
  return lifecycle().definition;
}

std::optional<engine::Possibility> possibility(const LifecycleFacts& facts, const people::Actor& actor,
                                               const Version* version, VersionState state, std::string_view event) {
  auto situation = situation_of(version, state, {});
  situation.acting.email = actor.email;
  situation.fact = [&](const std::string& fact, const engine::Situation&) { return answer_fact(facts, actor, fact); };
  return engine::explain_event(lifecycle().definition, lifecycle().registry, situation, event);
}

VersionState state_after(const LifecycleFacts& facts, const people::Actor& actor, const Version* version,
                         VersionState state, std::string_view event, const std::string& comment,
                         std::optional<Day> effective_date, const LifecycleMoment& moment) {
  auto situation = situation_of(version, state, moment);
  situation.acting.email = actor.email;
  situation.fact = [&](const std::string& fact, const engine::Situation&) { return answer_fact(facts, actor, fact); };
  engine::Action action{std::string(event), {}, comment, true};
  if (effective_date) action.fields["effective_date"] = to_text(*effective_date);
  return state_of(engine::step(lifecycle().definition, lifecycle().registry, situation, action, empty_directory()));
}

VersionState state_after_by_program(const Version& version, std::string_view event, const LifecycleMoment& moment) {
  auto situation = situation_of(&version, version.state, moment);
  situation.acting.program = true;
  return state_of(engine::step(lifecycle().definition, lifecycle().registry, situation,
                               {std::string(event), {}, "", false}, empty_directory()));
}

}  // namespace provost::workflows::documents
