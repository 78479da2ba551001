#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/documents/document_consumer.hpp"

namespace provost::workflows::cases {

/// Makes workflows controlled documents of the type “workflow”: a change is drafted, checked, reviewed and approved
/// like any document, and the moment it comes into force is the moment from which new cases run on it. Running cases
/// stay on their version. Thread-safe.
class WorkflowDocuments final : public documents::DocumentConsumer {
 public:
  explicit WorkflowDocuments(const WorkflowCatalogue& catalogue) : catalogue_(catalogue) {}

  /// What is wrong with a text as the next version of a workflow, each with its line: alone, beside the other
  /// workflows, and for what the program itself looks up. `workflow`: the one it must be; empty: any.
  struct Reading {
    engine::Definition definition;  ///< as far as it could be read
    std::vector<engine::DefinitionProblem> problems;
  };
  Reading read(store::Session& session, std::string_view text, std::string_view workflow) const;
  /// Throws Invalid for the field `markdown`, each problem with its line.
  void require_fit(store::Session& session, std::string_view text, std::string_view workflow) const;

  std::string_view document_type() const override { return "workflow"; }
  std::string check(store::Session& session, const documents::Document* document, std::string_view text) const override;
  void created(store::WriteTransaction& transaction, const documents::Document& document,
               std::string_view text) const override;
  void came_into_force(store::WriteTransaction& transaction, const documents::Document& document,
                       const documents::Version& version, std::string_view text) const override;
  void went_out_of_force(store::WriteTransaction& transaction, const documents::Document& document,
                         std::string_view text) const override;

 private:
  const WorkflowCatalogue& catalogue_;
};

/// The number of the document that holds a workflow; nullopt: the program's own version is in use and nobody has begun
/// to change it.
std::optional<std::string> document_of_workflow(store::Session& session, std::string_view workflow);
/// The workflow that a document holds; empty when it holds none.
std::string workflow_of_document(store::Session& session, std::int64_t document_id);

}  // namespace provost::workflows::cases
