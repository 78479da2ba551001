#include "server/web/case_fields.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/web/words.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::web {

namespace {

namespace engine = workflows::engine;
namespace json = boost::json;
using engine::Field;
using engine::FieldType;

constexpr std::size_t empty_rows = 3;
constexpr std::size_t most_rows = 500;

std::string text_of(const json::value* value) {
  if (value == nullptr || value->is_null()) return "";
  if (value->is_string()) return std::string(value->get_string());
  if (value->is_bool()) return value->get_bool() ? "yes" : "no";
  return json::serialize(*value);
}

json::array options_of(const Field& field, const std::string& chosen, const FieldChoices& choices) {
  json::array options;
  const auto add = [&](const std::string& value, const std::string& label) {
    options.push_back(json::object{{"value", value}, {"label", label}, {"chosen", value == chosen}});
  };
  switch (field.type) {
    case FieldType::yes_no:
      add("yes", "Yes");
      add("no", "No");
      break;
    case FieldType::choice:
      for (const auto& choice : field.choices) add(choice.value, choice.label);
      break;
    case FieldType::person:
      for (const auto& person : choices.people) add(person.email, person.name);
      break;
    case FieldType::file:
      for (const auto& file : choices.attachments) add(file.sha256, file.file_name);
      break;
    default:
      break;
  }
  return options;
}

/// What a single input needs: which kind it is, and what stands in it.
json::object input_model(const Field& field, const std::string& input_name, const json::value* value,
                         const FieldChoices& choices) {
  const auto text = text_of(value);
  json::object model{{"input", input_name}, {"label", field.label}, {"value", text}};
  switch (field.type) {
    case FieldType::paragraphs:
      model["is_paragraphs"] = true;
      break;
    case FieldType::date:
      model["is_date"] = true;
      break;
    case FieldType::yes_no:
    case FieldType::choice:
    case FieldType::person:
      model["is_select"] = true;
      model["options"] = options_of(field, text, choices);
      break;
    case FieldType::clause:
      model["is_clause"] = true;
      break;
    default:
      model["is_line"] = true;
      model["numeric"] = field.type == FieldType::number;
      break;
  }
  return model;
}

/// The entries of a list, or the one that stands alone.
std::vector<std::string> entries_of(const json::value* value) {
  std::vector<std::string> chosen;
  if (value != nullptr && value->is_array()) {
    const auto& list = value->get_array();
    std::transform(list.begin(), list.end(), std::back_inserter(chosen),
                   [](const json::value& person) { return text_of(&person); });
  } else if (value != nullptr && value->is_string()) {
    chosen.push_back(text_of(value));
  }
  return chosen;
}

json::array list_options(const std::vector<std::pair<std::string, std::string>>& offered, const json::value* value) {
  const auto chosen = entries_of(value);
  json::array options;
  for (const auto& [name, label] : offered) {
    options.push_back(json::object{
        {"value", name}, {"label", label}, {"chosen", std::find(chosen.begin(), chosen.end(), name) != chosen.end()}});
  }
  return options;
}

std::vector<std::pair<std::string, std::string>> people_offered(const FieldChoices& choices) {
  std::vector<std::pair<std::string, std::string>> offered;
  for (const auto& person : choices.people) offered.emplace_back(person.email, person.name);
  return offered;
}

bool is_list(FieldType type) {
  return type == FieldType::people || type == FieldType::standards;
}

json::object table_model(const Field& field, const json::value* value, const FieldChoices& choices, bool more) {
  json::array columns, rows;
  for (const auto& column : field.columns) {
    columns.push_back(json::object{{"label", column.label}, {"required", column.required}});
  }
  std::vector<json::object> given;
  if (value != nullptr && value->is_array()) {
    for (const auto& row : value->get_array()) given.push_back(row.is_object() ? row.get_object() : json::object());
  }
  const auto total = std::min(most_rows, given.size() + (more ? 2 * empty_rows : empty_rows));
  for (std::size_t number = 0; number < total; ++number) {
    json::array cells;
    for (const auto& column : field.columns) {
      const auto* cell = number < given.size() ? given[number].if_contains(column.name) : nullptr;
      auto model = input_model(column, field.name + "." + std::to_string(number) + "." + column.name, cell, choices);
      model["cell_label"] = column.label + ", row " + std::to_string(number + 1);
      model["column"] = column.label;
      cells.push_back(std::move(model));
    }
    rows.push_back(json::object{{"cells", std::move(cells)}});
  }
  return {{"is_table", true}, {"columns", std::move(columns)}, {"rows", std::move(rows)}, {"table", field.name}};
}

/// "only if “Kind” is “Appeal”": people without scripts must know which fields are for them.
std::string condition_hint(const Field& field) {
  return field.when.is_empty() ? "" : "Only where it applies.";
}

std::string typed_cell(const Form& form, const std::string& name) {
  return form.get(name);
}

json::array typed_rows(const Form& form, const Field& field) {
  json::array rows;
  for (std::size_t number = 0; number < most_rows; ++number) {
    json::object row;
    bool known = false;
    bool filled = false;
    for (const auto& column : field.columns) {
      const auto name = field.name + "." + std::to_string(number) + "." + column.name;
      if (!form.has(name)) continue;
      known = true;
      const auto text = typed_cell(form, name);
      filled = filled || !text.empty();
      row[column.name] = text;
    }
    if (!known) break;
    if (filled) rows.push_back(std::move(row));
  }
  return rows;
}

/// Whether values of this type take so little room that several stand beside each other.
bool is_short(FieldType type) {
  switch (type) {
    case FieldType::number:
    case FieldType::yes_no:
    case FieldType::date:
    case FieldType::person:
    case FieldType::document:
    case FieldType::clause:
    case FieldType::choice:
    case FieldType::money:
      return true;
    default:
      return false;
  }
}

std::string person_name(const FieldChoices& choices, const std::string& email) {
  const auto found = std::find_if(choices.people.begin(), choices.people.end(),
                                  [&email](const auto& person) { return person.email == email; });
  return found == choices.people.end() ? email : found->name;
}

}  // namespace

