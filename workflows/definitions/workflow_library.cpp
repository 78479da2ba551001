#include "workflows/definitions/workflow_library.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <tuple>

#include "workflows/engine/yaml_mapping.hpp"

namespace provost::workflows::definitions {

namespace {

namespace json = boost::json;
using engine::Condition;
using engine::Definition;
using engine::Field;
using engine::FieldType;

const Field* field_named(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [name](const Field& one) { return one.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

bool has_choice(const Field& field, std::string_view value) {
  return std::any_of(field.choices.begin(), field.choices.end(),
                     [value](const engine::Choice& choice) { return choice.value == value; });
}

/// Whether whatever one field holds can stand in the other.
bool fits(const Field& ours, const Field& theirs) {
  if (theirs.type == FieldType::paragraphs && ours.type == FieldType::text) return true;
  if (theirs.type != ours.type || ours.type == FieldType::table || ours.type == FieldType::file) return false;
  return std::all_of(ours.choices.begin(), ours.choices.end(),
                     [&theirs](const engine::Choice& choice) { return has_choice(theirs, choice.value); });
}

bool value_fits(const json::value& value, const Field& theirs) {
  switch (theirs.type) {
    case FieldType::text:
    case FieldType::paragraphs:
      return value.is_string();
    case FieldType::choice:
      return value.is_string() && has_choice(theirs, value.get_string());
    case FieldType::number:
      return value.is_number();
    case FieldType::yes_no:
      return value.is_bool();
    default:
      return false;
  }
}

bool opening_has(const Definition& definition, const std::string& field) {
  const auto in = [&field](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), field) != names.end();
  };
  return in(definition.opening_asks) || in(definition.opening_needs);
}

class Checker {
 public:
  explicit Checker(const std::vector<Definition>& definitions) : definitions_(definitions) {
    for (const auto& definition : definitions) names_.push_back(definition.name);
  }

  std::vector<LibraryProblem> check() {
    check_names();
    for (const auto& definition : definitions_) {
      present_ = &definition;
      for (const auto& field : definition.fields) check_condition(field.when);
      for (const auto& transition : definition.transitions) {
        check_condition(transition.when);
        for (const auto& call : transition.effects) {
          if (call.effect == "open_case") check_opening(call);
        }
      }
    }
    std::stable_sort(problems_.begin(), problems_.end(), [](const LibraryProblem& left, const LibraryProblem& right) {
      return std::tie(left.workflow, left.problem.line) < std::tie(right.workflow, right.problem.line);
    });
    return std::move(problems_);
  }

 private:
  void add(int line, std::string message) { problems_.push_back({present_->name, {line, std::move(message)}}); }

  void check_names() {
    for (std::size_t i = 0; i < definitions_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        present_ = &definitions_[i];
        if (definitions_[i].name == definitions_[j].name) {
          add(0, "another workflow has the name “" + definitions_[i].name + "” too.");
        } else if (definitions_[i].code == definitions_[j].code) {
          add(0, "the workflow “" + definitions_[j].name + "” has the code “" + definitions_[i].code +
                     "” too; keys of cases must tell them apart.");
        }
      }
    }
  }

  /// The workflow, or a problem and null.
  const Definition* workflow(std::string_view name, int line) {
    const auto found = std::find_if(definitions_.begin(), definitions_.end(),
                                    [name](const Definition& one) { return one.name == name; });
    if (found == definitions_.end()) {
      add(line, "there is no workflow “" + std::string(name) + "”." + engine::did_you_mean(name, names_));
      return nullptr;
    }
    if (found->internal) {
      add(line, "“" + std::string(name) + "” is run by the program itself; no cases of it can belong to another.");
      return nullptr;
    }
    return &*found;
  }

  void check_condition(const Condition& condition) {
    for (const auto& part : condition.parts) check_condition(part);
    if (condition.kind != Condition::Kind::guard) return;
    if (condition.guard != "children" && condition.guard != "children_done") return;
    if (!condition.arguments.is_object()) return;
    const auto& arguments = condition.arguments.get_object();
    const auto* name = arguments.if_contains("workflow");
    const auto* target = name == nullptr ? nullptr : workflow(name->as_string(), condition.line);
    for (const auto* key : {"in", "or_in"}) {
      const auto* states = arguments.if_contains(key);
      if (states == nullptr || target == nullptr) continue;
      for (const auto& state : states->as_array()) {
        if (target->find_state(state.as_string()) != nullptr) continue;
        add(condition.line, "“" + target->name + "” has no state “" + std::string(state.as_string()) + "”.");
      }
    }
  }

