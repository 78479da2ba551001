#include <algorithm>

#include "workflows/cases/workflow_documents.hpp"
#include "workflows/definitions/program_needs.hpp"
#include "workflows/definitions/shipped_definitions.hpp"
#include "workflows/definitions/workflow_library.hpp"
#include "workflows/engine/definition_reader.hpp"
#include "workflows/errors.hpp"

namespace provost::workflows::cases {

namespace {

std::optional<std::string_view> shipped_text(std::string_view workflow) {
  for (const auto& shipped : definitions::shipped_definitions()) {
    if (shipped.name == workflow) return shipped.yaml;
  }
  return std::nullopt;
}

[[noreturn]] void refuse(const std::vector<engine::DefinitionProblem>& problems) {
  std::vector<FieldProblem> fields;
  for (const auto& problem : problems) fields.push_back({"markdown", engine::to_sentence(problem)});
  throw Invalid(std::move(fields));
}

}  // namespace

WorkflowDocuments::Reading WorkflowDocuments::read(store::Session& session, std::string_view text,
                                                   std::string_view workflow) const {
  auto reading = engine::read_definition(text, catalogue_.registry());
  Reading result{std::move(reading.definition), std::move(reading.problems)};
  const auto& definition = result.definition;
  if (!result.problems.empty()) return result;
  if (!workflow.empty() && definition.name != workflow) {
    result.problems.push_back({1, "this document holds the workflow “" + std::string(workflow) +
                                      "”, so its name has to stay: workflow: " + std::string(workflow)});
    return result;
  }
  std::vector<engine::Definition> today;
  std::vector<engine::Definition> together{definition};
  bool runs_by_itself = definition.internal;
  for (const auto& other : catalogue_.newest(session)) {
    today.push_back(*other.definition);
    if (other.definition->name == definition.name) {
      runs_by_itself = runs_by_itself || other.definition->internal;
    } else {
      together.push_back(*other.definition);
    }
  }
  if (runs_by_itself) {
    result.problems.push_back({1, "“" + definition.name + "” is run by the program itself and cannot be changed."});
    return result;
  }
  const auto known = definitions::check_together(today);
  for (const auto& problem : definitions::check_together(together)) {
    if (problem.workflow == definition.name) {
      result.problems.push_back(problem.problem);
    } else if (std::find(known.begin(), known.end(), problem) == known.end()) {
      result.problems.push_back({0, "with this change the workflow “" + problem.workflow +
                                        "” would no longer fit: " + problem.problem.message});
    }
  }
  for (auto& problem : definitions::missing_needs(definition)) result.problems.push_back(std::move(problem));
  return result;
}

void WorkflowDocuments::require_fit(store::Session& session, std::string_view text, std::string_view workflow) const {
  const auto reading = read(session, text, workflow);
  if (!reading.problems.empty()) refuse(reading.problems);
}

std::string WorkflowDocuments::check(store::Session& session, const documents::Document* document,
                                     std::string_view text) const {
  const auto reading = read(session, text, document != nullptr ? workflow_of_document(session, document->id) : "");
  if (!reading.problems.empty()) refuse(reading.problems);
  if (document == nullptr) {
    if (const auto number = document_of_workflow(session, reading.definition.name)) {
      throw Invalid("markdown", "The workflow “" + reading.definition.title + "” is held by " + *number +
                                    " already. Change it there.");
    }
  }
  return reading.definition.title;
}

void WorkflowDocuments::created(store::WriteTransaction& transaction, const documents::Document& document,
                                std::string_view text) const {
  const auto reading = engine::read_definition(text, catalogue_.registry());
  if (const auto number = document_of_workflow(transaction.session(), reading.definition.name)) {
    throw Conflict("The workflow “" + reading.definition.title + "” is held by " + *number + " already.");
  }
  transaction.insert("workflow_documents", {{"workflow", reading.definition.name}, {"document_id", document.id}});
}

void WorkflowDocuments::came_into_force(store::WriteTransaction& transaction, const documents::Document& document,
                                        const documents::Version& version, std::string_view text) const {
  check(transaction.session(), &document, text);
  const auto origin = document.number + " " + to_text(version.label);
  catalogue_.publish(transaction, text, origin);
}

void WorkflowDocuments::went_out_of_force(store::WriteTransaction& transaction, const documents::Document& document,
                                          std::string_view) const {
  const auto workflow = workflow_of_document(transaction.session(), document.id);
  const auto shipped = shipped_text(workflow);
  if (!shipped) {
    throw Conflict(
        "Cases run on this workflow and the program brings none to go back to, so it stays in force. To stop new "
        "cases, revise it and let nobody open them.");
  }
  catalogue_.publish(transaction, *shipped, "shipped");
}

std::optional<std::string> document_of_workflow(store::Session& session, std::string_view workflow) {
  const auto record = session.first(
      "SELECT d.number FROM workflow_documents w JOIN documents d ON d.id = w.document_id WHERE w.workflow = :workflow",
      {std::string(workflow)});
  return record ? std::optional(record->text("number")) : std::nullopt;
}

std::string workflow_of_document(store::Session& session, std::int64_t document_id) {
  const auto record =
      session.first("SELECT workflow FROM workflow_documents WHERE document_id = :document", {document_id});
  return record ? record->text("workflow") : "";
}

}  // namespace provost::workflows::cases
