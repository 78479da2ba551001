#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "workflows/time.hpp"

namespace provost::workflows::engine {

using workflows::to_text;

/// A length of time as people in an organisation say it.
struct Duration {
  /// Calendar years end with 31 December: one of them after 10 March 2027 is 31 December 2028.
  enum class Unit { hours, days, working_days, weeks, months, years, calendar_years };
  std::int64_t amount = 0;
  Unit unit = Unit::days;
  bool operator==(const Duration&) const = default;
};

/// "5 working days", "14 days", "1 month", "2 years", "1 calendar year", "6 hours"; nullopt for anything else or more
/// than a hundred years.
std::optional<Duration> parse_duration(std::string_view text);
std::string to_text(const Duration& duration);

/// Which days nobody works: weekly ones and holidays. Monday to Friday without holidays unless told otherwise.
struct WorkingCalendar {
  std::set<unsigned> free_weekdays{6, 7};  ///< ISO 8601: Monday 1 to Sunday 7
  std::set<Day> holidays;
  std::string time_zone = "UTC";

  bool is_working_day(Day day) const;
};

/// The day that lies a duration after a day; hours count as nothing here.
Day later_day(Day day, const Duration& duration, const WorkingCalendar& calendar);
/// The day that lies a duration before a day.
Day earlier_day(Day day, const Duration& duration, const WorkingCalendar& calendar);
/// When a duration that began at an instant is over: hours exactly, all else at the end of the day in the calendar's
/// zone on which it falls, so that a person has the whole day.
Instant end_of(Instant start, const Duration& duration, const WorkingCalendar& calendar);

}  // namespace provost::workflows::engine
