#include "workflows/engine/export.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>

namespace provost::workflows::engine {

namespace {

namespace json = boost::json;

json::object json_of(const Condition& condition) {
  const auto parts = [&condition] {
    json::array list;
    for (const auto& part : condition.parts) list.push_back(json_of(part));
    return list;
  };
  json::object object;
  switch (condition.kind) {
    case Condition::Kind::all:
      object["all"] = parts();
      break;
    case Condition::Kind::any:
      object["any"] = parts();
      break;
    case Condition::Kind::negation:
      object["not"] = json_of(condition.parts.front());
      break;
    case Condition::Kind::guard:
      object["guard"] = condition.guard;
      object["arguments"] = condition.arguments;
      break;
  }
  if (!condition.says.empty()) object["says"] = condition.says;
  return object;
}

std::string text_of(const Who& who) {
  switch (who.kind) {
    case Who::Kind::owner:
      return "owner";
    case Who::Kind::opener:
      return "opener";
    case Who::Kind::assignee:
      return "assignee";
    case Who::Kind::anybody:
      return "anybody";
    case Who::Kind::timer:
      return "timer";
    case Who::Kind::role:
      return "role:" + who.name;
    case Who::Kind::field:
      return "field:" + who.name;
  }
  return "";
}

json::array json_of(const std::vector<Who>& whos) {
  json::array list;
  for (const auto& who : whos) list.push_back(json::value(text_of(who)));
  return list;
}

json::array json_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const auto& text : texts) list.push_back(json::value(text));
  return list;
}

json::array json_of(const std::vector<Field>& fields) {
  json::array list;
  for (const auto& field : fields) {
    json::object object{{"name", field.name}, {"type", to_text(field.type)}, {"label", field.label}};
    if (!field.help.empty()) object["help"] = field.help;
    if (field.required) object["required"] = true;
    if (!field.takes_part) object["takes_part"] = false;
    if (!field.when.is_empty()) object["when"] = json_of(field.when);
    if (!field.choices.empty()) {
      json::array choices;
      for (const auto& choice : field.choices) choices.push_back({{"value", choice.value}, {"label", choice.label}});
      object["choices"] = std::move(choices);
    }
    if (!field.columns.empty()) object["columns"] = json_of(field.columns);
    list.push_back(std::move(object));
  }
  return list;
}

json::object json_of(const Transition& transition) {
  json::object meta{{"title", transition.title},        {"by", json_of(transition.by)},
                    {"asks", json_of(transition.asks)}, {"needs", json_of(transition.needs)},
                    {"reason", transition.reason},      {"signature", transition.signature}};
  if (!transition.help.empty()) meta["help"] = transition.help;
  if (transition.otherwise) meta["otherwise"] = true;
  if (transition.automatic) meta["event"] = transition.event;
  if (transition.quorum) {
    json::object quorum{{"of", text_of(transition.quorum->of)}};
    if (transition.quorum->needed) quorum["needed"] = *transition.quorum->needed;
    meta["quorum"] = std::move(quorum);
  }
  json::object object;
  if (!transition.to.empty()) {
    object["target"] = transition.to;
    object["reenter"] = true;
  }
  if (!transition.when.is_empty()) {
    object["guard"] = json::object{{"type", "condition"}, {"params", json_of(transition.when)}};
  }
  json::array actions;
  for (const auto& call : transition.effects) {
    actions.push_back({{"type", call.effect}, {"params", call.arguments}});
  }
  if (!actions.empty()) object["actions"] = std::move(actions);
  object["meta"] = std::move(meta);
  return object;
}

json::object json_of(const StateTask& task) {
  json::object object{{"title", task.title}, {"by", json_of(task.by)}};
  if (!task.why.empty()) object["why"] = task.why;
  if (task.due) object["due"] = to_text(*task.due);
  if (task.due_field) object["due_field"] = *task.due_field;
  if (task.ahead) object["ahead"] = to_text(*task.ahead);
  return object;
}

/// XState takes nothing out of a final state, so one that can be left again is marked in `meta` only.
bool can_be_left(const Definition& definition, const State& state) {
  return std::any_of(definition.transitions.begin(), definition.transitions.end(), [&state](const Transition& one) {
    return std::find(one.from.begin(), one.from.end(), state.name) != one.from.end();
  });
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') result += '\\';
    if (static_cast<unsigned char>(letter) >= 0x20) result += letter;
  }
  return result + "\"";
}

std::string xml(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(letter) >= 0x20 || letter == '\n' || letter == '\t') result += letter;
    }
  }
  return result;
}

/// The words on an arrow.
std::string label_of(const Transition& transition) {
  return transition.title.empty() ? transition.event : transition.title;
}

/// Mermaid ends a label at a line's end and takes some characters as commands.
std::string mermaid_text(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ';' || c == ':' || c == '#' || c == '\n' || c == '"'; }, ' ');
  return text;
}

}  // namespace

