#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"

namespace provost::workflows::journey {

/// Something that must hold, looked up in the real data.
struct Condition {
  std::string fact;
  std::string words;  ///< what must hold
  bool holds = false;
  std::string missing;  ///< what is missing, when it does not
  std::string address;  ///< the page where one sees why; a path
};

/// A phase that was passed although its exit was not met.
struct Waiver {
  std::string name;
  Instant signed_at{};
  std::string reason;
};

/// Work of a phase that is not finished.
struct OpenWork {
  std::string key;
  std::string title;
  std::string state;
  std::string person;
  std::optional<Instant> due_at;
  bool overdue = false;
};

/// One of the five phases.
struct Phase {
  enum class Progress { ahead, current, passed };
  std::string name;
  std::string title;
  Progress progress = Progress::ahead;
  std::string lead;  ///< printed name; empty: nobody is named
  std::optional<Day> planned_end;
  std::optional<Day> began;
  std::optional<Day> ended;
  std::vector<Condition> entry;
  std::vector<Condition> exit;
  std::optional<Waiver> waiver;
  std::vector<OpenWork> open_work;  ///< at most ten, the most pressing first
  std::int64_t open_work_total = 0;
};

/// When the certificate can be expected, and what this rests on.
struct Forecast {
  std::optional<Day> day;
  std::vector<std::string> assumptions;
};

/// The certification journey on one page.
struct Journey {
  std::string key;
  std::string title;
  std::string scope;
  std::string standard;  ///< "ISO 21001:2018"
  std::optional<Day> target;
  std::string state_title;
  bool finished = false;
  bool certified = false;
  std::vector<Phase> phases;
  Forecast forecast;
  std::optional<std::string> budget;
  Day as_of{};
};

/// The newest journey that the person may see, open ones first; nullopt when there is none.
std::optional<Journey> read_journey(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                                    const cases::FactSource& facts, const people::Actor& actor, Instant now);

/// Estimates the day: finished phases tell how long a planned day really takes, at least one; each phase to come takes
/// its planned days at that pace, the present one what is left of them, and no less than until its last open task is
/// due. No day when a phase to come has no planned end. Pure.
Forecast forecast(const std::vector<Phase>& phases, Day first_day, Day today);

}  // namespace provost::workflows::journey
