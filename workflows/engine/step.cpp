#include "workflows/engine/step.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/engine/effects.hpp"
#include "workflows/engine/transition_rules.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_comment = 4'000;

std::vector<Field> chosen_fields(const Definition& definition, const std::vector<std::string>& names) {
  std::vector<Field> chosen;
  for (const auto& name : names) chosen.push_back(*definition.find_field(name));
  return chosen;
}

void put(json::object& fields, const json::object& values) {
  for (const auto& entry : values) {
    if (entry.value().is_null()) {
      fields.erase(entry.key());
    } else {
      fields[entry.key()] = entry.value();
    }
  }
}

/// Adds a problem for each field that must be filled, is asked for in this case, and is empty.
void check_needed(const Definition& definition, const Registry& registry, const Situation& situation,
                  const std::vector<std::string>& needs, std::vector<FieldProblem>& problems) {
  for (const auto& name : needs) {
    const auto& field = *definition.find_field(name);
    const bool named =
        std::any_of(problems.begin(), problems.end(), [&name](const auto& problem) { return problem.field == name; });
    if (named || is_filled(situation.instance.fields, name)) continue;
    if (evaluate(field.when, definition, registry, situation).result == Verdict::Result::fails) continue;
    problems.push_back({name, "“" + field.label + "” must be filled in."});
  }
}

[[noreturn]] void refuse(const std::vector<Reason>& reasons, const std::string& title) {
  std::vector<std::string> texts;
  bool about_person = !reasons.empty();
  for (const auto& reason : reasons) {
    texts.push_back(reason.text);
    about_person = about_person && reason.about_person;
  }
  if (about_person) throw Forbidden(texts.front());
  std::string whole = "“" + title + "” is not possible now.";
  for (const auto& text : texts) whole += " " + text;
  throw Conflict(whole, texts);
}

/// Carries out what the engine can itself, and leaves the rest to the caller.
void take_effects(const Transition& transition, const Definition& definition, const Situation& situation,
                  Outcome& outcome, Step& entry) {
  for (const auto& call : transition.effects) {
    if (const auto values = values_of_effect(call, definition, situation, outcome.instance.fields)) {
      put(outcome.instance.fields, *values);
      for (const auto& value : *values) entry.changes[value.key()] = value.value();
    } else {
      outcome.effects.push_back(call);
    }
  }
}

void move_to(const std::string& to, Instant now, Instance& instance) {
  if (to.empty()) return;
  instance.state = to;
  instance.answers.clear();
  instance.entered_at = now;
}

/// Automatic steps from where the outcome stands. The linter allows no circle; the bound guards against one anyway.
void follow(const Definition& definition, const Registry& registry, Situation situation, Outcome& outcome) {
  for (std::size_t round = 0; round <= definition.states.size(); ++round) {
    // What the effects bring about, such as cases that belong to this one, decides whether it may move on.
    if (!outcome.effects.empty()) return;
    situation.instance = outcome.instance;
    situation.fields_before.reset();
    situation.deferred.clear();
    const Transition* next = nullptr;
    for (const auto& transition : definition.transitions) {
      if (transition.automatic &&
          std::find(transition.from.begin(), transition.from.end(), outcome.instance.state) != transition.from.end() &&
          evaluate(transition.when, definition, registry, situation).result == Verdict::Result::holds) {
        next = &transition;
        break;
      }
    }
    if (next == nullptr) return;
    Step entry;
    entry.event = next->event;
    entry.title = next->title;
    entry.from = outcome.instance.state;
    entry.to = next->to;
    entry.automatic = true;
    move_to(next->to, situation.now, outcome.instance);
    take_effects(*next, definition, situation, outcome, entry);
    outcome.steps.push_back(std::move(entry));
  }
  throw Conflict("The workflow “" + definition.title + "” goes round in circles here.");
}

/// The fields of a form that are asked for in this situation.
json::object accepted_fields(const Definition& definition, const Registry& registry, Situation& situation,
                             const std::vector<std::string>& asks, const std::vector<std::string>& needs,
                             const json::object& given, const Directory& directory,
                             std::vector<FieldProblem>& problems) {
  auto values = checked_values(chosen_fields(definition, asks), given, directory, problems);
  put(situation.instance.fields, values);
  check_needed(definition, registry, situation, needs, problems);
  return values;
}

