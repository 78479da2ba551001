#include "workflows/engine/definition.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace provost::workflows::engine {

namespace {

constexpr std::array<std::pair<FieldType, std::string_view>, 14> field_types{{
    {FieldType::text, "text"},
    {FieldType::paragraphs, "paragraphs"},
    {FieldType::number, "number"},
    {FieldType::yes_no, "yes_no"},
    {FieldType::date, "date"},
    {FieldType::person, "person"},
    {FieldType::people, "people"},
    {FieldType::document, "document"},
    {FieldType::clause, "clause"},
    {FieldType::standards, "standards"},
    {FieldType::choice, "choice"},
    {FieldType::file, "file"},
    {FieldType::money, "money"},
    {FieldType::table, "table"},
}};

}  // namespace

std::string_view to_text(FieldType type) {
  return std::find_if(field_types.begin(), field_types.end(), [type](const auto& entry) { return entry.first == type; })
      ->second;
}

std::optional<FieldType> parse_field_type(std::string_view text) {
  for (const auto& [type, name] : field_types) {
    if (name == text) return type;
  }
  return std::nullopt;
}

bool Condition::operator==(const Condition& other) const {
  return kind == other.kind && parts == other.parts && guard == other.guard && arguments == other.arguments;
}

const State* Definition::find_state(std::string_view wanted) const {
  const auto found =
      std::find_if(states.begin(), states.end(), [wanted](const State& state) { return state.name == wanted; });
  return found == states.end() ? nullptr : &*found;
}

const Field* Definition::find_field(std::string_view wanted) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [wanted](const Field& field) { return field.name == wanted; });
  return found == fields.end() ? nullptr : &*found;
}

const State& Definition::state(std::string_view wanted) const {
  const auto* found = find_state(wanted);
  if (found == nullptr) throw std::logic_error("workflow " + name + " has no state " + std::string(wanted));
  return *found;
}

std::size_t Definition::position_of(std::string_view wanted) const {
  return static_cast<std::size_t>(&state(wanted) - states.data());
}

bool Definition::leads_back(const Transition& transition, std::string_view from) const {
  return !transition.to.empty() && position_of(transition.to) < position_of(from);
}

std::vector<std::string> Definition::events() const {
  std::vector<std::string> names;
  for (const auto& transition : transitions) {
    if (std::find(names.begin(), names.end(), transition.event) == names.end()) names.push_back(transition.event);
  }
  return names;
}

std::string to_sentence(const DefinitionProblem& problem) {
  if (problem.line > 0) return "Line " + std::to_string(problem.line) + ": " + problem.message;
  auto message = problem.message;
  if (!message.empty() && message.front() >= 'a' && message.front() <= 'z') {
    message.front() = static_cast<char>(message.front() - 'a' + 'A');
  }
  return message;
}

std::string to_text(const DefinitionProblem& problem, std::string_view file) {
  return std::string(file) + (problem.line > 0 ? ":" + std::to_string(problem.line) : "") + ": " + problem.message;
}

}  // namespace provost::workflows::engine