FieldChoices field_choices(workflows::store::Session& session,
                           std::vector<workflows::cases::CaseAttachment> attachments) {
  FieldChoices choices;
  for (auto& person : workflows::people::list_people(session)) {
    if (!person.disabled) choices.people.push_back(std::move(person));
  }
  choices.attachments = std::move(attachments);
  choices.standards = workflows::standards::titles_in_library(session);
  return choices;
}

json::array field_models(const engine::Definition& definition, const std::vector<std::string>& names,
                         const std::vector<std::string>& needed, const json::object& values,
                         const FieldChoices& choices, const std::string& more_rows) {
  json::array models;
  for (const auto& name : names) {
    const auto* field = definition.find_field(name);
    if (field == nullptr) continue;
    const auto* value = values.if_contains(name);
    json::object model;
    if (field->type == FieldType::table) {
      model = table_model(*field, value, choices, more_rows == name);
    } else if (is_list(field->type)) {
      const auto offered = field->type == FieldType::people ? people_offered(choices) : choices.standards;
      model = {{"is_list", true}, {"options", list_options(offered, value)}};
    } else if (field->type == FieldType::file) {
      model = {{"is_file", true},
               {"options", options_of(*field, text_of(value), choices)},
               {"options_present", !choices.attachments.empty()}};
    } else {
      model = input_model(*field, name, value, choices);
    }
    model["name"] = name;
    model["label"] = field->label;
    const auto hint = condition_hint(*field);
    const auto example = field->type == FieldType::money      ? std::string("For example 1200.50 EUR.")
                         : field->type == FieldType::document ? std::string("The number, for example PO-004.")
                                                              : std::string();
    auto help = field->help;
    for (const auto& more : {example, hint}) {
      if (!more.empty()) help += (help.empty() ? "" : " ") + more;
    }
    model["help"] = help;
    model["required"] = std::find(needed.begin(), needed.end(), name) != needed.end();
    models.push_back(std::move(model));
  }
  return models;
}

