#include "workflows/engine/linter.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "workflows/engine/linter_graph.hpp"
#include "workflows/engine/yaml_mapping.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

class Linter {
 public:
  Linter(const Definition& definition, const Registry& registry, std::vector<DefinitionProblem>& problems)
      : definition_(definition), registry_(registry), problems_(problems) {
    for (const auto& state : definition.states) states_.push_back(state.name);
    for (const auto& field : definition.fields) fields_.push_back(field.name);
  }

  void names() {
    if (definition_.find_state(definition_.start) == nullptr) no_such("state", definition_.start, states_, 0);
    check_fields();
    for (const auto& name : definition_.opening_asks) field_exists(name, 0);
    for (const auto& name : definition_.opening_needs) field_exists(name, 0);
    for (const auto& role : definition_.seen_by) {
      if (!registry_.roles().contains(role)) {
        no_such("role", role, {registry_.roles().begin(), registry_.roles().end()}, 0);
      }
    }
    people(definition_.opened_by, 0);
    if (!definition_.internal && definition_.opened_by.empty()) {
      add(0, "it does not say who may open a case: “opened_by”.");
    }
    for (const auto& state : definition_.states) check_state(state);
    for (const auto& transition : definition_.transitions) check_transition(transition);
    for (const auto& timer : definition_.timers) check_timer(timer);
  }

 private:
  void add(int line, std::string message) { problems_.push_back({line, std::move(message)}); }

  void no_such(const std::string& kind, const std::string& name, const std::vector<std::string>& known, int line) {
    add(line, "there is no " + kind + " “" + name + "”." + did_you_mean(name, known));
  }

  const Field* field_exists(const std::string& name, int line) {
    const auto* field = definition_.find_field(name);
    if (field == nullptr) no_such("field", name, fields_, line);
    return field;
  }

  void check_fields() {
    std::set<std::string> seen;
    for (const auto& field : definition_.fields) {
      if (!seen.insert(field.name).second) add(field.line, "the field “" + field.name + "” is there twice.");
      check_condition(field.when);
      std::set<std::string> columns;
      for (const auto& column : field.columns) {
        if (!columns.insert(column.name).second) add(column.line, "the column “" + column.name + "” is there twice.");
        if (!column.when.is_empty()) add(column.line, "a column has no “when”.");
      }
    }
  }

  void people(const std::vector<Who>& whos, int line) {
    for (const auto& who : whos) {
      if (who.kind != Who::Kind::field) continue;
      const auto* field = definition_.find_field(who.name);
      if (field != nullptr && field->type != FieldType::person && field->type != FieldType::people) {
        add(line, "“" + who.name + "” does not name people.");
      }
    }
  }

  void check_state(const State& state) {
    if (!state.task) return;
    if (state.final) add(state.line, "the state “" + state.name + "” is an end; nobody has a task there.");
    people(state.task->by, state.line);
    if (state.task->due_field) check_date_field(*state.task->due_field, state.line);
    if (state.task->ahead && !state.task->due_field) add(state.line, "“ahead” needs “due_field”.");
  }

  void check_date_field(const std::string& name, int line) {
    if (const auto* field = field_exists(name, line); field != nullptr && field->type != FieldType::date) {
      add(line, "“" + name + "” is not a date.");
    }
  }

  void check_transition(const Transition& transition) {
    for (const auto& from : transition.from) {
      if (definition_.find_state(from) == nullptr) no_such("state", from, states_, transition.line);
    }
    if (!transition.to.empty() && definition_.find_state(transition.to) == nullptr) {
      no_such("state", transition.to, states_, transition.line);
    }
    for (const auto& name : transition.asks) field_exists(name, transition.line);
    people(transition.by, transition.line);
    check_condition(transition.when);
    for (const auto& effect : transition.effects) check_effect(effect);
    if (transition.automatic) {
      if (transition.when.is_empty() || transition.to.empty() || !transition.by.empty() || !transition.asks.empty() ||
          transition.reason || !transition.signature.empty() || transition.quorum || transition.otherwise) {
        add(transition.line,
            "a step that happens by itself has “from”, “to” and “when”, and asks nobody for anything.");
      }
      return;
    }
    if (transition.by.empty()) add(transition.line, "the event “" + transition.event + "” does not say who: “by”.");
    const bool only_timer = std::all_of(transition.by.begin(), transition.by.end(),
                                        [](const Who& who) { return who.kind == Who::Kind::timer; });
    if (transition.title.empty() && !only_timer) {
      add(transition.line, "the event “" + transition.event + "” has no “title” for its button.");
    }
    if (transition.otherwise && !transition.when.is_empty()) {
      add(transition.line, "“otherwise” takes what is left over; it has no “when”.");
    }
    if (transition.quorum) check_quorum(transition);
  }

  void check_quorum(const Transition& transition) {
    const auto& quorum = *transition.quorum;
    people({quorum.of}, transition.line);
    if (quorum.of.kind != Who::Kind::field && quorum.of.kind != Who::Kind::role) {
      add(transition.line, "a quorum is “of” a field that names people, or of a role.");
    }
    if (quorum.of.kind == Who::Kind::role && !quorum.needed) {
      add(transition.line, "a quorum of a role says how many are “needed”.");
    }
    if (quorum.needed && *quorum.needed < 1) add(transition.line, "a quorum needs at least one person.");
    const auto& asks = transition.asks;
    if (quorum.of.kind == Who::Kind::field && std::find(asks.begin(), asks.end(), quorum.of.name) != asks.end()) {
      add(transition.line,
          "the form asks for “" + quorum.of.name + "”: an answer must not change who has to answer for the quorum.");
    }
    if (transition.by != std::vector<Who>{quorum.of}) {
      add(transition.line, "those who answer for a quorum are the same as “by”.");
    }
  }

