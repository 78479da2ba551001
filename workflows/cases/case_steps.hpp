#pragma once

#include <optional>
#include <string>

#include "workflows/cases/case.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/people/person.hpp"
#include "workflows/people/signing_keys.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// Who did a step, as the history prints it.
struct StepActor {
  store::AuditActor audit;
  std::string roles;
  std::optional<std::int64_t> person_id;        ///< nullopt: the program
  const people::OpenSigningKey* key = nullptr;  ///< opened by the person's secret, for a signed step

  static StepActor program();
  static StepActor of(const people::Actor& actor, const people::OpenSigningKey* key = nullptr);
};

/// Writes what the engine decided: state and fields, history, tasks, timers, cases that are opened, and the case to
/// which this one belongs when it may move on by itself. Part of one transaction; each case changed gets its own audit
/// entry. Effects are named by the history entry that caused them, so that none happens twice.
class CaseSteps {
 public:
  CaseSteps(store::WriteTransaction& transaction, const WorkflowCatalogue& catalogue, const FactSource& facts)
      : transaction_(transaction), catalogue_(catalogue), facts_(facts) {}

  /// Writes an outcome and everything that follows from it.
  void write(Case& one, const engine::Definition& definition, const engine::Outcome& outcome, const StepActor& actor);

  struct Opening {
    std::string title;
    boost::json::object fields;
    std::int64_t owner_id = 0;
    std::optional<std::int64_t> opener_id;
    std::optional<std::int64_t> parent_id;
    std::optional<std::string> effect_key;
  };
  /// Opens a case whose fields were checked, and takes the steps that follow by themselves.
  Case open(const WorkflowVersion& version, Opening opening, const StepActor& actor);

  /// Takes the steps of a case that happen by themselves now; false when there are none.
  bool settle(Case& one);

 private:
  void apply(Case& one, const engine::Definition& definition, const engine::Outcome& outcome);
  void write_history(const Case& one, const engine::Outcome& outcome, const StepActor& actor);
  void carry_out(const Case& one, const engine::EffectCall& effect, const std::string& cause, const StepActor& actor);
  void open_cases(const Case& one, const engine::EffectCall& effect, const std::string& cause, const StepActor& actor);
  void note_participants(const Case& one, const engine::Definition& definition, const StepActor& actor);
  void settle_parent(const Case& one);
  /// Tells channels of the case, and nobody of what they did themselves.
  void tell(const Case& one, const char* event, const std::string& what, const StepActor& actor);
  void copy_links(const Case& from, const Case& to, const StepActor& actor);

  store::WriteTransaction& transaction_;
  const WorkflowCatalogue& catalogue_;
  const FactSource& facts_;
  int depth_ = 0;
};

}  // namespace provost::workflows::cases