json::object typed_values(const Form& form, const engine::Definition& definition,
                          const std::vector<std::string>& names) {
  json::object values;
  for (const auto& name : names) {
    const auto* field = definition.find_field(name);
    if (field == nullptr) continue;
    if (field->type == FieldType::table) {
      values[name] = typed_rows(form, *field);
    } else if (is_list(field->type)) {
      const auto chosen = form.all(name);
      values[name] = json::array(chosen.begin(), chosen.end());
    } else if (form.has(name)) {
      values[name] = form.get(name);
    }
  }
  return values;
}

std::string value_text(const Field& field, const json::value& value, const FieldChoices& choices) {
  if (value.is_null()) return "emptied";
  switch (field.type) {
    case FieldType::yes_no:
      return value.is_bool() && value.get_bool() ? "Yes" : "No";
    case FieldType::date: {
      const auto day = value.is_string() ? workflows::parse_day(value.get_string()) : std::nullopt;
      return day ? day_text(*day) : text_of(&value);
    }
    case FieldType::person:
      return person_name(choices, text_of(&value));
    case FieldType::people: {
      std::string names;
      if (value.is_array()) {
        for (const auto& person : value.get_array()) {
          names += (names.empty() ? "" : ", ") + person_name(choices, text_of(&person));
        }
      }
      return names;
    }
    case FieldType::standards: {
      std::string titles;
      for (const auto& name : entries_of(&value)) {
        const auto known = std::find_if(choices.standards.begin(), choices.standards.end(),
                                        [&name](const auto& one) { return one.first == name; });
        titles += (titles.empty() ? "" : ", ") + (known == choices.standards.end() ? name : known->second);
      }
      return titles;
    }
    case FieldType::choice: {
      auto text = text_of(&value);
      for (const auto& choice : field.choices) {
        if (choice.value == text) return choice.label;
      }
      return text;
    }
    case FieldType::file: {
      auto hash = text_of(&value);
      for (const auto& file : choices.attachments) {
        if (file.sha256 == hash) return file.file_name;
      }
      return hash;
    }
    case FieldType::table:
      return value.is_array() ? count_text(static_cast<std::int64_t>(value.get_array().size()), "row", "rows") : "";
    default:
      return text_of(&value);
  }
}

json::array value_models(const engine::Definition& definition, const json::object& values,
                         const FieldChoices& choices) {
  json::array models;
  for (const auto& field : definition.fields) {
    const auto* value = values.if_contains(field.name);
    if (value == nullptr || value->is_null()) continue;
    json::object model{{"label", field.label}};
    if (field.type == FieldType::table && value->is_array()) {
      json::array columns, rows;
      for (const auto& column : field.columns) columns.push_back(json::object{{"label", column.label}});
      for (const auto& row : value->get_array()) {
        json::array cells;
        for (const auto& column : field.columns) {
          const auto* cell = row.is_object() ? row.get_object().if_contains(column.name) : nullptr;
          cells.push_back(json::object{{"label", column.label},
                                       {"text", cell == nullptr ? "" : value_text(column, *cell, choices)}});
        }
        rows.push_back(json::object{{"cells", std::move(cells)}});
      }
      model["table"] = json::object{{"columns", std::move(columns)}, {"rows", std::move(rows)}};
    } else {
      model["text"] = value_text(field, *value, choices);
      model["short"] = is_short(field.type);
      if (field.type == FieldType::document) model["address"] = "/documents/" + text_of(value);
    }
    models.push_back(std::move(model));
  }
  return models;
}

}  // namespace provost::web
