#include "workflows/engine/registry.hpp"

#include <boost/json.hpp>

#include "workflows/engine/effects.hpp"
#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

Verdict evaluate_all(const Condition& condition, const Definition& definition, const Registry& registry,
                     const Situation& situation) {
  Verdict result;
  for (const auto& part : condition.parts) {
    auto verdict = evaluate(part, definition, registry, situation);
    if (verdict.result == Verdict::Result::fails) {
      result.result = Verdict::Result::fails;
      std::move(verdict.reasons.begin(), verdict.reasons.end(), std::back_inserter(result.reasons));
    } else if (verdict.result == Verdict::Result::open && result.result == Verdict::Result::holds) {
      result.result = Verdict::Result::open;
    }
  }
  return result;
}

Verdict evaluate_any(const Condition& condition, const Definition& definition, const Registry& registry,
                     const Situation& situation) {
  Verdict result{Verdict::Result::fails, {}};
  for (const auto& part : condition.parts) {
    auto verdict = evaluate(part, definition, registry, situation);
    if (verdict.result == Verdict::Result::holds) return verdict;
    if (verdict.result == Verdict::Result::open) result.result = Verdict::Result::open;
    std::move(verdict.reasons.begin(), verdict.reasons.end(), std::back_inserter(result.reasons));
  }
  if (result.result == Verdict::Result::open) result.reasons.clear();
  return result;
}

Verdict evaluate_negation(const Condition& condition, const Definition& definition, const Registry& registry,
                          const Situation& situation) {
  auto verdict = evaluate(condition.parts.front(), definition, registry, situation);
  if (verdict.result == Verdict::Result::open) return verdict;
  if (verdict.result == Verdict::Result::fails) return Verdict::yes();
  return Verdict::no("The present values do not allow this step.");
}

}  // namespace

const Registry::Guard* Registry::find_guard(std::string_view name) const {
  const auto found = guards_.find(name);
  return found == guards_.end() ? nullptr : &found->second;
}

const Registry::Effect* Registry::find_effect(std::string_view name) const {
  const auto found = effects_.find(name);
  return found == effects_.end() ? nullptr : &found->second;
}

Registry general_registry() {
  Registry registry;
  add_field_guards(registry);
  add_table_guards(registry);
  add_date_guards(registry);
  add_people_guards(registry);
  add_case_guards(registry);
  add_effects(registry);
  return registry;
}

Verdict evaluate(const Condition& condition, const Definition& definition, const Registry& registry,
                 const Situation& situation) {
  Verdict verdict;
  switch (condition.kind) {
    case Condition::Kind::all:
      verdict = evaluate_all(condition, definition, registry, situation);
      break;
    case Condition::Kind::any:
      verdict = evaluate_any(condition, definition, registry, situation);
      break;
    case Condition::Kind::negation:
      verdict = evaluate_negation(condition, definition, registry, situation);
      break;
    case Condition::Kind::guard:
      verdict = registry.find_guard(condition.guard)->evaluate(condition.arguments, definition, situation);
      break;
  }
  if (verdict.result == Verdict::Result::fails && !condition.says.empty()) {
    const bool about_person = !verdict.reasons.empty() && verdict.reasons.front().about_person;
    verdict.reasons = {{about_person, condition.says}};
  }
  return verdict;
}

}  // namespace provost::workflows::engine
