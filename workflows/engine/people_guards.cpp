#include <algorithm>

#include "workflows/engine/guard_support.hpp"
#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

/// What the arguments name: "owner", "opener", a field, or a column of a table written table.column.
struct Place {
  std::string field;
  std::string column;
};

Place place_of(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

std::vector<Place> group_of(const json::value& value) {
  std::vector<Place> group;
  if (value.is_string()) {
    group.push_back(place_of(value.get_string()));
  } else {
    for (const auto& name : value.as_array()) group.push_back(place_of(name.as_string()));
  }
  return group;
}

const Field* column_of(const Field& table, std::string_view name) {
  const auto found =
      std::find_if(table.columns.begin(), table.columns.end(), [name](const Field& one) { return one.name == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

std::optional<std::string> check_place(const json::value& value, const Definition& definition) {
  if (!value.is_string()) return "this names fields with people, columns as table.column, `owner` or `opener`.";
  const std::string text(value.get_string());
  if (text == "owner" || text == "opener") return std::nullopt;
  const auto place = place_of(text);
  const auto* field = definition.find_field(place.field);
  if (field == nullptr) return "there is no field \"" + place.field + "\".";
  if (!place.column.empty()) field = column_of(*field, place.column);
  if (field == nullptr || (field->type != FieldType::person && field->type != FieldType::people)) {
    return "\"" + text + "\" does not name people.";
  }
  return std::nullopt;
}

std::optional<std::string> check_different_people(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_array() || arguments.get_array().size() < 2) return "this is a list of at least two groups.";
  for (const auto& group : arguments.get_array()) {
    if (!group.is_array()) {
      if (auto problem = check_place(group, definition)) return problem;
      continue;
    }
    for (const auto& name : group.get_array()) {
      if (auto problem = check_place(name, definition)) return problem;
    }
  }
  return std::nullopt;
}

std::vector<std::string> people_at(const Place& place, const Instance& instance, const json::object& fields) {
  if (place.field == "owner") return {instance.owner};
  if (place.field == "opener") return {instance.opener};
  if (place.column.empty()) return people_in(fields, place.field);
  std::vector<std::string> people;
  const auto* rows = fields.if_contains(place.field);
  if (rows == nullptr || !rows->is_array()) return people;
  for (const auto& row : rows->get_array()) {
    if (!row.is_object()) continue;
    for (auto& person : people_in(row.get_object(), place.column)) people.push_back(std::move(person));
  }
  return people;
}

std::vector<std::string> people_at(const Place& place, const Situation& situation) {
  return people_at(place, situation.instance, situation.instance.fields);
}

std::string label_at(const Place& place, const Definition& definition) {
  if (place.field == "owner") return "owner of the case";
  if (place.field == "opener") return "opener of the case";
  return label_of(definition, place.field);
}

Verdict apart(const Place& left, const Place& right, const Definition& definition, const Situation& situation) {
  const auto others = people_at(right, situation);
  for (const auto& person : people_at(left, situation)) {
    if (person.empty() || std::find(others.begin(), others.end(), person) == others.end()) continue;
    return Verdict::no(person + " is named under “" + label_at(left, definition) + "” and under “" +
                       label_at(right, definition) + "”; these must be different people.");
  }
  return Verdict::yes();
}

Verdict different_people_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  std::vector<std::vector<Place>> groups;
  for (const auto& group : arguments.as_array()) {
    groups.push_back(group_of(group));
    for (const auto& place : groups.back()) {
      if (situation.deferred.contains(place.field)) return Verdict::unknown();
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      for (const auto& left : groups[i]) {
        for (const auto& right : groups[j]) {
          auto verdict = apart(left, right, definition, situation);
          if (verdict.result != Verdict::Result::holds) return verdict;
        }
      }
    }
  }
  return Verdict::yes();
}

std::optional<std::string> check_another_person(const json::value& arguments, const Definition& definition) {
  for (const auto& name : as_list(arguments)) {
    if (auto problem = check_place(name, definition)) return problem;
  }
  return std::nullopt;
}

std::string role_in_case(const Place& place, const Definition& definition) {
  if (place.field == "owner") return "you own the case";
  if (place.field == "opener") return "you opened the case";
  return "you are named under “" + label_of(definition, place.field) + "”";
}

Verdict another_person_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  if (situation.acting.program) return Verdict::yes();
  for (const auto& place : group_of(arguments)) {
    auto people = people_at(place, situation);
    if (situation.fields_before) {
      const auto before = people_at(place, situation.instance, *situation.fields_before);
      people.insert(people.end(), before.begin(), before.end());
    }
    if (std::find(people.begin(), people.end(), situation.acting.email) != people.end()) {
      return Verdict::no("Somebody else must do this: " + role_in_case(place, definition) + ".", true);
    }
  }
  return Verdict::yes();
}

}  // namespace

void add_people_guards(Registry& registry) {
  registry.add_guard(
      "another_person",
      {"The person who acts is not named here, neither before nor after the form of the step: a field with "
       "people or a list of fields, columns as table.column, `owner` or `opener`.",
       check_another_person, another_person_guard});
  registry.add_guard("different_people",
                     {"Nobody is named in more than one of these groups: [[lead_auditor, auditors], auditees]; a group "
                      "names fields with people, columns as table.column, `owner` or `opener`.",
                      check_different_people, different_people_guard});
}

}  // namespace provost::workflows::engine
