#include "workflows/engine/effects.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

constexpr std::string_view acting_person = "acting_person";

std::optional<std::string> check_open_case(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object()) return "this is written {workflow: name, title: text, fields: {…}, for_each: table}.";
  const auto& object = arguments.get_object();
  for (const auto& entry : object) {
    if (entry.key() != "workflow" && entry.key() != "title" && entry.key() != "fields" && entry.key() != "for_each" &&
        entry.key() != "where" && entry.key() != "values" && entry.key() != "links") {
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
  if (const auto* links = object.if_contains("links"); links != nullptr && !links->is_bool()) {
    return "`links` is true or false.";
  }
  if (const auto* where = object.if_contains("where"); where != nullptr && !where->is_object()) {
    return "`where` is written {column: value} or {column: [values]}.";
  }
  return std::nullopt;
}

std::optional<std::string> check_dispose(const json::value& arguments, const Definition& definition) {
  const auto* table = arguments.is_string() ? definition.find_field(arguments.get_string()) : nullptr;
  const bool names_records =
      table != nullptr && table->type == FieldType::table &&
      std::any_of(table->columns.begin(), table->columns.end(), [](const auto& one) { return one.name == "record"; });
  return names_records ? std::nullopt : std::optional<std::string>("this names a table with a column `record`.");
}

std::optional<std::string> check_date(const json::value& value, const Definition& definition) {
  constexpr auto form = "a date is set to `today`, `today + 12 months` or `name_of_a_date_field + 12 months`.";
  if (!value.is_string()) return form;
  const auto wanted = parse_date_expression(value.get_string());
  if (!wanted) return form;
  if (wanted->base == "today") return std::nullopt;
  const auto* base = definition.find_field(wanted->base);
  if (base == nullptr || base->type != FieldType::date) return "there is no date field \"" + wanted->base + "\".";
  return std::nullopt;
}

std::optional<std::string> check_set_value(const Field& field, const json::value& value, const Definition& definition) {
  if (field.type == FieldType::date) return check_date(value, definition);
  if (field.type != FieldType::person) return check_fixed_value(field, value);
  if (value.is_string() && value.get_string() == acting_person) return std::nullopt;
  return "a person is set to `acting_person`, whoever takes the step.";
}

std::optional<std::string> check_set(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object() || arguments.get_object().empty()) return "this is written {field: value}.";
  for (const auto& entry : arguments.get_object()) {
    const auto* field = definition.find_field(entry.key());
    if (field == nullptr) return "there is no field \"" + std::string(entry.key()) + "\".";
    if (entry.value().is_null()) continue;
    if (auto problem = check_set_value(*field, entry.value(), definition)) return problem;
  }
  return std::nullopt;
}

std::optional<std::string> check_number_field(std::string_view name, const Definition& definition) {
  const auto* field = definition.find_field(name);
  if (field == nullptr) return "there is no field \"" + std::string(name) + "\".";
  if (field->type != FieldType::number) return "\"" + field->name + "\" is not a number.";
  return std::nullopt;
}

std::optional<std::string> check_add(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object() || arguments.get_object().empty()) return "this is written {field: 1}.";
  for (const auto& entry : arguments.get_object()) {
    if (auto problem = check_number_field(entry.key(), definition)) return problem;
    if (!entry.value().is_int64()) return "a whole number is added.";
  }
  return std::nullopt;
}

std::optional<std::string> check_multiply(const json::value& arguments, const Definition& definition) {
  constexpr auto form = "this is written {field: [number_field, number_field]}.";
  if (!arguments.is_object() || arguments.get_object().empty()) return form;
  for (const auto& entry : arguments.get_object()) {
    if (auto problem = check_number_field(entry.key(), definition)) return problem;
    if (!entry.value().is_array() || entry.value().get_array().size() < 2) return form;
    for (const auto& factor : entry.value().get_array()) {
      if (!factor.is_string()) return form;
      if (auto problem = check_number_field(factor.get_string(), definition)) return problem;
    }
  }
  return std::nullopt;
}

std::optional<std::string> check_take(const json::value& arguments, const Definition& definition) {
  constexpr auto form = "this is written {table: name_of_what_the_program_keeps}.";
  if (!arguments.is_object() || arguments.get_object().empty()) return form;
  for (const auto& entry : arguments.get_object()) {
    const auto* field = definition.find_field(entry.key());
    if (field == nullptr || field->type != FieldType::table) {
      return "there is no table \"" + std::string(entry.key()) + "\".";
    }
    if (!entry.value().is_string()) return form;
  }
  return std::nullopt;
}

std::optional<Day> day_of(const DateExpression& wanted, const Situation& situation, const json::object& present) {
  auto day = std::optional(situation.today());
  if (wanted.base != "today") {
    const auto* base = present.if_contains(wanted.base);
    day = base != nullptr && base->is_string() ? parse_day(base->get_string()) : std::nullopt;
  }
  if (day && wanted.later) day = later_day(*day, *wanted.later, situation.calendar);
  return day;
}