json::object as_json(const Definition& definition) {
  json::object states;
  for (const auto& state : definition.states) {
    json::object on;
    json::array always;
    for (const auto& transition : definition.transitions) {
      if (std::find(transition.from.begin(), transition.from.end(), state.name) == transition.from.end()) continue;
      if (transition.automatic) {
        always.push_back(json_of(transition));
        continue;
      }
      auto& branches = on[transition.event];
      if (!branches.is_array()) branches = json::array{};
      branches.get_array().push_back(json_of(transition));
    }
    json::object object;
    if (state.final && !can_be_left(definition, state)) object["type"] = "final";
    json::object meta{{"title", state.title}, {"final", state.final}, {"success", state.success}};
    if (state.task) meta["task"] = json_of(*state.task);
    object["meta"] = std::move(meta);
    if (!on.empty()) object["on"] = std::move(on);
    if (!always.empty()) object["always"] = std::move(always);
    states[state.name] = std::move(object);
  }
  json::array timers;
  for (const auto& timer : definition.timers) {
    json::object object{{"name", timer.name}, {"in", json_of(timer.in)}};
    if (timer.after) object["after"] = to_text(*timer.after);
    if (timer.at) object["at"] = *timer.at;
    if (timer.before) object["before"] = to_text(*timer.before);
    if (timer.every) object["every"] = to_text(*timer.every);
    if (!timer.event.empty()) object["event"] = timer.event;
    if (!timer.remind.empty()) object["remind"] = json_of(timer.remind);
    timers.push_back(std::move(object));
  }
  return {{"id", definition.name},
          {"version", definition.content_sha256},
          {"initial", definition.start},
          {"states", std::move(states)},
          {"meta",
           {{"title", definition.title},
            {"code", definition.code},
            {"summary", definition.summary},
            {"clauses", json_of(definition.clauses)},
            {"internal", definition.internal},
            {"confidential", definition.confidential},
            {"keeps_files", definition.keeps_files},
            {"seen_by", json_of(definition.seen_by)},
            {"opened_by", json_of(definition.opened_by)},
            {"opening", {{"asks", json_of(definition.opening_asks)}, {"needs", json_of(definition.opening_needs)}}},
            {"fields", json_of(definition.fields)},
            {"timers", std::move(timers)}}}};
}

std::string as_mermaid(const Definition& definition) {
  std::ostringstream text;
  text << "stateDiagram-v2\n";
  for (const auto& state : definition.states) {
    text << "  state \"" << mermaid_text(state.title) << "\" as " << state.name << "\n";
  }
  text << "  [*] --> " << definition.start << "\n";
  for (const auto& transition : definition.transitions) {
    for (const auto& from : transition.from) {
      if (!transition.to.empty()) {
        text << "  " << from << " --> " << transition.to << ": " << mermaid_text(label_of(transition)) << "\n";
      }
    }
  }
  for (const auto& state : definition.states) {
    if (state.final) text << "  " << state.name << " --> [*]\n";
  }
  return text.str();
}

std::string as_dot(const Definition& definition, std::string_view current) {
  std::ostringstream text;
  text << "digraph " << quoted(definition.name) << " {\n"
       << "  graph [rankdir=TB, bgcolor=transparent, nodesep=0.35, ranksep=0.4, fontname=\"sans-serif\"];\n"
       << "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"#667382\", "
          "fontname=\"sans-serif\", fontsize=12, margin=\"0.16,0.08\"];\n"
       << "  edge [color=\"#667382\", fontname=\"sans-serif\", fontsize=10, arrowsize=0.7];\n";
  for (const auto& state : definition.states) {
    text << "  " << quoted(state.name) << " [label=" << quoted(state.title);
    if (state.final) text << ", peripheries=2";
    if (state.name == current) {
      text << ", fillcolor=\"#d3e3fa\", color=\"#0a58ca\", penwidth=2.5, class=\"current\"";
    }
    text << "];\n";
  }
  for (const auto& transition : definition.transitions) {
    for (const auto& from : transition.from) {
      if (transition.to.empty()) continue;
      text << "  " << quoted(from) << " -> " << quoted(transition.to)
           << " [label=" << quoted(" " + label_of(transition));
      if (transition.automatic) text << ", style=dashed";
      text << "];\n";
    }
  }
  text << "}\n";
  return text.str();
}

std::string as_scxml(const Definition& definition) {
  std::ostringstream text;
  text
      << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" "
      << "name=\"" << xml(definition.name) << "\" initial=\"" << xml(definition.start) << "\">\n";
  for (const auto& state : definition.states) {
    text << "  <state id=\"" << xml(state.name) << "\">\n";
    for (const auto& transition : definition.transitions) {
      if (std::find(transition.from.begin(), transition.from.end(), state.name) == transition.from.end()) continue;
      text << "    <transition";
      if (!transition.automatic) text << " event=\"" << xml(transition.event) << "\"";
      if (!transition.when.is_empty()) text << " cond=\"" << xml(json::serialize(json_of(transition.when))) << "\"";
      if (!transition.to.empty()) text << " target=\"" << xml(transition.to) << "\"";
      text << "/>\n";
    }
    text << "  </state>\n";
  }
  text << "</scxml>\n";
  return text.str();
}

std::string as_text(const Definition& definition) {
  std::ostringstream text;
  for (const auto& state : definition.states) {
    for (const auto& transition : definition.transitions) {
      if (transition.to.empty() ||
          std::find(transition.from.begin(), transition.from.end(), state.name) == transition.from.end()) {
        continue;
      }
      text << state.title << ": " << label_of(transition) << " leads to " << definition.state(transition.to).title
           << ".\n";
    }
    if (state.final) text << state.title << ": here it ends.\n";
  }
  return text.str();
}

}  // namespace provost::workflows::engine
