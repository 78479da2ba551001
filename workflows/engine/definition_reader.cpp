#include "workflows/engine/definition_reader.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "workflows/engine/linter.hpp"
#include "workflows/engine/yaml_mapping.hpp"
#include "workflows/engine/yaml_source.hpp"
#include "workflows/hashing.hpp"

namespace provost::workflows::engine {

namespace {

using Problems = std::vector<DefinitionProblem>;

/// Names of workflows, states, fields and events: what addresses, exports and statements can carry without quoting.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 60 && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
         });
}

class Reader {
 public:
  Reader(const Registry& registry, Problems& problems) : registry_(registry), problems_(problems) {}

  Definition read(const YAML::Node& root) {
    Definition definition;
    YamlMapping mapping(root, "the definition", problems_);
    if (!mapping.is_mapping()) return definition;
    definition.name = name(mapping, "workflow");
    definition.title = mapping.needed_text("title");
    definition.code = mapping.needed_text("code");
    if (definition.code.size() < 2 || definition.code.size() > 6 ||
        !std::all_of(definition.code.begin(), definition.code.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
      add(mapping.take("code"), "“code” is two to six capital letters; keys of cases begin with it.");
    }
    definition.summary = mapping.text("summary");
    definition.clauses = mapping.texts("clauses");
    definition.confidential = mapping.yes("confidential");
    definition.keeps_files = mapping.yes("keeps_files");
    definition.internal = mapping.yes("internal");
    definition.seen_by = mapping.texts("seen_by");
    definition.start = mapping.needed_text("start");
    if (const auto fields = mapping.take("fields"); fields.IsDefined()) definition.fields = this->fields(fields, true);
    field_names_.clear();
    for (const auto& field : definition.fields) field_names_.push_back(field.name);
    definition.opened_by = whos(mapping, "opened_by");
    if (const auto opening = mapping.take("opening"); opening.IsDefined()) {
      YamlMapping inner(opening, "the opening", problems_);
      definition.opening_asks = inner.texts("asks");
      definition.opening_needs = inner.texts("needs");
      inner.finish();
    }
    read_states(mapping, definition);
    read_transitions(mapping, definition);
    read_timers(mapping, definition);
    mapping.finish();
    return definition;
  }

 private:
  void add(const YAML::Node& node, std::string message) {
    problems_.push_back({node.IsDefined() ? line_of(node) : 0, std::move(message)});
  }

  std::string name(YamlMapping& mapping, const std::string& key) {
    auto text = mapping.needed_text(key);
    if (!text.empty() && !is_name(text)) {
      mapping.problem(mapping.line(),
                      "“" + text + "” is not a name: small letters, digits and _ only, a letter first.");
    }
    return text;
  }

  bool means_somebody(const std::string& text) const {
    return registry_.roles().contains(text) || text == "owner" || text == "opener" || text == "assignee" ||
           text == "anybody" || text == "timer";
  }

  Who who(const std::string& text, int line) {
    if (text == "owner") return {Who::Kind::owner, ""};
    if (text == "opener") return {Who::Kind::opener, ""};
    if (text == "assignee") return {Who::Kind::assignee, ""};
    if (text == "anybody") return {Who::Kind::anybody, ""};
    if (text == "timer") return {Who::Kind::timer, ""};
    if (registry_.roles().contains(text)) return {Who::Kind::role, text};
    if (std::find(field_names_.begin(), field_names_.end(), text) == field_names_.end()) {
      auto known = field_names_;
      known.insert(known.end(), registry_.roles().begin(), registry_.roles().end());
      for (const auto* word : {"owner", "opener", "assignee", "anybody", "timer"}) known.emplace_back(word);
      problems_.push_back(
          {line, "“" + text + "” is neither a role nor a field that names people." + did_you_mean(text, known)});
    }
    return {Who::Kind::field, text};
  }

  std::vector<Who> whos(YamlMapping& mapping, const std::string& key) {
    const auto line = mapping.has(key) ? line_of(mapping.take(key)) : mapping.line();
    std::vector<Who> list;
    for (const auto& text : mapping.texts(key)) list.push_back(who(text, line));
    return list;
  }

  std::vector<Field> fields(const YAML::Node& node, bool tables) {
    std::vector<Field> list;
    if (!node.IsSequence()) {
      add(node, "fields and columns are a list; each begins with `- name:`.");
      return list;
    }
    for (const auto& entry : node) {
      YamlMapping mapping(entry, "the field", problems_);
      if (mapping.is_mapping()) list.push_back(field(mapping, tables));
    }
    return list;
  }

  Field field(YamlMapping& mapping, bool tables) {
    Field field;
    field.line = mapping.line();
    field.name = name(mapping, "name");
    if (tables && means_somebody(field.name)) {
      mapping.problem(mapping.line(),
                      "“" + field.name + "” is a role or a word for somebody; a field needs another name.");
    }
    const auto type_name = mapping.needed_text("type");
    if (const auto type = parse_field_type(type_name)) {
      field.type = *type;
    } else {
      mapping.problem(mapping.line(), "“" + type_name +
                                          "” is not a type of field: text, paragraphs, number, yes_no, date, "
                                          "person, people, document, clause, choice, file, money, table.");
    }
    field.label = mapping.needed_text("label");
    field.help = mapping.text("help");
    if (const auto choices = mapping.take("choices"); choices.IsDefined()) field.choices = this->choices(choices);
    if ((field.type == FieldType::choice) != !field.choices.empty()) {
      mapping.problem(mapping.line(), "“choices” belongs to a field of type choice, and such a field needs it.");
    }
    if (const auto columns = mapping.take("columns"); columns.IsDefined()) {
      if (tables) {
        field.columns = fields(columns, false);
      } else {
        add(columns, "a table within a table is not possible.");
      }
    }
    if ((field.type == FieldType::table) != !field.columns.empty()) {
      mapping.problem(mapping.line(), "“columns” belongs to a field of type table, and such a field needs it.");
    }
    field.required = mapping.yes("required");
    if (mapping.has("takes_part") && field.type != FieldType::person && field.type != FieldType::people) {
      mapping.problem(mapping.line(), "“takes_part” belongs to a field that names people.");
    }
    if (mapping.has("takes_part") && !tables) {
      mapping.problem(mapping.line(), "“takes_part” belongs to a field of its own, not to a column.");
    }
    field.takes_part = mapping.yes("takes_part", true);
    if (const auto when = mapping.take("when"); when.IsDefined()) field.when = condition(when);
    mapping.finish();
    return field;
  }

  std::vector<Choice> choices(const YAML::Node& node) {
    std::vector<Choice> list;
    if (!node.IsMap()) {
      add(node, "choices are written `value: What people read`.");
      return list;
    }
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar() || !is_name(entry.first.Scalar())) {
        add(entry.first, "choices are written `value: What people read`, the value in small letters, digits and _.");
        continue;
      }
      list.push_back({entry.first.Scalar(), entry.second.Scalar()});
    }
    return list;
  }

  void read_states(YamlMapping& mapping, Definition& definition) {
    const auto states = mapping.take("states");
    if (!states.IsDefined() || !states.IsMap()) {
      add(states, "“states” is missing, or is not written `name: {title: …}`.");
      return;
    }
    for (const auto& entry : states) {
      if (!entry.first.IsScalar()) continue;
      State state;
      state.name = entry.first.Scalar();
      state.line = line_of(entry.first);
      if (!is_name(state.name)) {
        problems_.push_back({state.line, "“" + state.name + "” is not a name: small letters, digits and _ only."});
      }
      if (definition.find_state(state.name) != nullptr) {
        problems_.push_back({state.line, "the state “" + state.name + "” is there twice."});
      }
      YamlMapping inner(entry.second, "the state " + state.name, problems_);
      if (inner.is_mapping()) {
        state.title = inner.needed_text("title");
        state.final = inner.yes("final");
        state.success = inner.yes("success", true);
        if (const auto task = inner.take("task"); task.IsDefined()) state.task = this->task(task, state.name);
        inner.finish();
      }
      definition.states.push_back(std::move(state));
    }
  }

  StateTask task(const YAML::Node& node, const std::string& state) {
    StateTask task;
    YamlMapping mapping(node, "the task of " + state, problems_);
    if (!mapping.is_mapping()) return task;
    task.title = mapping.needed_text("title");
    task.why = mapping.text("why");
    task.by = whos(mapping, "by");
    if (task.by.empty()) mapping.problem(mapping.line(), mapping.what() + " does not say who: `by`.");
    task.due = mapping.duration("due");
    if (auto field = mapping.text("due_field"); !field.empty()) task.due_field = field;
    task.ahead = mapping.duration("ahead");
    mapping.finish();
    return task;
  }

  void read_transitions(YamlMapping& mapping, Definition& definition) {
    const auto list = mapping.take("transitions");
    if (!list.IsDefined() || !list.IsSequence()) {
      add(list, "“transitions” is missing, or is not a list.");
      return;
    }
    for (const auto& entry : list) {
      YamlMapping inner(entry, "the transition", problems_);
      if (inner.is_mapping()) definition.transitions.push_back(transition(inner, definition));
    }
  }

  Transition transition(YamlMapping& mapping, const Definition& definition) {
    Transition transition;
    transition.line = mapping.line();
    transition.event = name(mapping, "event");
    transition.title = mapping.text("title");
    transition.help = mapping.text("help");
    transition.from = mapping.texts("from");
    if (transition.from == std::vector<std::string>{"any"}) {
      transition.from.clear();
      for (const auto& state : definition.states) {
        if (!state.final) transition.from.push_back(state.name);
      }
    }
    if (transition.from.empty())
      mapping.problem(mapping.line(), "the transition does not say where it begins: `from`.");
    transition.to = mapping.text("to");
    transition.by = whos(mapping, "by");
    transition.asks = mapping.texts("asks");
    transition.needs = mapping.texts("needs");
    for (const auto& field : transition.needs) {
      if (std::find(transition.asks.begin(), transition.asks.end(), field) == transition.asks.end()) {
        transition.asks.push_back(field);
      }
    }
    if (const auto when = mapping.take("when"); when.IsDefined()) transition.when = condition(when);
    transition.otherwise = mapping.yes("otherwise");
    transition.reason = mapping.yes("reason");
    transition.signature = mapping.text("signature");
    if (const auto quorum = mapping.take("quorum"); quorum.IsDefined()) {
      YamlMapping inner(quorum, "the quorum", problems_);
      transition.quorum = Quorum{who(inner.needed_text("of"), mapping.line()), inner.whole_number("needed")};
      inner.finish();
    }
    transition.automatic = mapping.yes("automatic");
    if (const auto effects = mapping.take("effects"); effects.IsDefined()) read_effects(effects, transition);
    mapping.finish();
    return transition;
  }

  void read_effects(const YAML::Node& node, Transition& transition) {
    if (!node.IsSequence()) {
      add(node, "effects are a list; each is written `- name: what it needs`.");
      return;
    }
    for (const auto& entry : node) {
      if (!entry.IsMap() || entry.size() != 1 || !entry.begin()->first.IsScalar()) {
        add(entry, "an effect is written `- name: what it needs`.");
        continue;
      }
      transition.effects.push_back({entry.begin()->first.Scalar(), as_json(entry.begin()->second), line_of(entry)});
    }
  }

  void read_timers(YamlMapping& mapping, Definition& definition) {
    const auto list = mapping.take("timers");
    if (!list.IsDefined()) return;
    if (!list.IsSequence()) {
      add(list, "“timers” is not a list.");
      return;
    }
    for (const auto& entry : list) {
      YamlMapping inner(entry, "the timer", problems_);
      if (!inner.is_mapping()) continue;
      Timer timer;
      timer.line = inner.line();
      timer.name = name(inner, "name");
      timer.in = inner.texts("in");
      timer.after = inner.duration("after");
      if (auto at = inner.text("at"); !at.empty()) timer.at = at;
      timer.before = inner.duration("before");
      timer.every = inner.duration("every");
      timer.event = inner.text("event");
      timer.remind = whos(inner, "remind");
      inner.finish();
      definition.timers.push_back(std::move(timer));
    }
  }

  /// Several keys of one mapping must all hold; `says` gives the words for when they do not.
  Condition condition(const YAML::Node& node) {
    Condition whole;
    whole.line = line_of(node);
    if (!node.IsMap()) {
      add(node, "a condition is written `guard: what it needs`, or with all, any, not.");
      return whole;
    }
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) continue;
      const auto& key = entry.first.Scalar();
      if (key == "says") {
        if (entry.second.IsScalar()) whole.says = entry.second.Scalar();
        continue;
      }
      whole.parts.push_back(condition_part(key, entry.first, entry.second));
    }
    if (whole.parts.size() == 1 && (whole.says.empty() || whole.parts.front().says.empty())) {
      auto only = std::move(whole.parts.front());
      if (only.says.empty()) only.says = whole.says;
      return only;
    }
    return whole;
  }

  Condition condition_part(const std::string& key, const YAML::Node& key_node, const YAML::Node& value) {
    Condition part;
    part.line = line_of(key_node);
    if (key == "all" || key == "any") {
      part.kind = key == "all" ? Condition::Kind::all : Condition::Kind::any;
      if (!value.IsSequence() || value.size() == 0) add(value, "“" + key + "” takes a list of conditions.");
      if (value.IsSequence()) {
        for (const auto& entry : value) part.parts.push_back(condition(entry));
      }
      return part;
    }
    if (key == "not") {
      part.kind = Condition::Kind::negation;
      part.parts.push_back(condition(value));
      return part;
    }
    part.kind = Condition::Kind::guard;
    part.guard = key;
    part.arguments = as_json(value);
    return part;
  }

  const Registry& registry_;
  Problems& problems_;
  std::vector<std::string> field_names_;
};

}  // namespace

DefinitionReading read_definition(std::string_view yaml, const Registry& registry) {
  DefinitionReading reading;
  const auto root = load_yaml(yaml, reading.problems);
  if (!reading.is_sound()) return reading;
  reading.definition = Reader(registry, reading.problems).read(root);
  reading.definition.source = std::string(yaml);
  reading.definition.content_sha256 = sha256_hex(yaml);
  if (reading.is_sound()) reading.problems = lint(reading.definition, registry);
  std::stable_sort(reading.problems.begin(), reading.problems.end(),
                   [](const auto& left, const auto& right) { return left.line < right.line; });
  return reading;
}

}  // namespace provost::workflows::engine
