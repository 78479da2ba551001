#include "workflows/engine/comparison.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "workflows/engine/export.hpp"
#include "workflows/engine/transition_rules.hpp"

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

std::string quoted(const std::string& text) {
  return "“" + text + "”";
}

/// The parts of one kind, each under what makes it the same part in both definitions.
struct Part {
  std::string words;    ///< how it is named in a sentence
  std::string content;  ///< everything that matters about it
};
using Parts = std::map<std::string, Part>;

Parts states_of(const Definition& definition) {
  Parts parts;
  for (const auto& state : definition.states) {
    std::string content = state.title + (state.final ? " final" : "") + (state.success ? "" : " failed");
    if (state.task) {
      content += state.task->title + state.task->why + who_text(state.task->by, definition);
      if (state.task->due) content += to_text(*state.task->due);
      content += state.task->due_field.value_or("");
      if (state.task->ahead) content += to_text(*state.task->ahead);
    }
    parts[state.name] = {"the state " + quoted(state.title), content};
  }
  return parts;
}

void add_step(const Definition& definition, const State& state, const std::string& event, const json::object& step,
              Parts& parts) {
  const auto* target = step.if_contains("target");
  const auto to = target == nullptr ? "" : std::string(target->as_string());
  const auto& title = step.at("meta").at("title").as_string();
  auto words = "the step " + quoted(title.empty() ? event : std::string(title)) + " from " + quoted(state.title);
  if (const auto* reached = definition.find_state(to)) words += " to " + quoted(reached->title);
  auto& part = parts[state.name + "|" + event + "|" + to];
  part.words = words;
  part.content += json::serialize(step);
}

/// Steps of one event between the same two states are the same step.
Parts steps_of(const Definition& definition, const json::object& machine) {
  Parts parts;
  for (const auto& state : definition.states) {
    const auto& node = machine.at("states").at(state.name).as_object();
    if (const auto* events = node.if_contains("on")) {
      for (const auto& event : events->as_object()) {
        for (const auto& step : event.value().as_array()) {
          add_step(definition, state, event.key(), step.as_object(), parts);
        }
      }
    }
    if (const auto* always = node.if_contains("always")) {
      for (const auto& step : always->as_array()) add_step(definition, state, "", step.as_object(), parts);
    }
  }
  return parts;
}

Parts named_parts(const json::object& machine, const char* list, const std::string& kind, const char* words) {
  Parts parts;
  for (const auto& one : machine.at("meta").at(list).as_array()) {
    parts[std::string(one.at("name").as_string())] = {kind + quoted(std::string(one.at(words).as_string())),
                                                      json::serialize(one)};
  }
  return parts;
}

std::string sentence(std::string text) {
  text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

void compare(const Parts& before, const Parts& after, std::vector<std::string>& found) {
  for (const auto& [key, part] : after) {
    const auto former = before.find(key);
    if (former == before.end()) {
      found.push_back("New: " + part.words + ".");
    } else if (former->second.content != part.content) {
      found.push_back("Changed: " + part.words + ".");
    }
  }
  for (const auto& [key, part] : before) {
    if (!after.contains(key)) found.push_back("Gone: " + part.words + ".");
  }
}

void compare_texts(const std::string& what, const std::string& before, const std::string& after,
                   std::vector<std::string>& found) {
  if (before != after) found.push_back(sentence(what) + " was " + quoted(before) + " and is " + quoted(after) + ".");
}

}  // namespace

std::vector<std::string> differences(const Definition& before, const Definition& after) {
  const auto former = as_json(before);
  const auto present = as_json(after);
  std::vector<std::string> found;
  compare_texts("the title", before.title, after.title, found);
  compare_texts("the summary", before.summary, after.summary, found);
  compare_texts("who may open a case", who_text(before.opened_by, before), who_text(after.opened_by, after), found);
  if (before.keeps_files != after.keeps_files) {
    found.push_back(after.keeps_files ? "Files can no longer be taken away." : "Files can be taken away.");
  }
  if (before.confidential != after.confidential) {
    found.push_back(after.confidential ? "Cases become confidential." : "Cases are no longer confidential.");
  }
  if (before.seen_by != after.seen_by) found.push_back("Who sees every case has changed.");
  if (before.start != after.start) found.push_back("Cases begin in another state.");
  if (before.opening_asks != after.opening_asks || before.opening_needs != after.opening_needs) {
    found.push_back("The form that opens a case has changed.");
  }
  compare(states_of(before), states_of(after), found);
  compare(steps_of(before, former), steps_of(after, present), found);
  compare(named_parts(former, "fields", "the field ", "label"), named_parts(present, "fields", "the field ", "label"),
          found);
  compare(named_parts(former, "timers", "the timer ", "name"), named_parts(present, "timers", "the timer ", "name"),
          found);
  return found;
}

}  // namespace provost::workflows::engine
