#include <algorithm>
#include <boost/json.hpp>

#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

std::vector<json::value> as_list(const json::value& value) {
  if (value.is_array()) return {value.as_array().begin(), value.as_array().end()};
  return {value};
}

std::optional<std::string> check_field_name(const json::value& value, const Definition& definition) {
  if (!value.is_string()) return "the name of a field is needed here.";
  const std::string_view name = value.get_string();
  if (definition.find_field(name) == nullptr) return "there is no field \"" + std::string(name) + "\".";
  return std::nullopt;
}

std::optional<std::string> check_field_names(const json::value& arguments, const Definition& definition) {
  for (const auto& name : as_list(arguments)) {
    if (auto problem = check_field_name(name, definition)) return problem;
  }
  return std::nullopt;
}

/// Arguments of the form {field: value}, with a further check of each value.
template <class CheckValue>
std::optional<std::string> check_field_map(const json::value& arguments, const Definition& definition,
                                           CheckValue check_value) {
  if (!arguments.is_object() || arguments.get_object().empty()) return "this is written {field: value}.";
  for (const auto& entry : arguments.get_object()) {
    const auto* field = definition.find_field(entry.key());
    if (field == nullptr) return "there is no field \"" + std::string(entry.key()) + "\".";
    if (std::optional<std::string> problem = check_value(*field, entry.value())) return problem;
  }
  return std::nullopt;
}

std::optional<std::string> check_value_fits(const Field& field, const json::value& wanted) {
  for (const auto& value : as_list(wanted)) {
    if (field.type == FieldType::choice) {
      const bool known = value.is_string() &&
                         std::any_of(field.choices.begin(), field.choices.end(),
                                     [&](const auto& c) { return c.value == std::string_view(value.get_string()); });
      if (!known) return "\"" + json::serialize(value) + "\" is none of the choices of \"" + field.name + "\".";
    } else if (field.type == FieldType::yes_no && !value.is_bool()) {
      return "\"" + field.name + "\" is true or false.";
    } else if (field.type == FieldType::number && !value.is_number()) {
      return "\"" + field.name + "\" is a number.";
    } else if (field.type == FieldType::table || field.type == FieldType::people) {
      return "\"" + field.name + "\" holds a list; use `rows`, `each_row` or `set`.";
    }
  }
  return std::nullopt;
}

const json::value* value_of(const Situation& situation, std::string_view field) {
  const auto found = situation.instance.fields.find(field);
  return found == situation.instance.fields.end() ? nullptr : &found->value();
}

bool equals(const json::value& left, const json::value& right) {
  if (left.is_number() && right.is_number()) return left.to_number<double>() == right.to_number<double>();
  return left == right;
}

bool is_one_of(const json::value* value, const json::value& wanted) {
  if (value == nullptr) return false;
  const auto list = as_list(wanted);
  return std::any_of(list.begin(), list.end(), [value](const json::value& one) { return equals(*value, one); });
}

std::string choice_label(const Field& field, const json::value& value) {
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  if (!value.is_string()) return json::serialize(value);
  for (const auto& choice : field.choices) {
    if (choice.value == std::string_view(value.get_string())) return choice.label;
  }
  return std::string(value.get_string());
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

Verdict at_least_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  std::vector<Verdict> verdicts;
  for (const auto& entry : arguments.as_object()) {
    const std::string field(entry.key());
    const auto* value = value_of(situation, field);
    if (situation.deferred.contains(field)) {
      verdicts.push_back(Verdict::unknown());
    } else if (value != nullptr && value->is_number() &&
               value->to_number<double>() >= entry.value().to_number<double>()) {
      verdicts.push_back(Verdict::yes());
    } else {
      verdicts.push_back(Verdict::no("“" + label_of(definition, field) + "” must be at least " +
                                     json::serialize(entry.value()) + "."));
    }
  }
  return all_of(std::move(verdicts));
}

Verdict rows_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  std::vector<Verdict> verdicts;
  for (const auto& entry : arguments.as_object()) {
    const std::string field(entry.key());
    const auto* value = value_of(situation, field);
    const auto rows = value != nullptr && value->is_array() ? value->get_array().size() : 0;
    const auto needed = entry.value().to_number<std::size_t>();
    if (rows >= needed) {
      verdicts.push_back(Verdict::yes());
    } else if (situation.deferred.contains(field)) {
      verdicts.push_back(Verdict::unknown());
    } else {
      verdicts.push_back(Verdict::no("“" + label_of(definition, field) + "” needs at least " + std::to_string(needed) +
                                     (needed == 1 ? " entry." : " entries.")));
    }
  }
  return all_of(std::move(verdicts));
}

std::optional<std::string> check_each_row(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object()) return "this is written {table: name, column: name, is: values}.";
  const auto& object = arguments.get_object();
  if (const auto* table_name = object.if_contains("table"); table_name == nullptr || !table_name->is_string()) {
    return "`table` names the table.";
  }
  const auto* table = definition.find_field(object.at("table").get_string());
  if (table == nullptr || table->type != FieldType::table) {
    return "there is no table \"" + std::string(object.at("table").get_string()) + "\".";
  }
  const auto* column = object.if_contains("column");
  if (column == nullptr || !column->is_string()) return "`column` names the column.";
  const bool known = std::any_of(table->columns.begin(), table->columns.end(), [column](const Field& field) {
    return field.name == std::string_view(column->get_string());
  });
  if (!known) return "the table has no column \"" + std::string(column->get_string()) + "\".";
  for (const auto& entry : object) {
    if (entry.key() != "table" && entry.key() != "column" && entry.key() != "is") {
      return "\"" + std::string(entry.key()) + "\" is not known here.";
    }
  }
  return std::nullopt;
}

