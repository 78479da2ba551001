#include <algorithm>
#include <boost/json.hpp>

#include "workflows/engine/guards.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

std::optional<std::string> check_nothing(const json::value&, const Definition&) {
  return std::nullopt;
}

/// The children that `workflow: name` means; all without one.
std::vector<Child> chosen_children(const json::value& arguments, const Situation& situation) {
  const auto* name = arguments.is_object() ? arguments.get_object().if_contains("workflow") : nullptr;
  std::vector<Child> chosen;
  for (const auto& child : situation.children) {
    if (name == nullptr || child.workflow == std::string_view(name->as_string())) chosen.push_back(child);
  }
  return chosen;
}

std::optional<std::string> check_children(const json::value& arguments, const Definition&,
                                          std::initializer_list<std::string_view> known) {
  if (arguments.is_bool() && arguments.get_bool()) return std::nullopt;
  if (!arguments.is_object()) return "this is written `true` or {workflow: name}.";
  for (const auto& entry : arguments.get_object()) {
    if (std::find(known.begin(), known.end(), std::string_view(entry.key())) == known.end()) {
      return "\"" + std::string(entry.key()) + "\" is not known here.";
    }
    if (entry.key() == "workflow" && !entry.value().is_string()) return "`workflow` is the name of a workflow.";
    if (entry.key() == "at_least" && !entry.value().is_int64()) return "`at_least` is a whole number.";
  }
  return std::nullopt;
}

Verdict children_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  std::int64_t needed = 1;
  if (arguments.is_object()) {
    if (const auto* number = arguments.get_object().if_contains("at_least")) needed = number->as_int64();
  }
  const auto count = static_cast<std::int64_t>(chosen_children(arguments, situation).size());
  if (count >= needed) return Verdict::yes();
  return Verdict::no("It has " + std::to_string(count) + " of at least " + std::to_string(needed) +
                     " cases that belong to it.");
}

Verdict children_done_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto children = chosen_children(arguments, situation);
  const auto open = std::count_if(children.begin(), children.end(), [](const Child& child) { return !child.final; });
  if (open == 0) return Verdict::yes();
  return Verdict::no(std::to_string(open) + (open == 1 ? " case that belongs to it is still open."
                                                       : " cases that belong to it are still open."));
}

Verdict another_person_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  if (situation.acting.program) return Verdict::yes();
  const auto refuse = [](const std::string& what) {
    return Verdict::no("Somebody else must do this: " + what + ".", true);
  };
  std::vector<json::value> names;
  if (arguments.is_array()) {
    names.assign(arguments.get_array().begin(), arguments.get_array().end());
  } else {
    names.push_back(arguments);
  }
  for (const auto& entry : names) {
    const std::string name(entry.as_string());
    if (name == "owner") {
      if (situation.acting.email == situation.instance.owner) return refuse("you own the case");
    } else if (name == "opener") {
      if (situation.acting.email == situation.instance.opener) return refuse("you opened the case");
    } else {
      const auto people = people_in(situation.instance.fields, name);
      if (std::find(people.begin(), people.end(), situation.acting.email) != people.end()) {
        return refuse("you are named under “" + label_of(definition, name) + "”");
      }
    }
  }
  return Verdict::yes();
}

std::optional<std::string> check_another_person(const json::value& arguments, const Definition& definition) {
  const auto check = [&definition](const json::value& value) -> std::optional<std::string> {
    if (!value.is_string()) return "this names a field with people, `owner` or `opener`.";
    const std::string_view name = value.get_string();
    if (name == "owner" || name == "opener") return std::nullopt;
    const auto* field = definition.find_field(name);
    if (field == nullptr) return "there is no field \"" + std::string(name) + "\".";
    if (field->type != FieldType::person && field->type != FieldType::people) {
      return "\"" + std::string(name) + "\" does not name people.";
    }
    return std::nullopt;
  };
  if (!arguments.is_array()) return check(arguments);
  for (const auto& entry : arguments.get_array()) {
    if (auto problem = check(entry)) return problem;
  }
  return std::nullopt;
}

