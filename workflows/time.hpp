#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace provost::workflows {

/// A moment in UTC with milliseconds, as stored everywhere.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A calendar day without a time zone.
using Day = std::chrono::year_month_day;

/// Where the time comes from. Injected, so that tests move it. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// "2026-11-23T22:51:00.000Z" (ISO 8601).
std::string to_text(Instant instant);
/// The reverse of to_text; throws std::invalid_argument for anything else.
Instant parse_instant(std::string_view text);

/// "2026-11-23".
std::string to_text(Day day);
/// A real calendar day written "2026-11-23"; nullopt for anything else.
std::optional<Day> parse_day(std::string_view text);

/// True for a name of the IANA time zone database on this machine, e.g. "Europe/Berlin".
bool is_time_zone(std::string_view name);
/// The calendar day it is in a time zone at an instant.
Day day_in_zone(Instant instant, std::string_view time_zone);
/// When a calendar day begins in a time zone.
Instant start_of_day(Day day, std::string_view time_zone);
/// When a time of day is reached on a calendar day in a time zone: the first of two where the clock goes back, the end
/// of the gap where it goes forward.
Instant local_moment(Day day, std::chrono::minutes of_day, std::string_view time_zone);
/// How much of the day is over on the clocks of a time zone.
std::chrono::minutes time_of_day(Instant instant, std::string_view time_zone);
/// "2026-11-23 23:51" in a time zone, for people to read.
std::string local_text(Instant instant, std::string_view time_zone);
/// "November 2026", for people to read.
std::string month_in_words(Day day);
/// "23 November 2026", for people to read.
std::string in_words(Day day);
/// The same day some months later; the last day of the month when that day does not exist (31 January + 1 = 28
/// February).
Day add_months(Day day, int months);

}  // namespace provost::workflows
