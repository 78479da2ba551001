#include "workflows/engine/guard_support.hpp"

#include <algorithm>
#include <iterator>

#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace json = boost::json;

namespace {

bool equals(const json::value& left, const json::value& right) {
  if (left.is_number() && right.is_number()) return left.to_number<double>() == right.to_number<double>();
  return left == right;
}

std::string choice_label(const Field& field, const json::value& value) {
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  if (!value.is_string()) return json::serialize(value);
  for (const auto& choice : field.choices) {
    if (choice.value == std::string_view(value.get_string())) return choice.label;
  }
  return std::string(value.get_string());
}

bool has_choice(const Field& field, const json::value& value) {
  return value.is_string() && std::any_of(field.choices.begin(), field.choices.end(), [&value](const Choice& choice) {
           return choice.value == std::string_view(value.get_string());
         });
}

}  // namespace

std::vector<json::value> as_list(const json::value& value) {
  if (value.is_array()) return {value.as_array().begin(), value.as_array().end()};
  return {value};
}

std::optional<std::string> check_field_names(const json::value& arguments, const Definition& definition) {
  for (const auto& name : as_list(arguments)) {
    if (!name.is_string()) return "the name of a field is needed here.";
    if (definition.find_field(name.get_string()) == nullptr) {
      return "there is no field \"" + std::string(name.get_string()) + "\".";
    }
  }
  return std::nullopt;
}

std::optional<std::string> check_date_field(const json::value& name, const Definition& definition) {
  if (!name.is_string()) return "this names a date field.";
  const auto* field = definition.find_field(name.get_string());
  if (field == nullptr) return "there is no field \"" + std::string(name.get_string()) + "\".";
  if (field->type != FieldType::date) return "\"" + field->name + "\" is not a date.";
  return std::nullopt;
}

std::optional<std::string> check_field_map(
    const json::value& arguments, const Definition& definition,
    const std::function<std::optional<std::string>(const Field& field, const json::value& value)>& check_value) {
  if (!arguments.is_object() || arguments.get_object().empty()) return "this is written {field: value}.";
  for (const auto& entry : arguments.get_object()) {
    const auto* field = definition.find_field(entry.key());
    if (field == nullptr) return "there is no field \"" + std::string(entry.key()) + "\".";
    if (auto problem = check_value(*field, entry.value())) return problem;
  }
  return std::nullopt;
}

std::optional<std::string> check_fixed_value(const Field& field, const json::value& wanted) {
  for (const auto& value : as_list(wanted)) {
    switch (field.type) {
      case FieldType::choice:
        if (!has_choice(field, value)) {
          return json::serialize(value) + " is none of the choices of \"" + field.name + "\".";
        }
        break;
      case FieldType::yes_no:
        if (!value.is_bool()) return "\"" + field.name + "\" is true or false.";
        break;
      case FieldType::number:
        if (!value.is_number()) return "\"" + field.name + "\" is a number.";
        break;
      case FieldType::table:
      case FieldType::people:
      case FieldType::standards:
        return "\"" + field.name + "\" holds a list; use `rows`, `each_row` or `set`.";
      default:
        if (!value.is_string()) return "\"" + field.name + "\" is a text.";
    }
  }
  return std::nullopt;
}

const json::value* value_of(const Situation& situation, std::string_view field) {
  return situation.instance.fields.if_contains(field);
}

std::optional<Day> day_of(const Situation& situation, std::string_view field) {
  const auto* value = value_of(situation, field);
  return value != nullptr && value->is_string() ? parse_day(value->get_string()) : std::nullopt;
}

bool is_one_of(const json::value* value, const json::value& wanted) {
  if (value == nullptr) return false;
  const auto list = as_list(wanted);
  return std::any_of(list.begin(), list.end(), [value](const json::value& one) { return equals(*value, one); });
}

std::string choices_text(const Field& field, const json::value& wanted) {
  std::string text;
  for (const auto& value : as_list(wanted)) text += (text.empty() ? "" : " or ") + choice_label(field, value);
  return text;
}

Verdict all_of(std::vector<Verdict> verdicts) {
  Verdict result;
  for (auto& verdict : verdicts) {
    if (verdict.result == Verdict::Result::fails) {
      result.result = Verdict::Result::fails;
      std::move(verdict.reasons.begin(), verdict.reasons.end(), std::back_inserter(result.reasons));
    } else if (verdict.result == Verdict::Result::open && result.result == Verdict::Result::holds) {
      result.result = Verdict::Result::open;
    }
  }
  return result;
}

std::string label_of(const Definition& definition, std::string_view name) {
  const auto* field = definition.find_field(name);
  return field == nullptr || field->label.empty() ? std::string(name) : field->label;
}

bool is_filled(const json::object& fields, std::string_view name) {
  const auto* value = fields.if_contains(name);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_string()) return !value->get_string().empty();
  if (value->is_array()) return !value->get_array().empty();
  return true;
}

std::vector<std::string> people_in(const json::object& fields, std::string_view name) {
  std::vector<std::string> people;
  const auto* value = fields.if_contains(name);
  if (value == nullptr) return people;
  for (const auto& person : as_list(*value)) {
    if (person.is_string() && !person.get_string().empty()) people.emplace_back(person.get_string());
  }
  return people;
}

}  // namespace provost::workflows::engine
