#include "workflows/cases/work_list.hpp"

#include <algorithm>
#include <set>

#include "workflows/cases/task_snoozes.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::workflows::cases {

namespace {

/// When something belongs into the list; nothing: at the end.
using Place = std::optional<Instant>;

bool comes_before(const Place& left, const Place& right) {
  return left && (!right || *left < *right);
}

/// A term ends with its day, so what is due today stands where the first moment of tomorrow does, as in cases.
Place place_of(const documents::Task& task, const std::string& time_zone, Instant now) {
  if (task.due) return start_of_day(Day{std::chrono::sys_days{*task.due} + std::chrono::days(1)}, time_zone);
  if (task.kind == "finish") return std::nullopt;
  return now;
}

struct Placed {
  Place place;
  WorkItem item;
};

bool by_place(const Placed& left, const Placed& right) {
  return comes_before(left.place, right.place);
}

std::vector<Placed> tasks_of_documents(store::Session& session, const people::Actor& actor, Instant now) {
  const auto zone = organisation::present_organisation(session).time_zone;
  std::vector<Placed> placed;
  for (auto& task : documents::tasks_of(session, actor, day_in_zone(now, zone))) {
    auto place = place_of(task, zone, now);
    placed.push_back({place, std::move(task)});
  }
  std::stable_sort(placed.begin(), placed.end(), by_place);
  return placed;
}

/// Takes out what the person put off, and returns it. What came after they did so is not meant.
std::vector<Placed> take_out_snoozed(store::Session& session, const people::Actor& actor, Instant now,
                                     std::vector<Placed>& placed) {
  std::vector<Placed> put_off;
  for (const auto& snooze : snoozes_of(session, actor.person_id, now)) {
    if (!snooze.document_id) continue;
    const auto document = documents::find_document(session, *snooze.document_id);
    if (!document) continue;
    std::erase_if(placed, [&](Placed& one) {
      auto& task = std::get<documents::Task>(one.item);
      if (task.number != document->number) return false;
      if (task.since && parse_instant(*task.since) > snooze.since) return false;
      task.snoozed_until = snooze.until;
      put_off.push_back(std::move(one));
      return true;
    });
  }
  std::stable_sort(put_off.begin(), put_off.end(), by_place);
  return put_off;
}

bool is_overdue(const Placed& placed, Instant now) {
  return std::get<documents::Task>(placed.item).due && placed.place && *placed.place <= now;
}

/// Names a task of a document.
std::string name_of(const documents::Task& task) {
  return task.number + " " + task.kind;
}

/// Where the list goes on. A task of a document has no date of its own and stands where "now" is, so it is not told by
/// its place: the place names those that were shown; there are few. Before them, the place among the tasks of cases.
class WorkPlace {
 public:
  WorkPlace() : case_place_{std::string(), std::int64_t{0}} {}
  explicit WorkPlace(const store::ListPlace& place) {
    constexpr std::size_t of_cases = 2;
    const auto split = place.begin() + static_cast<std::ptrdiff_t>(std::min(of_cases, place.size()));
    case_place_.assign(place.begin(), split);
    for (auto at = split; at != place.end(); ++at) {
      if (const auto* name = std::get_if<std::string>(&*at)) shown_.insert(*name);
    }
  }

  const store::ListPlace& case_place() const { return case_place_; }
  bool was_shown(const Placed& placed) const {
    return shown_.contains(name_of(std::get<documents::Task>(placed.item)));
  }
  void note(const WorkItem& item) {
    if (const auto* task = std::get_if<documents::Task>(&item)) {
      shown_.insert(name_of(*task));
    } else {
      case_place_ = place_of(std::get<CaseTaskRow>(item));
    }
  }
  store::ListPlace whole() const {
    auto place = case_place_;
    place.insert(place.end(), shown_.begin(), shown_.end());
    return place;
  }

 private:
  store::ListPlace case_place_;
  std::set<std::string> shown_;
};

WorkPage read_page(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                   WorkView view, std::optional<WorkPlace> after, std::int64_t offset, std::int64_t limit,
                   Instant now) {
  auto of_documents = tasks_of_documents(session, actor, now);
  auto put_off = take_out_snoozed(session, actor, now, of_documents);
  const auto snoozed_documents = static_cast<std::int64_t>(put_off.size());
  const auto overdue_documents = std::count_if(of_documents.begin(), of_documents.end(),
                                               [now](const Placed& placed) { return is_overdue(placed, now); });
  if (view == WorkView::overdue) {
    std::erase_if(of_documents, [now](const Placed& placed) { return !is_overdue(placed, now); });
  }
  if (view == WorkView::snoozed) of_documents = std::move(put_off);
  const auto documents = static_cast<std::int64_t>(of_documents.size());
  limit = std::clamp<std::int64_t>(limit, 1, 200);
  offset = std::max<std::int64_t>(offset, 0);

  // There may be very many tasks of cases, and only a few of documents, each of which can move a task of a case down by
  // one. So the page lies within this stretch of them.
  const auto first = std::max<std::int64_t>(offset - documents, 0);
  auto of_cases = after ? read_tasks_after(session, catalogue, actor, after->case_place(), limit, now, view)
                        : read_tasks(session, catalogue, actor, first, offset + limit - first, now, view);
  if (after) std::erase_if(of_documents, [&after](const Placed& placed) { return after->was_shown(placed); });
  std::vector<Placed> cases;
  for (auto& row : of_cases.rows) {
    const auto due = row.due_at;
    cases.push_back({due, std::move(row)});
  }
  std::vector<Placed> merged;
  std::merge(std::make_move_iterator(cases.begin()), std::make_move_iterator(cases.end()),
             std::make_move_iterator(of_documents.begin()), std::make_move_iterator(of_documents.end()),
             std::back_inserter(merged), by_place);

  WorkPage page;
  page.total = of_cases.total + documents;
  const auto total_of = [&](WorkView which) {
    return view == which ? of_cases.total : count_tasks(session, actor, now, which);
  };
  page.overdue = total_of(WorkView::overdue) + static_cast<std::int64_t>(overdue_documents);
  const bool puts_off = !snoozes_of(session, actor.person_id, now).empty();
  page.snoozed = puts_off ? total_of(WorkView::snoozed) + snoozed_documents : 0;
  const auto begin = std::min(static_cast<std::size_t>(offset - first), merged.size());
  const auto end = std::min(begin + static_cast<std::size_t>(limit), merged.size());
  auto place = after.value_or(WorkPlace());
  for (auto at = begin; at < end; ++at) {
    place.note(merged[at].item);
    page.items.push_back(std::move(merged[at].item));
  }
  // A page by its number says nothing about where the list goes on unless it is the first.
  if ((end < merged.size() || of_cases.next) && (after || offset == 0)) page.next = place.whole();
  return page;
}

}  // namespace

WorkPage read_work(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                   WorkView view, std::int64_t offset, std::int64_t limit, Instant now) {
  return read_page(session, catalogue, actor, view, std::nullopt, offset, limit, now);
}

WorkPage read_work_after(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                         WorkView view, const store::ListPlace& after, std::int64_t limit, Instant now) {
  return read_page(session, catalogue, actor, view, WorkPlace(after), 0, limit, now);
}

}  // namespace provost::workflows::cases
