#pragma once

#include <cstddef>

#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::cases {

/// What one sweep did.
struct SweepReport {
  std::size_t fired = 0;      ///< timers that made something happen or reminded somebody
  std::size_t dropped = 0;    ///< timers whose case had moved on, or whose step was not possible
  std::size_t escalated = 0;  ///< overdue tasks of which the next rung was told
};

/// Fires what is due. Each timer is one transaction that also marks it as fired: it happens once, also after a day
/// without the server, a crash in between, several servers on one database, or a clock that was set back. Thread-safe.
class CaseTimers {
 public:
  CaseTimers(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue, const FactSource& facts)
      : database_(database), clock_(clock), catalogue_(catalogue), facts_(facts) {}

  SweepReport sweep();

 private:
  enum class Result { fired, dropped, gone };
  Result fire(std::int64_t timer_id);
  bool escalate(std::int64_t task_id);

  store::Database& database_;
  const Clock& clock_;
  const WorkflowCatalogue& catalogue_;
  const FactSource& facts_;
};

}  // namespace provost::workflows::cases
