#include <algorithm>

#include "workflows/journey/journey.hpp"

namespace provost::workflows::journey {

namespace {

std::int64_t days_between(Day first, Day last) {
  return (std::chrono::sys_days{last} - std::chrono::sys_days{first}).count();
}

Day later(Day day, std::int64_t days) {
  return Day{std::chrono::sys_days{day} + std::chrono::days(days)};
}

/// How many days a planned day took so far, as hundredths; at least 100, because nobody plans on being faster.
std::int64_t pace_percent(const std::vector<Phase>& phases, Day first_day) {
  std::int64_t planned = 0, actual = 0;
  auto planned_start = first_day, actual_start = first_day;
  for (const auto& phase : phases) {
    if (phase.progress != Phase::Progress::passed || !phase.planned_end || !phase.ended) continue;
    planned += std::max<std::int64_t>(days_between(planned_start, *phase.planned_end), 1);
    actual += std::max<std::int64_t>(days_between(actual_start, *phase.ended), 0);
    planned_start = *phase.planned_end;
    actual_start = *phase.ended;
  }
  return planned == 0 ? 100 : std::max<std::int64_t>(100, actual * 100 / planned);
}

std::optional<Instant> last_due(const Phase& phase) {
  std::optional<Instant> last;
  for (const auto& work : phase.open_work) {
    if (work.due_at && (!last || *work.due_at > *last)) last = work.due_at;
  }
  return last;
}

}  // namespace

Forecast forecast(const std::vector<Phase>& phases, Day first_day, Day today) {
  Forecast result;
  const auto pace = pace_percent(phases, first_day);
  result.assumptions.push_back(pace == 100
                                   ? "Each phase takes as long as planned; no finished phase took longer so far."
                                   : "Finished phases took " + std::to_string(pace) +
                                         " % of their planned time; the phases to come are assumed to do the same.");
  auto day = today;
  auto planned_start = first_day;
  for (const auto& phase : phases) {
    if (phase.progress == Phase::Progress::passed) {
      if (phase.planned_end) planned_start = *phase.planned_end;
      continue;
    }
    if (!phase.planned_end) {
      result.assumptions.push_back("“" + phase.title + "” has no planned end, so no day can be given.");
      return result;
    }
    const auto planned = std::max<std::int64_t>(days_between(planned_start, *phase.planned_end), 1) * pace / 100;
    planned_start = *phase.planned_end;
    if (phase.progress == Phase::Progress::ahead) {
      day = later(day, planned);
      continue;
    }
    const auto spent = phase.began ? days_between(*phase.began, today) : 0;
    auto end = later(today, std::max<std::int64_t>(planned - spent, 0));
    const auto unmet =
        std::count_if(phase.exit.begin(), phase.exit.end(), [](const Condition& one) { return !one.holds; });
    if (const auto due = last_due(phase)) {
      const Day due_day{std::chrono::floor<std::chrono::days>(*due - std::chrono::milliseconds(1))};
      if (due_day > end) {
        end = due_day;
        result.assumptions.push_back("The last open task of “" + phase.title + "” is due on " + to_text(due_day) + ".");
      }
    }
    if (unmet > 0 && spent >= planned) {
      result.assumptions.push_back("“" + phase.title + "” is over its planned time with " + std::to_string(unmet) +
                                   (unmet == 1 ? " exit condition" : " exit conditions") +
                                   " not met; the forecast moves on with each day.");
    }
    day = end;
  }
  result.assumptions.push_back("Open work keeps its present due dates, and nothing new is found.");
  result.day = day;
  return result;
}

}  // namespace provost::workflows::journey