Verdict each_row_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const auto& object = arguments.as_object();
  const std::string table(object.at("table").as_string());
  const std::string_view column = object.at("column").as_string();
  if (situation.deferred.contains(table)) return Verdict::unknown();
  const auto* wanted = object.if_contains("is");
  const auto* rows = value_of(situation, table);
  std::size_t missing = 0;
  if (rows != nullptr && rows->is_array()) {
    for (const auto& row : rows->get_array()) {
      const auto& cells = row.as_object();
      const auto* cell = cells.if_contains(column);
      if (wanted == nullptr ? !is_filled(cells, column) : !is_one_of(cell, *wanted)) ++missing;
    }
  }
  if (missing == 0) return Verdict::yes();
  const auto& columns = definition.find_field(table)->columns;
  const auto& field =
      *std::find_if(columns.begin(), columns.end(), [column](const Field& one) { return one.name == column; });
  return Verdict::no(
      std::to_string(missing) + (missing == 1 ? " row" : " rows") + " of “" + label_of(definition, table) + "” " +
      (wanted == nullptr
           ? std::string(missing == 1 ? "has" : "have") + " no “" + field.label + "”."
           : std::string(missing == 1 ? "is" : "are") + " not yet " + choices_text(field, *wanted) + "."));
}

Verdict dates_in_order_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const json::string* former = nullptr;
  std::string former_name;
  for (const auto& entry : arguments.as_array()) {
    const std::string name(entry.as_string());
    if (situation.deferred.contains(name)) return Verdict::unknown();
    const auto* value = value_of(situation, name);
    if (value == nullptr || !value->is_string()) continue;
    if (former != nullptr && value->get_string() < *former) {
      return Verdict::no("“" + label_of(definition, name) + "” lies before “" + label_of(definition, former_name) +
                         "”.");
    }
    former = &value->get_string();
    former_name = name;
  }
  return Verdict::yes();
}

std::optional<std::string> check_within(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_object() || arguments.get_object().size() != 3) {
    return "this is written {from: date, until: date, at_most: 12 months}.";
  }
  const auto& object = arguments.get_object();
  for (const auto* name : {"from", "until"}) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return "`from` and `until` name date fields.";
    const auto* field = definition.find_field(value->get_string());
    if (field == nullptr || field->type != FieldType::date) {
      return "there is no date field \"" + std::string(value->get_string()) + "\".";
    }
  }
  const auto* most = object.if_contains("at_most");
  if (most == nullptr || !most->is_string() || !parse_duration(most->get_string())) {
    return "`at_most` is a duration such as 12 months.";
  }
  return std::nullopt;
}

Verdict within_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const auto& object = arguments.as_object();
  const std::string from(object.at("from").as_string());
  const std::string until(object.at("until").as_string());
  if (situation.deferred.contains(from) || situation.deferred.contains(until)) return Verdict::unknown();
  const auto* first = value_of(situation, from);
  const auto* second = value_of(situation, until);
  if (first == nullptr || second == nullptr || !first->is_string() || !second->is_string()) return Verdict::yes();
  const auto most = *parse_duration(object.at("at_most").as_string());
  const auto last = later_day(*parse_day(first->get_string()), most, situation.calendar);
  if (*parse_day(second->get_string()) <= last) return Verdict::yes();
  return Verdict::no("“" + label_of(definition, until) + "” lies more than " + to_text(most) + " after “" +
                     label_of(definition, from) + "”: " + workflows::to_text(last) + " is the last day.");
}

}  // namespace

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

void add_field_guards(Registry& registry) {
  registry.add_guard("set", {"The field, or each of a list of fields, is filled in.", check_field_names, set_guard});
  registry.add_guard("is", {"The field has this value, or one of a list of values: {field: value}.",
                            [](const json::value& arguments, const Definition& definition) {
                              return check_field_map(arguments, definition, check_value_fits);
                            },
                            is_guard});
  registry.add_guard("at_least", {"The number is this or more: {field: 80}.",
                                  [](const json::value& arguments, const Definition& definition) {
                                    return check_field_map(
                                        arguments, definition,
                                        [](const Field& field, const json::value& value) -> std::optional<std::string> {
                                          if (field.type != FieldType::number || !value.is_number()) {
                                            return "this compares a number field with a number.";
                                          }
                                          return std::nullopt;
                                        });
                                  },
                                  at_least_guard});
  registry.add_guard("rows", {"The table or list has at least so many entries: {table: 1}.",
                              [](const json::value& arguments, const Definition& definition) {
                                return check_field_map(
                                    arguments, definition,
                                    [](const Field& field, const json::value& value) -> std::optional<std::string> {
                                      if (field.type != FieldType::table && field.type != FieldType::people) {
                                        return "this counts the entries of a table or of people.";
                                      }
                                      if (!value.is_int64() || value.get_int64() < 0)
                                        return "a whole number is needed.";
                                      return std::nullopt;
                                    });
                              },
                              rows_guard});
  registry.add_guard("each_row", {"Each row of a table has the column filled, or with one of these values: {table: "
                                  "name, column: name, is: [values]}.",
                                  check_each_row, each_row_guard});
  registry.add_guard("dates_in_order",
                     {"The dates of these fields follow one another: [first, second].",
                      [](const json::value& arguments, const Definition& definition) -> std::optional<std::string> {
                        if (!arguments.is_array()) return "this is written [first, second].";
                        return check_field_names(arguments, definition);
                      },
                      dates_in_order_guard});
  registry.add_guard("within",
                     {"The second date lies at most so long after the first; holds while one is empty: {from: "
                      "date, until: date, at_most: 12 months}.",
                      check_within, within_guard});
}

}  // namespace provost::workflows::engine