Verdict date_reached_guard(const json::value& arguments, const Definition& definition, const Situation& situation) {
  const std::string field(arguments.as_string());
  if (situation.deferred.contains(field)) return Verdict::unknown();
  const auto* value = situation.instance.fields.if_contains(field);
  const auto day = value != nullptr && value->is_string() ? parse_day(value->get_string()) : std::nullopt;
  if (!day) return Verdict::no("“" + label_of(definition, field) + "” is not filled in yet.");
  if (*day <= situation.today()) return Verdict::yes();
  return Verdict::no("“" + label_of(definition, field) + "” (" + to_text(*day) + ") has not come yet.");
}

std::optional<std::string> check_date_field(const json::value& arguments, const Definition& definition) {
  if (!arguments.is_string()) return "this names a date field.";
  const auto* field = definition.find_field(arguments.get_string());
  if (field == nullptr) return "there is no field \"" + std::string(arguments.get_string()) + "\".";
  if (field->type != FieldType::date) return "\"" + field->name + "\" is not a date.";
  return std::nullopt;
}

Verdict lasted_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto duration = *parse_duration(arguments.as_string());
  if (situation.now >= end_of(situation.instance.entered_at, duration, situation.calendar)) return Verdict::yes();
  return Verdict::no("It has to stay in this state for " + to_text(duration) + ".");
}

Verdict attachments_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto needed = arguments.as_int64();
  if (situation.attachments >= needed) return Verdict::yes();
  return Verdict::no("Attach at least " + std::to_string(needed) + (needed == 1 ? " file" : " files") +
                     " as evidence first.");
}

Verdict fact_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  Verdict result;
  const auto ask = [&](const json::value& name) {
    auto answer = situation.fact ? situation.fact(std::string(name.as_string()))
                                 : Verdict::no("Nothing is known about " + std::string(name.as_string()) + ".");
    if (answer.result == Verdict::Result::fails) {
      result.result = Verdict::Result::fails;
      std::move(answer.reasons.begin(), answer.reasons.end(), std::back_inserter(result.reasons));
    }
  };
  if (arguments.is_array()) {
    for (const auto& name : arguments.get_array()) ask(name);
  } else {
    ask(arguments);
  }
  return result;
}

}  // namespace

void add_case_guards(Registry& registry) {
  registry.add_guard("children", {"Cases belong to it: {workflow: name, at_least: 1}.",
                                  [](const json::value& arguments, const Definition& definition) {
                                    return check_children(arguments, definition, {"workflow", "at_least"});
                                  },
                                  children_guard});
  registry.add_guard("children_done", {"Every case that belongs to it is finished: true or {workflow: name}.",
                                       [](const json::value& arguments, const Definition& definition) {
                                         return check_children(arguments, definition, {"workflow"});
                                       },
                                       children_done_guard});
  registry.add_guard("another_person",
                     {"The person who acts is not named in this field, or is not `owner` or `opener`.",
                      check_another_person, another_person_guard});
  registry.add_guard("date_reached", {"The day in this date field has come.", check_date_field, date_reached_guard});
  registry.add_guard("lasted", {"The case has been in its state for this long: 30 days.",
                                [](const json::value& arguments, const Definition&) -> std::optional<std::string> {
                                  if (arguments.is_string() && parse_duration(arguments.get_string())) {
                                    return std::nullopt;
                                  }
                                  return "this is a duration such as 30 days or 5 working days.";
                                },
                                lasted_guard});
  registry.add_guard("attachments", {"At least so many files are attached.",
                                     [](const json::value& arguments, const Definition&) -> std::optional<std::string> {
                                       if (arguments.is_int64() && arguments.get_int64() > 0) return std::nullopt;
                                       return "this is a whole number.";
                                     },
                                     attachments_guard});
  // Whether the facts exist is checked by the linter, which knows the whole registry.
  registry.add_guard("fact", {"Something the program knows; see the list of facts.", check_nothing, fact_guard});
}

}  // namespace provost::workflows::engine
