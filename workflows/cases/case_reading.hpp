#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/case.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::cases {

/// Another case beside the one that is shown, as the person may see it.
struct RelatedCase {
  std::string key;
  std::string title;
  std::string workflow_title;
  std::string state_title;
  bool final = false;
  bool success = false;
};

/// An open task with who has it.
struct TaskView {
  CaseTask task;
  std::string person_name;   ///< empty: open to a role
  std::string person_email;  ///< empty: open to a role
  std::string role_label;
  bool can_take = false;  ///< the person who looks may take it
};

/// A link with the words to show for it.
struct LinkView {
  CaseLink link;
  std::string title;  ///< of the document or case; empty when the person may not know it
};

/// A case as one person may see it.
struct CaseView {
  Case one;
  WorkflowVersion version;  ///< the one it runs on
  std::int64_t newest_version = 0;
  std::string state_title;
  std::string owner_name, owner_email;
  std::string opener_name;                   ///< empty: the program
  std::vector<people::Person> people;        ///< who takes part, by name; disabled people left out
  std::vector<engine::Possibility> allowed;  ///< every event of the state, with what blocks it; points into `version`
  std::vector<TaskView> tasks;               ///< open ones
  std::vector<HistoryEntry> history;         ///< oldest first
  std::vector<CaseComment> comments;         ///< oldest first
  std::vector<CaseAttachment> attachments;
  std::vector<LinkView> links;
  std::optional<RelatedCase> parent;
  std::vector<RelatedCase> children;
  std::vector<RelatedCase> linked_from;  ///< cases that link to this one
  bool may_manage = false;               ///< rename, change the owner, hand over tasks
  bool may_contribute = false;           ///< attach and link
};

/// Throws NotFound when there is no such case or the person may not know of it.
CaseView read_case(store::Session& session, const WorkflowCatalogue& catalogue, const FactSource& facts,
                   const people::Actor& actor, std::string_view key, Instant now);

/// An attachment the person may read; throws NotFound.
CaseAttachment read_attachment(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                               std::string_view key, std::string_view sha256, Instant now);

/// The workflows of which a person may open cases, by title.
std::vector<WorkflowVersion> workflows_to_open(store::Session& session, const WorkflowCatalogue& catalogue,
                                               const people::Actor& actor);

}  // namespace provost::workflows::cases
