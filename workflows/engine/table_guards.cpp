#include <algorithm>

#include "workflows/engine/guard_support.hpp"
#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

const Field* find_column(const Field& table, std::string_view name) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(), [name](const Field& one) { return one.name == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

/// The rows of a table that the condition `where` chooses: {column: value} or {column: [values]}; all without one.
std::vector<json::object> chosen_rows(const json::object& arguments, const Situation& situation) {
  std::vector<json::object> chosen;
  const auto* rows = value_of(situation, arguments.at("table").as_string());
  if (rows == nullptr || !rows->is_array()) return chosen;
  const auto* where = arguments.if_contains("where");
  for (const auto& row : rows->get_array()) {
    if (!row.is_object()) continue;
    const auto& cells = row.get_object();
    const auto fits = [&cells](const auto& entry) { return is_one_of(cells.if_contains(entry.key()), entry.value()); };
    if (where == nullptr || std::all_of(where->as_object().begin(), where->as_object().end(), fits)) {
      chosen.push_back(cells);
    }
  }
  return chosen;
}

/// The table that the arguments name, or a problem.
const Field* checked_table(const json::value& arguments, const Definition& definition, const std::string& form,
                           std::optional<std::string>& problem) {
  const auto* object = arguments.if_object();
  const auto* name = object == nullptr ? nullptr : object->if_contains("table");
  if (name == nullptr || !name->is_string()) {
    problem = form;
    return nullptr;
  }
  const auto* table = definition.find_field(name->get_string());
  if (table != nullptr && table->type == FieldType::table) return table;
  problem = "there is no table \"" + std::string(name->get_string()) + "\".";
  return nullptr;
}

std::optional<std::string> check_where(const json::value& where, const Field& table) {
  if (!where.is_object()) return "`where` is written {column: value} or {column: [values]}.";
  for (const auto& entry : where.get_object()) {
    const auto* column = find_column(table, entry.key());
    if (column == nullptr) return "the table has no column \"" + std::string(entry.key()) + "\".";
    if (auto problem = check_fixed_value(*column, entry.value())) return problem;
  }
  return std::nullopt;
}

std::optional<std::string> check_each_row(const json::value& arguments, const Definition& definition) {
  const std::string form = "this is written {table: name, column: name, is: values, where: {column: values}}.";
  std::optional<std::string> problem;
  const auto* table = checked_table(arguments, definition, form, problem);
  if (problem) return problem;
  const auto& object = arguments.get_object();
  const auto* columns = object.if_contains("column");
  if (columns == nullptr) return form;
  for (const auto& name : as_list(*columns)) {
    if (!name.is_string()) return form;
    const auto* column = find_column(*table, name.get_string());
    if (column == nullptr) return "the table has no column \"" + std::string(name.get_string()) + "\".";
    if (const auto* wanted = object.if_contains("is"); wanted != nullptr && !problem) {
      problem = check_fixed_value(*column, *wanted);
    }
  }
  for (const auto& entry : object) {
    if (entry.key() == "where" && !problem) problem = check_where(entry.value(), *table);
    if (entry.key() != "table" && entry.key() != "column" && entry.key() != "is" && entry.key() != "where") {
      return "\"" + std::string(entry.key()) + "\" is not known here.";
    }
  }
  return problem;
}

Verdict each_row_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const auto& object = arguments.as_object();
  const std::string table(object.at("table").as_string());
  if (situation.deferred.contains(table)) return Verdict::unknown();
  const auto* wanted = object.if_contains("is");
  const auto rows = chosen_rows(object, situation);
  std::vector<Verdict> verdicts;
  for (const auto& name : as_list(object.at("column"))) {
    const std::string_view column = name.as_string();
    const auto missing = std::count_if(rows.begin(), rows.end(), [&](const json::object& cells) {
      return wanted == nullptr ? !is_filled(cells, column) : !is_one_of(cells.if_contains(column), *wanted);
    });
    if (missing == 0) continue;
    const auto& field = *find_column(*definition.find_field(table), column);
    const bool one = missing == 1;
    verdicts.push_back(Verdict::no(
        std::to_string(missing) + (one ? " row" : " rows") + " of “" + label_of(definition, table) + "” " +
        (wanted == nullptr ? std::string(one ? "has" : "have") + " no “" + field.label + "”."
                           : std::string(one ? "is" : "are") + " not yet " + choices_text(field, *wanted) + ".")));
  }
  return all_of(std::move(verdicts));
}