/// Counts an answer where several are needed; true when they are enough.
bool is_answer_enough(const Transition& branch, const Situation& situation, Instance& instance) {
  const auto person = answering_person(branch.quorum->of, situation);
  const Answer answer{branch.event, person};
  if (std::find(instance.answers.begin(), instance.answers.end(), answer) != instance.answers.end()) {
    throw Conflict("You have given this answer already; it waits for the others.");
  }
  instance.answers.push_back(answer);
  return answers_given(branch, instance) >= answers_needed(*branch.quorum, situation);
}

}  // namespace

Outcome step(const Definition& definition, const Registry& registry, const Situation& before, const Action& action,
             const Directory& directory) {
  const auto known = definition.events();
  if (std::find(known.begin(), known.end(), action.event) == known.end()) {
    throw Invalid("event", "“" + shortened(action.event, 60) + "” is not something that can happen to a case of “" +
                               definition.title + "”.");
  }
  const auto branches = branches_of(definition, before.instance.state, action.event);
  if (branches.empty()) {
    throw Conflict("“" + action.event + "” is not possible while the case is in the state “" +
                   definition.state(before.instance.state).title + "”.");
  }
  const auto& form = *branches.front();
  if (const auto verdict = may_act(form, definition, before); verdict.result == Verdict::Result::fails) {
    throw Forbidden(verdict.reasons.front().text);
  }

  Situation situation = before;
  situation.fields_before = before.instance.fields;
  situation.deferred.clear();
  std::vector<FieldProblem> problems;
  Step entry;
  entry.changes =
      accepted_fields(definition, registry, situation, form.asks, form.needs, action.fields, directory, problems);
  if (!problems.empty()) throw Invalid(problems);
  try {
    check_paragraphs(action.comment, "comment", longest_comment, false);
  } catch (const Invalid&) {
    throw Invalid("comment", "The comment is too long or holds characters that cannot be shown.");
  }

  const auto [branch, verdict] = choose_branch(branches, definition, registry, situation);
  if (branch == nullptr) refuse(verdict.reasons, form.title);
  const bool has_comment = action.comment.find_first_not_of(" \t\r\n") != std::string::npos;
  if (!has_comment && (branch->reason || definition.leads_back(*branch, situation.instance.state))) {
    throw Invalid("comment", "Please say why.");
  }
  if (!branch->signature.empty() && !action.has_signature) {
    throw Invalid("secret", "Give your password again to sign this.");
  }

  Outcome outcome;
  outcome.instance = situation.instance;
  entry.event = branch->event;
  entry.title = branch->title;
  entry.from = before.instance.state;
  entry.comment = action.comment;
  entry.signature = branch->signature;
  if (branch->quorum && !is_answer_enough(*branch, situation, outcome.instance)) {
    entry.to = entry.from;
    entry.waits_for_others = true;
    outcome.steps.push_back(std::move(entry));
    return outcome;
  }
  entry.to = branch->to.empty() ? entry.from : branch->to;
  move_to(branch->to, situation.now, outcome.instance);
  take_effects(*branch, definition, situation, outcome, entry);
  outcome.steps.push_back(std::move(entry));
  follow(definition, registry, std::move(situation), outcome);
  return outcome;
}

Outcome settle(const Definition& definition, const Registry& registry, const Situation& situation) {
  Outcome outcome;
  outcome.instance = situation.instance;
  follow(definition, registry, situation, outcome);
  return outcome;
}

json::object opening_values(const Definition& definition, const Registry& registry, const Situation& before,
                            const json::object& given, const Directory& directory) {
  Situation situation = before;
  auto asks = definition.opening_asks;
  asks.insert(asks.end(), definition.opening_needs.begin(), definition.opening_needs.end());
  std::vector<FieldProblem> problems;
  accepted_fields(definition, registry, situation, asks, definition.opening_needs, given, directory, problems);
  if (!problems.empty()) throw Invalid(problems);
  return situation.instance.fields;
}

std::string signature_for(const Definition& definition, const std::string& state, const std::string& event) {
  const auto branches = branches_of(definition, state, event);
  return branches.empty() ? "" : branches.front()->signature;
}

}  // namespace provost::workflows::engine
