#include "workflows/engine/field_values.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <optional>

#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = 500;
constexpr std::size_t longest_text = 20'000;
constexpr std::size_t most_rows = 500;
constexpr std::size_t most_standards = 10;

/// Thrown within this file: the value does not fit.
struct Unfit {
  std::string message;
};

std::string_view needs_text(const json::value& value) {
  if (!value.is_string()) throw Unfit{"This must be a text."};
  return value.get_string();
}

bool is_empty(const json::value& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return trimmed(value.get_string()).empty();
  if (value.is_array()) return value.get_array().empty();
  return false;
}

json::value number(const json::value& value) {
  double number = 0;
  if (value.is_number()) {
    number = value.to_number<double>();
  } else {
    const auto text = trimmed(needs_text(value));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
      throw Unfit{"This must be a number, such as 12 or 3.5."};
  }
  if (!std::isfinite(number) || std::abs(number) > 1e15) throw Unfit{"This number is too large."};
  if (number == std::floor(number)) return static_cast<std::int64_t>(number);
  return number;
}

json::value yes_no(const json::value& value) {
  if (value.is_bool()) return value;
  const auto text = needs_text(value);
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no") return false;
  throw Unfit{"This must be yes or no."};
}

json::value money(const json::value& value) {
  const auto text = trimmed(needs_text(value));
  const auto fits = [&text] {
    const auto space = text.find(' ');
    if (space == std::string::npos || text.size() - space != 4) return false;
    if (!std::all_of(text.end() - 3, text.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return false;
    const auto amount = text.substr(0, space);
    const auto point = amount.find('.');
    const auto whole = amount.substr(0, point);
    const auto digits = [](const std::string& part) {
      return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return digits(whole) && whole.size() <= 12 &&
           (point == std::string::npos || (digits(amount.substr(point + 1)) && amount.size() - point <= 3));
  };
  if (!fits()) throw Unfit{"Write the amount and the currency: 1200.50 EUR."};
  return json::value(text);
}

std::string person(const json::value& value, const Directory& directory) {
  auto email = trimmed(needs_text(value));
  std::transform(email.begin(), email.end(), email.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (!directory.is_person || !directory.is_person(email)) {
    throw Unfit{"Nobody who can sign in has the address “" + shortened(email, 100) + "”."};
  }
  return email;
}

/// A list as programs send it, or one entry as forms do.
std::vector<json::value> entries(const json::value& value) {
  if (value.is_array()) return {value.get_array().begin(), value.get_array().end()};
  return {value};
}

json::value people(const json::value& value, const Directory& directory) {
  json::array list;
  for (const auto& entry : entries(value)) {
    if (is_empty(entry)) continue;
    json::value one(person(entry, directory));
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(std::move(one));
  }
  if (list.size() > most_rows) throw Unfit{"These are too many people."};
  if (list.empty()) return nullptr;
  return list;
}

json::value standards(const json::value& value, const Directory& directory) {
  json::array list;
  for (const auto& entry : entries(value)) {
    if (is_empty(entry)) continue;
    json::value one(trimmed(needs_text(entry)));
    if (!directory.is_standard || !directory.is_standard(one.get_string())) {
      throw Unfit{"There is no standard “" + shortened(one.get_string(), 60) + "” in the library."};
    }
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(std::move(one));
  }
  if (list.size() > most_standards) throw Unfit{"These are too many standards."};
  if (list.empty()) return nullptr;
  return list;
}

json::value text(const json::value& value, bool one_line) {
  auto text = one_line ? trimmed(needs_text(value)) : std::string(needs_text(value));
  try {
    if (one_line) {
      check_line(text, "", longest_line);
    } else {
      check_paragraphs(text, "", longest_text, false);
    }
  } catch (const Invalid& invalid) {
    throw Unfit{invalid.what()};
  }
  return json::value(text);
}

json::value date(const json::value& value) {
  const auto day = parse_day(trimmed(needs_text(value)));
  if (!day) throw Unfit{"Write the date as year-month-day, for example 2027-06-30."};
  return json::value(to_text(*day));
}

json::value table(const Field& field, const json::value& value, const Directory& directory,
                  std::vector<FieldProblem>& problems) {
  if (!value.is_array()) throw Unfit{"This is a list of rows."};
  if (value.get_array().size() > most_rows) throw Unfit{"There may be at most 500 rows."};
  json::array rows;
  std::size_t position = 0;
  for (const auto& entry : value.get_array()) {
    // Counted as it was sent, so that a problem names the row that people see.
    ++position;
    if (!entry.is_object()) throw Unfit{"Each row names its columns."};
    const auto& given = entry.get_object();
    if (std::all_of(given.begin(), given.end(), [](const auto& cell) { return is_empty(cell.value()); })) continue;
    std::vector<FieldProblem> inner;
    const auto cells = checked_values(field.columns, given, directory, inner);
    json::object row;
    for (const auto& cell : cells) {
      if (!cell.value().is_null()) row[cell.key()] = cell.value();
    }
    for (const auto& column : field.columns) {
      const bool named =
          std::any_of(inner.begin(), inner.end(), [&](const auto& one) { return one.field == column.name; });
      if (column.required && !row.contains(column.name) && !named) {
        inner.push_back({column.name, "“" + column.label + "” is needed in each row."});
      }
    }
    const auto row_number = std::to_string(position);
    for (auto& problem : inner) {
      problems.push_back(
          {field.name + "." + row_number + "." + problem.field, "Row " + row_number + ": " + problem.message});
    }
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return nullptr;
  return rows;
}

json::value choice(const Field& field, const json::value& value) {
  const auto wanted = needs_text(value);
  std::string known;
  for (const auto& one : field.choices) {
    if (one.value == wanted) return value;
    known += (known.empty() ? "" : ", ") + one.value;
  }
  throw Unfit{"This must be one of: " + known + "."};
}

json::value checked_value(const Field& field, const json::value& value, const Directory& directory,
                          std::vector<FieldProblem>& problems) {
  if (is_empty(value)) return nullptr;
  switch (field.type) {
    case FieldType::text:
    case FieldType::clause:
      return text(value, true);
    case FieldType::paragraphs:
      return text(value, false);
    case FieldType::number:
      return number(value);
    case FieldType::yes_no:
      return yes_no(value);
    case FieldType::date:
      return date(value);
    case FieldType::person:
      return json::value(person(value, directory));
    case FieldType::people:
      return people(value, directory);
    case FieldType::document: {
      const auto number = trimmed(needs_text(value));
      if (!directory.is_document || !directory.is_document(number)) {
        throw Unfit{"There is no document “" + shortened(number, 60) + "”."};
      }
      return json::value(number);
    }
    case FieldType::standards:
      return standards(value, directory);
    case FieldType::choice:
      return choice(field, value);
    case FieldType::file: {
      const auto hash = trimmed(needs_text(value));
      if (!directory.is_file || !directory.is_file(hash))
        throw Unfit{"Attach the file to the case first, then choose it."};
      return json::value(hash);
    }
    case FieldType::money:
      return money(value);
    case FieldType::table:
      return table(field, value, directory, problems);
  }
  return nullptr;
}

}  // namespace

json::object checked_values(const std::vector<Field>& fields, const json::object& given, const Directory& directory,
                            std::vector<FieldProblem>& problems) {
  json::object checked;
  for (const auto& entry : given) {
    const std::string name(entry.key());
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&name](const Field& one) { return one.name == name; });
    if (field == fields.end()) {
      problems.push_back({shortened(name, 60), "There is no field “" + shortened(name, 60) + "” to fill in here."});
      continue;
    }
    try {
      checked[name] = checked_value(*field, entry.value(), directory, problems);
    } catch (const Unfit& unfit) {
      problems.push_back({name, "“" + field->label + "”: " + unfit.message});
    }
  }
  return checked;
}

}  // namespace provost::workflows::engine
