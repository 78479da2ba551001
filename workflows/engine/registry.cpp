#include "workflows/engine/registry.hpp"

#include <boost/json.hpp>

#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

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

std::optional<std::string> check_open_case(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object()) return "this is written {workflow: name, title: text, fields: {…}, for_each: table}.";
  const auto& object = arguments.get_object();
  for (const auto& entry : object) {
    if (entry.key() != "workflow" && entry.key() != "title" && entry.key() != "fields" && entry.key() != "for_each" &&
        entry.key() != "where" && entry.key() != "values") {
      return "\"" + std::string(entry.key()) + "\" is not known here.";
    }
  }
  if (!object.contains("workflow") || !object.at("workflow").is_string()) return "`workflow` names the workflow.";
  if (const auto* table = object.if_contains("for_each")) {
    const auto* field = table->is_string() ? definition.find_field(table->get_string()) : nullptr;
    if (field == nullptr || (field->type != FieldType::table && field->type != FieldType::people)) {
      return "`for_each` names a table of this workflow, or a field of people.";
    }
  }
  if (const auto* fields = object.if_contains("fields"); fields != nullptr && !fields->is_object()) {
    return "`fields` is written {their field: our field}.";
  }
  if (const auto* values = object.if_contains("values"); values != nullptr && !values->is_object()) {
    return "`values` is written {their field: value}.";
  }
  return std::nullopt;
}

}  // namespace

std::optional<DateExpression> parse_date_expression(std::string_view text) {
  const auto plus = text.find(" + ");
  if (plus == std::string_view::npos)
    return text == "today" ? std::optional(DateExpression{"today", {}}) : std::nullopt;
  const auto duration = parse_duration(text.substr(plus + 3));
  if (!duration || plus == 0) return std::nullopt;
  return DateExpression{std::string(text.substr(0, plus)), *duration};
}

namespace {

std::optional<std::string> check_set(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object() || arguments.get_object().empty()) return "this is written {field: value}.";
  for (const auto& entry : arguments.get_object()) {
    const auto* field = definition.find_field(entry.key());
    if (field == nullptr) return "there is no field \"" + std::string(entry.key()) + "\".";
    if (field->type != FieldType::date || !entry.value().is_string()) continue;
    const auto wanted = parse_date_expression(entry.value().get_string());
    if (!wanted) return "a date is set to `today`, `today + 12 months` or `name_of_a_date_field + 12 months`.";
    if (wanted->base == "today") continue;
    const auto* base = definition.find_field(wanted->base);
    if (base == nullptr || base->type != FieldType::date) return "there is no date field \"" + wanted->base + "\".";
  }
  return std::nullopt;
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
  add_case_guards(registry);
  add_people_guards(registry);
  registry.add_effect(
      "set", {"Fills a field of the case: {field: value}; `null` empties it; dates take `today`, `today + 3 months` or "
              "`name_of_a_date_field + 3 months`.",
              check_set});
  registry.add_effect("fill", {"As `set`, but only where the field is still empty: a value to go on with when nobody "
                               "gave another.",
                               check_set});
  registry.add_effect(
      "open_case",
      {"Opens a case that belongs to this one, or one for each row of a table; for each of some people, `person` "
       "stands for their address. `fields` takes values from this case, `values` gives some that are always the same.",
       check_open_case});
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
