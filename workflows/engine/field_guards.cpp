#include "workflows/engine/guard_support.hpp"
#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

std::optional<std::string> check_bounds(const json::value& arguments, const Definition& definition) {
  return check_field_map(arguments, definition,
                         [](const Field& field, const json::value& value) -> std::optional<std::string> {
                           if (field.type != FieldType::number || !value.is_number()) {
                             return "this compares a number field with a number.";
                           }
                           return std::nullopt;
                         });
}

std::optional<std::string> check_is(const json::value& arguments, const Definition& definition) {
  return check_field_map(arguments, definition, check_fixed_value);
}

Verdict set_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  std::vector<Verdict> verdicts;
  for (const auto& name : as_list(arguments)) {
    const std::string field(name.as_string());
    verdicts.push_back(is_filled(situation.instance.fields, field) ? Verdict::yes()
                       : situation.deferred.contains(field)
                           ? Verdict::unknown()
                           : Verdict::no("“" + label_of(definition, field) + "” is not filled in yet."));
  }
  return all_of(std::move(verdicts));
}

Verdict is_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  std::vector<Verdict> verdicts;
  for (const auto& entry : arguments.as_object()) {
    const auto& field = *definition.find_field(entry.key());
    if (situation.deferred.contains(field.name)) {
      verdicts.push_back(Verdict::unknown());
    } else if (is_one_of(value_of(situation, field.name), entry.value())) {
      verdicts.push_back(Verdict::yes());
    } else {
      verdicts.push_back(
          Verdict::no("“" + label_of(definition, field.name) + "” is not " + choices_text(field, entry.value()) + "."));
    }
  }
  return all_of(std::move(verdicts));
}

/// at_least and at_most; an empty field is neither.
Verdict bound_guard(const json::value& arguments, const Definition& definition, const Situation& situation,
                    bool lower_bound) {
  std::vector<Verdict> verdicts;
  for (const auto& entry : arguments.as_object()) {
    const std::string field(entry.key());
    if (situation.deferred.contains(field)) {
      verdicts.push_back(Verdict::unknown());
      continue;
    }
    const auto* value = value_of(situation, field);
    const auto bound = entry.value().to_number<double>();
    const bool fits = value != nullptr && value->is_number() &&
                      (lower_bound ? value->to_number<double>() >= bound : value->to_number<double>() <= bound);
    verdicts.push_back(fits ? Verdict::yes()
                            : Verdict::no("“" + label_of(definition, field) + "” must be at " +
                                          (lower_bound ? "least " : "most ") + json::serialize(entry.value()) + "."));
  }
  return all_of(std::move(verdicts));
}

}  // namespace

void add_field_guards(Registry& registry) {
  registry.add_guard("set", {"The field, or each of a list of fields, is filled in.", check_field_names, set_guard});
  registry.add_guard("is",
                     {"The field has this value, or one of a list of values: {field: value}.", check_is, is_guard});
  registry.add_guard("at_least",
                     {"The number is this or more: {field: 80}.", check_bounds,
                      [](const json::value& arguments, const Definition& definition, const Situation& situation) {
                        return bound_guard(arguments, definition, situation, true);
                      }});
  registry.add_guard("at_most",
                     {"The number is this or less: {field: 5}.", check_bounds,
                      [](const json::value& arguments, const Definition& definition, const Situation& situation) {
                        return bound_guard(arguments, definition, situation, false);
                      }});
}

}  // namespace provost::workflows::engine
