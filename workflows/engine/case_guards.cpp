#include <algorithm>
#include <boost/json.hpp>

#include "workflows/engine/guard_support.hpp"
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

bool is_list_of_texts(const json::value& value) {
  return value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(),
                                         [](const json::value& entry) { return entry.is_string(); });
}

/// Whether a case that belongs to this one is in one of the states listed under a key.
bool is_in(const Child& child, const json::value& arguments, std::string_view key) {
  const auto* states = arguments.is_object() ? arguments.get_object().if_contains(key) : nullptr;
  return states != nullptr &&
         std::any_of(states->as_array().begin(), states->as_array().end(),
                     [&child](const json::value& state) { return child.state == std::string_view(state.as_string()); });
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
    if ((entry.key() == "in" || entry.key() == "or_in") && !is_list_of_texts(entry.value())) {
      return "`" + std::string(entry.key()) + "` is a list of states.";
    }
  }
  return std::nullopt;
}

Verdict children_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  std::int64_t needed = 1;
  if (arguments.is_object()) {
    if (const auto* number = arguments.get_object().if_contains("at_least")) needed = number->as_int64();
  }
  const auto children = chosen_children(arguments, situation);
  const bool any_state = !arguments.is_object() || !arguments.get_object().contains("in");
  const auto count = std::count_if(children.begin(), children.end(),
                                   [&](const Child& child) { return any_state || is_in(child, arguments, "in"); });
  if (count >= needed) return Verdict::yes();
  return Verdict::no("It has " + std::to_string(count) + " of at least " + std::to_string(needed) +
                     " cases that belong to it.");
}

Verdict children_done_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto children = chosen_children(arguments, situation);
  const auto open = std::count_if(children.begin(), children.end(), [&](const Child& child) {
    return !child.final && !is_in(child, arguments, "or_in");
  });
  if (open == 0) return Verdict::yes();
  return Verdict::no(std::to_string(open) + (open == 1 ? " case that belongs to it is still open."
                                                       : " cases that belong to it are still open."));
}

Verdict attachments_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto needed = arguments.as_int64();
  if (situation.attachments >= needed) return Verdict::yes();
  return Verdict::no("Attach at least " + std::to_string(needed) + (needed == 1 ? " file" : " files") +
                     " as evidence first.");
}

Verdict fact_guard(const json::value& arguments, const Definition&, const Situation& situation) {
  const auto ask = [&](const json::value& name) {
    return situation.fact ? situation.fact(std::string(name.as_string()), situation)
                          : Verdict::no("Nothing is known about " + std::string(name.as_string()) + ".");
  };
  std::vector<Verdict> answers;
  for (const auto& name : as_list(arguments)) answers.push_back(ask(name));
  return all_of(std::move(answers));
}

}  // namespace

void add_case_guards(Registry& registry) {
  registry.add_guard(
      "children", {"Cases belong to it: {workflow: name, at_least: 1}; with `in: [states]` only those in these states.",
                   [](const json::value& arguments, const Definition& definition) {
                     return check_children(arguments, definition, {"workflow", "at_least", "in"});
                   },
                   children_guard});
  registry.add_guard(
      "children_done",
      {"Every case that belongs to it is finished: true or {workflow: name}; with `or_in: [states]` these states "
       "count as finished.",
       [](const json::value& arguments, const Definition& definition) {
         return check_children(arguments, definition, {"workflow", "or_in"});
       },
       children_done_guard});
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
