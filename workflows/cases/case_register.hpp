#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/case_query.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/engine/step.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::cases {

struct CaseRow {
  std::string key;
  std::string title;
  std::string workflow;
  std::string workflow_title;
  std::string state;
  std::string state_title;
  bool final = false;
  bool success = false;
  std::string owner_name;
  std::string owner_email;
  std::optional<Instant> due_at;  ///< of the earliest open task
  Instant opened_at{};
  Instant changed_at{};
  std::string task_title;   ///< the first open task
  std::string task_person;  ///< who has it, or the role
};

struct CasePage {
  std::vector<CaseRow> rows;
  std::int64_t total = 0;
  std::optional<store::ListPlace> next;  ///< where the list goes on; nothing at its end
};

/// The cases a person may know of, filtered, sorted and cut to a page. Throws Invalid for an unknown sort or status, or
/// a place of another order.
CasePage read_cases(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                    const CaseQuery& query, Instant now);

/// How many open cases on a version of a workflow a person may know of.
std::int64_t count_visible(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                           std::int64_t workflow_version_id, Instant now);

/// A case on the board with what the person could do about it now.
struct BoardCard {
  CaseRow row;
  std::int64_t row_version = 0;
  std::vector<engine::Possibility> steps;  ///< only those that are possible
  WorkflowVersion version;                 ///< into which the steps point
};
/// One column of the board: a state of a workflow.
struct BoardColumn {
  std::string state;
  std::string title;
  bool final = false;
  std::int64_t total = 0;
  std::vector<BoardCard> cards;  ///< the first ones by due date; of final states, the last ones closed
};
/// The board of one workflow; final states come last. Throws NotFound.
std::vector<BoardColumn> read_board(store::Session& session, const WorkflowCatalogue& catalogue,
                                    const FactSource& facts, const people::Actor& actor, const std::string& workflow,
                                    std::int64_t cards_per_column, Instant now);

/// Open tasks due on the days from `first` to `last`, that the person may know of, by due date; at most 500.
struct CalendarEntry {
  Day day{};
  std::string key;
  std::string case_title;
  std::string task;
  std::string person;  ///< who has it, or the role
  bool overdue = false;
};
std::vector<CalendarEntry> read_calendar(store::Session& session, const WorkflowCatalogue& catalogue,
                                         const people::Actor& actor, Day first, Day last, bool only_own, Instant now);

}  // namespace provost::workflows::cases
