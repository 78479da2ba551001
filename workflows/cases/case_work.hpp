#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/list_order.hpp"
#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::cases {

/// Which of the tasks of a person are meant.
enum class WorkView {
  waiting,  ///< all but what they put off
  overdue,  ///< of these, what is overdue
  snoozed   ///< what they put off
};

/// A task that waits for a person, themselves or in somebody's stead.
struct CaseTaskRow {
  std::int64_t task_id = 0;
  std::string key;
  std::string case_title;
  std::string workflow_title;
  std::string title;
  std::string why;
  std::optional<Instant> due_at;
  Instant created_at{};
  std::string role;      ///< open to everybody with it; empty: given to a person
  std::string for_name;  ///< in whose stead; empty: the person's own
  bool overdue = false;
  std::optional<Instant> snoozed_until;  ///< when the person put it off
};
struct CaseTaskPage {
  std::vector<CaseTaskRow> rows;  ///< overdue first, then by due date
  std::int64_t total = 0;
  std::optional<store::ListPlace> next;  ///< where the list goes on; nothing at its end
};

/// The open tasks of a person: those given to them, to their roles, and to people they stand in for. `limit`: 1 to
/// 10 000.
CaseTaskPage read_tasks(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                        std::int64_t offset, std::int64_t limit, Instant now, WorkView view = WorkView::waiting);
/// The same from a place on that an earlier page gave as `next`. Throws Invalid for a place of another list.
CaseTaskPage read_tasks_after(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                              const store::ListPlace& after, std::int64_t limit, Instant now,
                              WorkView view = WorkView::waiting);
/// Where a task stands among them.
store::ListPlace place_of(const CaseTaskRow& task);
/// How many of them there are.
std::int64_t count_tasks(store::Session& session, const people::Actor& actor, Instant now,
                         WorkView view = WorkView::waiting);
/// Those of one case, put off or not.
std::vector<CaseTaskRow> tasks_in_case(store::Session& session, const WorkflowCatalogue& catalogue,
                                       const people::Actor& actor, std::int64_t case_id, Instant now);

/// How many open tasks are given to a person or to their roles and not put off; counting ends at `most`, so that the
/// price is bounded.
std::int64_t waiting_tasks(store::Session& session, const people::Actor& actor, std::int64_t most, Instant now);

}  // namespace provost::workflows::cases