std::optional<std::string> check_rows(const json::value& arguments, const Definition& definition) {
  return check_field_map(arguments, definition,
                         [](const Field& field, const json::value& value) -> std::optional<std::string> {
                           if (field.type != FieldType::table && field.type != FieldType::people) {
                             return "this counts the entries of a table or of people.";
                           }
                           if (!value.is_int64() || value.get_int64() < 0) return "a whole number is needed.";
                           return std::nullopt;
                         });
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

std::optional<std::string> check_targets_met(const json::value& arguments, const Definition& definition) {
  const std::string form =
      "this is written {table: name, value: column, target: column, lower_is_better: column}; the last may be left "
      "out.";
  std::optional<std::string> problem;
  const auto* table = checked_table(arguments, definition, form, problem);
  if (problem) return problem;
  const auto& object = arguments.get_object();
  if (!object.contains("value") || !object.contains("target")) return form;
  for (const auto& entry : object) {
    if (entry.key() == "table") continue;
    const bool number = entry.key() == "value" || entry.key() == "target";
    if (!entry.value().is_string() || (!number && entry.key() != "lower_is_better")) return form;
    const auto* column = find_column(*table, entry.value().get_string());
    if (column == nullptr) return "the table has no column \"" + std::string(entry.value().get_string()) + "\".";
    if (column->type != (number ? FieldType::number : FieldType::yes_no)) {
      return "\"" + column->name + "\" is not " + (number ? "a number." : "yes or no.");
    }
  }
  return std::nullopt;
}

Verdict targets_met_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const auto& object = arguments.as_object();
  const std::string table(object.at("table").as_string());
  if (situation.deferred.contains(table)) return Verdict::unknown();
  std::size_t missed = 0;
  for (const auto& cells : chosen_rows(object, situation)) {
    const auto* value = cells.if_contains(object.at("value").as_string());
    const auto* target = cells.if_contains(object.at("target").as_string());
    const auto* lower = object.if_contains("lower_is_better");
    if (lower != nullptr) lower = cells.if_contains(lower->as_string());
    const bool measured = value != nullptr && target != nullptr && value->is_number() && target->is_number();
    const bool lower_is_better = lower != nullptr && lower->is_bool() && lower->get_bool();
    if (!measured || (lower_is_better ? value->to_number<double>() > target->to_number<double>()
                                      : value->to_number<double>() < target->to_number<double>())) {
      ++missed;
    }
  }
  if (missed == 0) return Verdict::yes();
  return Verdict::no(std::to_string(missed) + (missed == 1 ? " row" : " rows") + " of “" + label_of(definition, table) +
                     "” " + (missed == 1 ? "misses its target." : "miss their targets."));
}

}  // namespace

void add_table_guards(Registry& registry) {
  registry.add_guard("rows", {"The table or list has at least so many entries: {table: 1}.", check_rows, rows_guard});
  registry.add_guard("each_row",
                     {"Each row of a table has a column, or each of a list of columns, filled, or with one of these "
                      "values: {table: name, column: name, is: [values]}; with `where: {column: [values]}` only rows "
                      "that have these.",
                      check_each_row, each_row_guard});
  registry.add_guard("targets_met",
                     {"In each row of a table the number in one column reaches the one in another; where a third "
                      "column says so, lower is better: {table: name, value: column, target: column, "
                      "lower_is_better: column}.",
                      check_targets_met, targets_met_guard});
}

}  // namespace provost::workflows::engine