  void check_condition(const Condition& condition) {
    for (const auto& part : condition.parts) check_condition(part);
    if (condition.kind != Condition::Kind::guard) return;
    const auto* guard = registry_.find_guard(condition.guard);
    if (guard == nullptr) {
      std::vector<std::string> known;
      for (const auto& [name, entry] : registry_.guards()) known.push_back(name);
      no_such("guard", condition.guard, known, condition.line);
      return;
    }
    if (auto problem = guard->check(condition.arguments, definition_)) {
      add(condition.line, "“" + condition.guard + "”: " + *problem);
    }
    if (condition.guard == "fact") check_facts(condition);
  }

  void check_facts(const Condition& condition) {
    const auto check = [&](const json::value& name) {
      if (!name.is_string()) {
        add(condition.line, "“fact” takes a name or a list of names.");
      } else if (!registry_.has_fact(name.get_string())) {
        std::vector<std::string> known;
        for (const auto& [fact, help] : registry_.facts()) known.push_back(fact);
        no_such("fact", std::string(name.get_string()), known, condition.line);
      }
    };
    if (condition.arguments.is_array()) {
      for (const auto& name : condition.arguments.get_array()) check(name);
    } else {
      check(condition.arguments);
    }
  }

  void check_effect(const EffectCall& call) {
    const auto* effect = registry_.find_effect(call.effect);
    if (effect == nullptr) {
      std::vector<std::string> known;
      for (const auto& [name, entry] : registry_.effects()) known.push_back(name);
      no_such("effect", call.effect, known, call.line);
    } else if (auto problem = effect->check(call.arguments, definition_)) {
      add(call.line, "“" + call.effect + "”: " + *problem);
    } else if (call.effect == "take") {
      check_rows(call);
    }
  }

  void check_rows(const EffectCall& call) {
    for (const auto& entry : call.arguments.as_object()) {
      if (registry_.has_rows(entry.value().as_string())) continue;
      std::vector<std::string> known;
      for (const auto& [name, help] : registry_.rows()) known.push_back(name);
      no_such("row source", std::string(entry.value().as_string()), known, call.line);
    }
  }

  void check_timer(const Timer& timer) {
    if (std::count_if(definition_.timers.begin(), definition_.timers.end(),
                      [&timer](const Timer& other) { return other.name == timer.name; }) > 1) {
      add(timer.line, "the timer “" + timer.name + "” is there twice.");
    }
    if (timer.in.empty()) add(timer.line, "the timer “" + timer.name + "” does not say in which states: “in”.");
    if (!timer.after && !timer.at) add(timer.line, "the timer “" + timer.name + "” has neither “after” nor “at”.");
    if (timer.before && !timer.at) add(timer.line, "“before” needs “at”.");
    if (timer.before && timer.after) add(timer.line, "a timer has “before” or “after”, not both.");
    if (timer.at) check_date_field(*timer.at, timer.line);
    if (timer.every && timer.every->amount == 0) add(timer.line, "“every” must be longer than nothing.");
    if (timer.event.empty() == timer.remind.empty()) {
      add(timer.line, "the timer “" + timer.name + "” either fires an “event” or reminds people: “remind”.");
    }
    if (timer.every && !timer.event.empty()) add(timer.line, "only a reminder comes again: “every”.");
    people(timer.remind, timer.line);
    for (const auto& state : timer.in) {
      if (definition_.find_state(state) == nullptr) {
        no_such("state", state, states_, timer.line);
      } else if (!timer.event.empty() && !timer_may_fire(timer.event, state)) {
        add(timer.line, "in the state “" + state + "” there is no event “" + timer.event + "” by “timer”.");
      }
      check_unsigned(timer, state);
    }
  }

  void check_unsigned(const Timer& timer, const std::string& state) {
    for (const auto& one : definition_.transitions) {
      const bool fired = !timer.event.empty() && one.event == timer.event &&
                         std::find(one.from.begin(), one.from.end(), state) != one.from.end();
      if (!fired || one.signature.empty()) continue;
      add(timer.line, "the event “" + timer.event + "” asks for a signature; a timer cannot sign.");
      return;
    }
  }

  bool timer_may_fire(const std::string& event, const std::string& state) const {
    return std::any_of(definition_.transitions.begin(), definition_.transitions.end(), [&](const Transition& one) {
      return one.event == event && std::find(one.from.begin(), one.from.end(), state) != one.from.end() &&
             std::find(one.by.begin(), one.by.end(), Who{Who::Kind::timer, ""}) != one.by.end();
    });
  }

  const Definition& definition_;
  const Registry& registry_;
  std::vector<DefinitionProblem>& problems_;
  std::vector<std::string> states_;
  std::vector<std::string> fields_;
};

}  // namespace

std::vector<DefinitionProblem> lint(const Definition& definition, const Registry& registry) {
  std::vector<DefinitionProblem> problems;
  Linter(definition, registry, problems).names();
  if (problems.empty()) lint_graph(definition, problems);
  return problems;
}

}  // namespace provost::workflows::engine
