#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "workflows/cases/case_work.hpp"
#include "workflows/documents/document_reading.hpp"

namespace provost::workflows::cases {

/// Something that waits for a person: a task of a case, or one of a document.
using WorkItem = std::variant<CaseTaskRow, documents::Task>;

struct WorkPage {
  std::vector<WorkItem> items;
  std::int64_t total = 0;                ///< of what was asked for
  std::int64_t overdue = 0;              ///< of everything that waits for the person
  std::int64_t snoozed = 0;              ///< what the person put off
  std::optional<store::ListPlace> next;  ///< where the list goes on; nothing at its end
};

/// Everything that waits for a person, in cases and in documents, in one order: what is overdue by its date, then
/// answers for which somebody waits without a date, then what is due by its date, then the rest. `limit`: 1 to 200.
WorkPage read_work(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                   WorkView view, std::int64_t offset, std::int64_t limit, Instant now);
/// The same from a place on that an earlier page gave as `next`. Throws Invalid for a place of another list.
WorkPage read_work_after(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                         WorkView view, const store::ListPlace& after, std::int64_t limit, Instant now);

}  // namespace provost::workflows::cases