json::object values_set(const json::object& arguments, const Definition& definition, const Situation& situation,
                        const json::object& present) {
  json::object values;
  for (const auto& entry : arguments) {
    const auto& field = *definition.find_field(entry.key());
    if (field.type == FieldType::person && entry.value().is_string()) {
      if (!situation.acting.program) values[entry.key()] = situation.acting.email;
    } else if (field.type != FieldType::date || !entry.value().is_string()) {
      values[entry.key()] = entry.value();
    } else if (const auto day = day_of(*parse_date_expression(entry.value().get_string()), situation, present)) {
      values[entry.key()] = to_text(*day);
    }
  }
  return values;
}

/// As fields keep numbers: whole ones without a point.
json::value kept_number(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) return static_cast<std::int64_t>(number);
  return number;
}

std::optional<double> number_in(const json::object& fields, std::string_view name) {
  const auto* value = fields.if_contains(name);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<double>()) : std::nullopt;
}

json::object values_added(const json::object& arguments, const json::object& present) {
  json::object values;
  for (const auto& entry : arguments) {
    values[entry.key()] = kept_number(number_in(present, entry.key()).value_or(0) + entry.value().to_number<double>());
  }
  return values;
}

json::object values_multiplied(const json::object& arguments, const json::object& present) {
  json::object values;
  for (const auto& entry : arguments) {
    std::optional<double> product = 1;
    for (const auto& factor : entry.value().as_array()) {
      const auto number = number_in(present, factor.as_string());
      product = product && number ? std::optional(*product * *number) : std::nullopt;
    }
    if (product) values[entry.key()] = kept_number(*product);
  }
  return values;
}

/// The columns that the table has; what the program keeps may know more.
json::object row_taken(const Field& table, const json::object& given) {
  json::object row;
  for (const auto& column : table.columns) {
    const auto* cell = given.if_contains(column.name);
    if (cell != nullptr && !cell->is_null()) row[column.name] = *cell;
  }
  return row;
}

json::object values_taken(const json::object& arguments, const Definition& definition, const Situation& situation) {
  json::object values;
  for (const auto& entry : arguments) {
    const auto& table = *definition.find_field(entry.key());
    json::array rows;
    if (situation.rows) {
      for (const auto& given : situation.rows(std::string(entry.value().as_string()))) {
        rows.push_back(row_taken(table, given.as_object()));
      }
    }
    values[entry.key()] = rows.empty() ? json::value(nullptr) : json::value(std::move(rows));
  }
  return values;
}

}  // namespace

std::optional<DateExpression> parse_date_expression(std::string_view text) {
  const auto plus = text.find(" + ");
  const auto base = text.substr(0, plus);
  if (base.empty() || base.find(' ') != std::string_view::npos) return std::nullopt;
  if (plus == std::string_view::npos) return DateExpression{std::string(base), std::nullopt};
  const auto duration = parse_duration(text.substr(plus + 3));
  if (!duration) return std::nullopt;
  return DateExpression{std::string(base), *duration};
}

std::optional<json::object> values_of_effect(const EffectCall& call, const Definition& definition,
                                             const Situation& situation, const json::object& present) {
  const auto* arguments = call.arguments.if_object();
  if (arguments == nullptr) return std::nullopt;
  if (call.effect == "add") return values_added(*arguments, present);
  if (call.effect == "multiply") return values_multiplied(*arguments, present);
  if (call.effect == "take") return values_taken(*arguments, definition, situation);
  if (call.effect == "set") return values_set(*arguments, definition, situation, present);
  if (call.effect != "fill") return std::nullopt;
  auto values = values_set(*arguments, definition, situation, present);
  for (const auto& entry : present) {
    if (is_filled(present, entry.key())) values.erase(entry.key());
  }
  return values;
}

void add_effects(Registry& registry) {
  registry.add_effect(
      "set",
      {"Fills a field of the case: {field: value}; `null` empties it; dates take `today`, another date field, or "
       "either with a time after it: `today + 3 months`, `name_of_a_date_field + 3 months`; a person takes "
       "`acting_person`, whoever takes the step.",
       check_set});
  registry.add_effect("fill", {"As `set`, but only where the field is still empty: a value to go on with when nobody "
                               "gave another.",
                               check_set});
  registry.add_effect(
      "add", {"Adds a whole number to a number field, which counts as 0 while it is empty: {field: 1}.", check_add});
  registry.add_effect("multiply", {"Fills a number field with the product of others, once all of them are filled: "
                                   "{score: [likelihood, impact]}.",
                                   check_multiply});
  registry.add_effect("take", {"Fills a table with the rows that the program keeps beside the case at this moment: "
                               "{assessments: clause_assessments}; what stood there before goes.",
                               check_take});
  registry.add_effect("dispose", {"Disposes of the evidence whose keys stand in the column `record` of a table: "
                                  "`dispose: name_of_the_table`. Their files go for good.",
                                  check_dispose});
  registry.add_effect(
      "open_case",
      {"Opens a case that belongs to this one, or one for each row of a table; for each of some people, `person` "
       "stands for their address. `fields` takes values from this case, `values` gives some that are always the same; "
       "with `links: true` it leads to the same documents, clauses and cases.",
       check_open_case});
}

}  // namespace provost::workflows::engine
