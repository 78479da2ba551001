#include <algorithm>
#include <boost/json.hpp>

#include "workflows/engine/step.hpp"
#include "workflows/engine/transition_rules.hpp"

namespace provost::workflows::engine {

namespace {

void add_reasons(Possibility& possibility, const Verdict& verdict) {
  if (verdict.result != Verdict::Result::fails) return;
  possibility.reasons.insert(possibility.reasons.end(), verdict.reasons.begin(), verdict.reasons.end());
}

void check_own_answer(Possibility& possibility, const Transition& form, const Situation& situation) {
  if (!form.quorum || !situation.acts_as(form.quorum->of)) return;
  const Answer answer{form.event, answering_person(form.quorum->of, situation)};
  const auto& given = situation.instance.answers;
  if (std::find(given.begin(), given.end(), answer) != given.end()) {
    possibility.reasons.push_back({true, "You have given this answer already; it waits for the others."});
  }
}

}  // namespace

bool Possibility::is_for_person() const {
  return std::none_of(reasons.begin(), reasons.end(), [](const Reason& reason) { return reason.about_person; });
}

std::optional<Possibility> explain_event(const Definition& definition, const Registry& registry,
                                         const Situation& situation, std::string_view event) {
  const auto branches = branches_of(definition, situation.instance.state, event);
  if (branches.empty()) return std::nullopt;
  const auto& form = *branches.front();
  if (std::all_of(form.by.begin(), form.by.end(), [](const Who& who) { return who.kind == Who::Kind::timer; })) {
    return std::nullopt;
  }
  Possibility possibility;
  possibility.event = event;
  possibility.title = form.title;
  possibility.help = form.help;
  possibility.needs = form.needs;
  possibility.signature = form.signature;
  for (const auto& name : form.asks) possibility.asks.push_back(definition.find_field(name));
  for (const auto* branch : branches) {
    const auto& to = branch->to.empty() ? situation.instance.state : branch->to;
    if (std::find(possibility.to.begin(), possibility.to.end(), to) == possibility.to.end()) {
      possibility.to.push_back(to);
    }
  }
  possibility.leads_back = std::all_of(branches.begin(), branches.end(), [&](const Transition* branch) {
    return definition.leads_back(*branch, situation.instance.state);
  });
  possibility.needs_comment = form.reason || possibility.leads_back;

  add_reasons(possibility, may_act(form, definition, situation));
  Situation asked = situation;
  asked.deferred = {form.asks.begin(), form.asks.end()};
  const auto choice = choose_branch(branches, definition, registry, asked);
  if (choice.branch == nullptr) add_reasons(possibility, choice.verdict);
  check_own_answer(possibility, form, situation);
  possibility.allowed = possibility.reasons.empty();
  return possibility;
}

std::vector<Possibility> explain(const Definition& definition, const Registry& registry, const Situation& situation) {
  std::vector<Possibility> list;
  for (const auto& event : definition.events()) {
    if (auto possibility = explain_event(definition, registry, situation, event)) {
      list.push_back(std::move(*possibility));
    }
  }
  return list;
}

}  // namespace provost::workflows::engine
