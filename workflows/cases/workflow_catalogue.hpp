#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/case.hpp"
#include "workflows/engine/registry.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

/// The published workflows of an organisation, by version. Definitions are read once and kept. Thread-safe.
class WorkflowCatalogue {
 public:
  explicit WorkflowCatalogue(engine::Registry registry);

  const engine::Registry& registry() const { return registry_; }

  /// The newest version of every workflow, by title.
  std::vector<WorkflowVersion> newest(store::Session& session) const;
  /// Throws NotFound.
  WorkflowVersion newest(store::Session& session, std::string_view workflow) const;
  /// Every version of every workflow.
  std::vector<WorkflowVersion> all(store::Session& session) const;
  /// Every version of a workflow, newest first.
  std::vector<WorkflowVersion> versions(store::Session& session, std::string_view workflow) const;
  /// The version a case runs on.
  WorkflowVersion version(store::Session& session, std::int64_t id) const;

  /// Makes a definition the newest version of its workflow, from now on used by new cases; does nothing when the newest
  /// has the same content and origin. Throws Invalid for a definition that is not sound, each problem with its line.
  /// The caller records the audit entry. Returns whether something was published.
  bool publish(store::WriteTransaction& transaction, std::string_view yaml, const std::string& origin) const;

 private:
  WorkflowVersion as_version(const store::Record& record) const;

  engine::Registry registry_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const engine::Definition>, std::less<>> read_;  ///< by SHA-256
};

/// How many cases that are not finished run on a version of a workflow.
std::int64_t open_cases_on(store::Session& session, std::int64_t workflow_version_id);

}  // namespace provost::workflows::cases
