#include "workflows/engine/transition_rules.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

std::string who_text(const Who& who, const Definition& definition) {
  switch (who.kind) {
    case Who::Kind::role: {
      auto words = who.name;
      std::replace(words.begin(), words.end(), '_', ' ');
      return "people with the role “" + words + "”";
    }
    case Who::Kind::owner:
      return "the owner of the case";
    case Who::Kind::opener:
      return "the person who opened the case";
    case Who::Kind::assignee:
      return "the person who has the task";
    case Who::Kind::field:
      return "those named under “" + label_of(definition, who.name) + "”";
    case Who::Kind::anybody:
      return "everybody";
    case Who::Kind::timer:
      break;
  }
  return "the program, when the time has come";
}

/// Why one branch of an event is not taken.
struct Refusal {
  bool meant = false;  ///< the values that choose between the branches choose this one
  std::vector<Reason> reasons;
};

bool is_meant(const Condition& condition, const Definition& definition, const Registry& registry,
              const Situation& situation) {
  if (condition.kind == Condition::Kind::all) {
    return std::all_of(condition.parts.begin(), condition.parts.end(),
                       [&](const Condition& part) { return is_meant(part, definition, registry, situation); });
  }
  return condition.kind != Condition::Kind::guard || condition.guard != "is" ||
         evaluate(condition, definition, registry, situation).result == Verdict::Result::holds;
}

/// Of the branches that the values choose, else of all: what blocks every branch is why the event is not possible; only
/// when there is no such thing, what blocks any.
std::vector<Reason> reasons_of_all(std::vector<Refusal> branches) {
  const auto is_another = [](const Refusal& one) { return !one.meant; };
  if (!std::all_of(branches.begin(), branches.end(), is_another)) std::erase_if(branches, is_another);
  std::vector<std::vector<Reason>> refusals;
  for (auto& one : branches) refusals.push_back(std::move(one.reasons));
  std::vector<Reason> shared;
  std::vector<Reason> any;
  const auto is_in = [](const std::vector<Reason>& list, const Reason& reason) {
    return std::find(list.begin(), list.end(), reason) != list.end();
  };
  for (const auto& refusal : refusals) {
    for (const auto& reason : refusal) {
      if (is_in(any, reason)) continue;
      any.push_back(reason);
      if (std::all_of(refusals.begin(), refusals.end(), [&](const auto& list) { return is_in(list, reason); })) {
        shared.push_back(reason);
      }
    }
  }
  return shared.empty() ? any : shared;
}

}  // namespace

std::vector<const Transition*> branches_of(const Definition& definition, std::string_view state,
                                           std::string_view event) {
  std::vector<const Transition*> branches;
  for (const auto& transition : definition.transitions) {
    if (!transition.automatic && transition.event == event &&
        std::find(transition.from.begin(), transition.from.end(), state) != transition.from.end()) {
      branches.push_back(&transition);
    }
  }
  return branches;
}

std::string who_text(const std::vector<Who>& by, const Definition& definition) {
  std::string text;
  for (std::size_t i = 0; i < by.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == by.size() ? " or " : ", ") + who_text(by[i], definition);
  }
  return text;
}

Verdict may_act(const Transition& transition, const Definition& definition, const Situation& situation) {
  const auto& by = transition.by;
  if (std::any_of(by.begin(), by.end(), [&situation](const Who& who) { return situation.acts_as(who); })) {
    return Verdict::yes();
  }
  return Verdict::no("This can be done by " + who_text(by, definition) + ".", true);
}

BranchChoice choose_branch(const std::vector<const Transition*>& branches, const Definition& definition,
                           const Registry& registry, const Situation& situation) {
  BranchChoice choice;
  choice.verdict.result = Verdict::Result::fails;
  std::vector<Refusal> refusals;
  bool open = false;
  for (const auto* branch : branches) {
    auto verdict = branch->otherwise ? Verdict::yes() : evaluate(branch->when, definition, registry, situation);
    if (verdict.result == Verdict::Result::open) {
      open = true;
    } else if (verdict.result == Verdict::Result::holds) {
      if (open) break;
      return {branch, Verdict::yes()};
    }
    if (verdict.result == Verdict::Result::fails) {
      refusals.push_back({is_meant(branch->when, definition, registry, situation), std::move(verdict.reasons)});
    }
  }
  if (open) {
    choice.verdict = Verdict::unknown();
  } else {
    choice.verdict.reasons = reasons_of_all(std::move(refusals));
  }
  return choice;
}

std::string answering_person(const Who& of, const Situation& situation) {
  const auto& acting = situation.acting;
  if (of.kind == Who::Kind::field) {
    const auto named = people_in(situation.instance.fields, of.name);
    if (std::find(named.begin(), named.end(), acting.email) != named.end()) return acting.email;
    for (const auto& person : named) {
      if (acting.is(person)) return person;
    }
  }
  return acting.email;
}

std::size_t answers_given(const Transition& transition, const Instance& instance) {
  const auto& of = transition.quorum->of;
  const auto named = people_in(instance.fields, of.name);
  const auto counts = [&](const Answer& answer) {
    return answer.event == transition.event &&
           (of.kind != Who::Kind::field || std::find(named.begin(), named.end(), answer.person) != named.end());
  };
  return static_cast<std::size_t>(std::count_if(instance.answers.begin(), instance.answers.end(), counts));
}

std::size_t answers_needed(const Quorum& quorum, const Situation& situation) {
  if (quorum.of.kind != Who::Kind::field) return static_cast<std::size_t>(quorum.needed.value_or(1));
  const auto named = people_in(situation.instance.fields, quorum.of.name).size();
  return quorum.needed ? std::min(named, static_cast<std::size_t>(*quorum.needed)) : named;
}

}  // namespace provost::workflows::engine