  /// What a name stands for where the case is opened: a column of the rows, or a field of the case.
  std::optional<Field> source(const json::object& arguments, const std::string& name) const {
    if (const auto* list = arguments.if_contains("for_each")) {
      const auto& rows = *present_->find_field(std::string_view(list->as_string()));
      if (const auto* column = field_named(rows.columns, name)) return *column;
      if (rows.type == FieldType::people && name == "person") {
        Field person;
        person.name = name;
        person.type = FieldType::person;
        return person;
      }
    }
    const auto* field = present_->find_field(name);
    return field == nullptr ? std::nullopt : std::optional<Field>(*field);
  }

  const Field* field_of_opening(const Definition& target, const std::string& name, int line) {
    const auto* field = target.find_field(name);
    if (field == nullptr || !opening_has(target, name)) {
      auto known = target.opening_asks;
      known.insert(known.end(), target.opening_needs.begin(), target.opening_needs.end());
      add(line,
          "the opening of “" + target.name + "” has no field “" + name + "”." + engine::did_you_mean(name, known));
      return nullptr;
    }
    return field;
  }

  void check_opening(const engine::EffectCall& call) {
    const auto& arguments = call.arguments.get_object();
    const auto* target = workflow(arguments.at("workflow").as_string(), call.line);
    std::vector<std::string> given;
    if (const auto* fields = arguments.if_contains("fields")) {
      for (const auto& entry : fields->as_object()) {
        given.emplace_back(entry.key());
        check_given_field(arguments, target, std::string(entry.key()), entry.value(), call.line);
      }
    }
    if (const auto* values = arguments.if_contains("values"); values != nullptr && target != nullptr) {
      for (const auto& entry : values->as_object()) {
        given.emplace_back(entry.key());
        const auto* theirs = field_of_opening(*target, std::string(entry.key()), call.line);
        if (theirs != nullptr && !value_fits(entry.value(), *theirs)) {
          add(call.line,
              "“" + theirs->name + "” of “" + target->name + "” cannot be " + json::serialize(entry.value()) + ".");
        }
      }
    }
    if (const auto* where = arguments.if_contains("where"); where != nullptr && where->is_object()) {
      for (const auto& entry : where->get_object()) {
        if (!source(arguments, std::string(entry.key()))) no_source(std::string(entry.key()), call.line);
      }
    }
    if (target == nullptr) return;
    for (const auto& needed : target->opening_needs) {
      if (std::find(given.begin(), given.end(), needed) == given.end()) {
        add(call.line, "the opening of “" + target->name + "” needs “" + needed + "”.");
      }
    }
  }

  void no_source(const std::string& name, int line) {
    add(line, "“" + name + "” is neither a field of “" + present_->name + "” nor a column of its rows.");
  }

  void check_given_field(const json::object& arguments, const Definition* target, const std::string& name,
                         const json::value& from, int line) {
    if (!from.is_string()) {
      add(line, "“" + name + "” is taken from a field; what is always the same stands under `values`.");
      return;
    }
    const auto ours = source(arguments, std::string(from.get_string()));
    if (!ours) no_source(std::string(from.get_string()), line);
    if (target == nullptr) return;
    const auto* theirs = field_of_opening(*target, name, line);
    if (theirs != nullptr && ours && !fits(*ours, *theirs)) {
      add(line, "“" + ours->name + "” (" + std::string(engine::to_text(ours->type)) + ") does not fit “" + name +
                    "” of “" + target->name + "” (" + std::string(engine::to_text(theirs->type)) + ").");
    }
  }

  const std::vector<Definition>& definitions_;
  std::vector<std::string> names_;
  const Definition* present_ = nullptr;
  std::vector<LibraryProblem> problems_;
};

}  // namespace

std::vector<LibraryProblem> check_together(const std::vector<Definition>& definitions) {
  return Checker(definitions).check();
}

}  // namespace provost::workflows::definitions
