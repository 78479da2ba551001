#include "workflows/chat/chat_steps.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace provost::workflows::chat {

namespace {

using engine::Condition;

/// Adds the date fields that a condition wants to have come: what was done on a day can have been done today.
void add_past_days(const Condition& condition, std::set<std::string>& fields) {
  if (condition.kind == Condition::Kind::all) {
    for (const auto& part : condition.parts) add_past_days(part, fields);
  }
  const bool is_plain =
      condition.kind == Condition::Kind::guard && condition.guard == "date_reached" && condition.arguments.is_string();
  if (is_plain) fields.emplace(condition.arguments.get_string());
}

std::set<std::string> past_days_of(const engine::Definition& definition, const std::string& state,
                                   const std::string& event) {
  std::set<std::string> fields;
  for (const auto& transition : definition.transitions) {
    const auto& from = transition.from;
    if (transition.event != event || std::find(from.begin(), from.end(), state) == from.end()) continue;
    add_past_days(transition.when, fields);
  }
  return fields;
}

}  // namespace

std::vector<ChatStep> steps_from_chat(const cases::CaseView& view, Day today) {
  std::vector<ChatStep> steps;
  for (const auto& possible : view.allowed) {
    const bool stays = possible.to.size() == 1 && possible.to.front() == view.one.state;
    if (!possible.allowed || !possible.signature.empty() || possible.needs_comment || possible.leads_back || stays) {
      continue;
    }
    const auto past_days = past_days_of(*view.version.definition, view.one.state, possible.event);
    ChatStep step{possible.event, possible.title, {}};
    bool needs_form = false;
    for (const auto* field : possible.asks) {
      if (past_days.contains(field->name)) {
        step.fields[field->name] = to_text(today);
      } else {
        needs_form = true;
      }
    }
    if (!needs_form) steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace provost::workflows::chat
