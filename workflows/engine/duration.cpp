#include "workflows/engine/duration.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace provost::workflows::engine {

namespace {

struct UnitName {
  Duration::Unit unit;
  std::string_view one;
  std::string_view many;
  std::int64_t most;
};

constexpr std::array<UnitName, 7> unit_names{{
    {Duration::Unit::hours, "hour", "hours", 876'000},
    {Duration::Unit::days, "day", "days", 36'500},
    {Duration::Unit::working_days, "working day", "working days", 26'000},
    {Duration::Unit::weeks, "week", "weeks", 5'200},
    {Duration::Unit::months, "month", "months", 1'200},
    {Duration::Unit::years, "year", "years", 100},
    {Duration::Unit::calendar_years, "calendar year", "calendar years", 100},
}};

Day moved(Day day, std::int64_t days) {
  return Day{std::chrono::sys_days{day} + std::chrono::days{days}};
}

Day moved_by(Day day, const Duration& duration, const WorkingCalendar& calendar, int direction) {
  const auto amount = duration.amount * direction;
  switch (duration.unit) {
    case Duration::Unit::hours:
      return day;
    case Duration::Unit::days:
      return moved(day, amount);
    case Duration::Unit::weeks:
      return moved(day, amount * 7);
    case Duration::Unit::months:
      return add_months(day, static_cast<int>(amount));
    case Duration::Unit::years:
      return add_months(day, static_cast<int>(amount * 12));
    case Duration::Unit::calendar_years: {
      const auto year = day.year() + std::chrono::years{amount};
      return direction > 0 ? Day{year, std::chrono::December, std::chrono::day{31}}
                           : Day{year, std::chrono::January, std::chrono::day{1}};
    }
    case Duration::Unit::working_days:
      break;
  }
  // A calendar in which nobody ever works would count for ever: then every day counts.
  const bool somebody_works = calendar.free_weekdays.size() < 7;
  for (auto left = duration.amount; left > 0;) {
    day = moved(day, direction);
    if (!somebody_works || calendar.is_working_day(day)) --left;
  }
  return day;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  std::int64_t amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc{} || amount < 0) return std::nullopt;
  auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (rest.empty() || rest.front() != ' ') return std::nullopt;
  rest.remove_prefix(1);
  for (const auto& name : unit_names) {
    if ((rest == name.one || rest == name.many) && amount <= name.most) return Duration{amount, name.unit};
  }
  return std::nullopt;
}

std::string to_text(const Duration& duration) {
  for (const auto& name : unit_names) {
    if (name.unit == duration.unit) {
      return std::to_string(duration.amount) + " " + std::string(duration.amount == 1 ? name.one : name.many);
    }
  }
  return "";
}

bool WorkingCalendar::is_working_day(Day day) const {
  return !free_weekdays.contains(std::chrono::weekday{std::chrono::sys_days{day}}.iso_encoding()) &&
         !holidays.contains(day);
}

Day later_day(Day day, const Duration& duration, const WorkingCalendar& calendar) {
  return moved_by(day, duration, calendar, 1);
}

Day earlier_day(Day day, const Duration& duration, const WorkingCalendar& calendar) {
  return moved_by(day, duration, calendar, -1);
}

Instant end_of(Instant start, const Duration& duration, const WorkingCalendar& calendar) {
  if (duration.unit == Duration::Unit::hours) return start + std::chrono::hours{duration.amount};
  const auto day = later_day(day_in_zone(start, calendar.time_zone), duration, calendar);
  return start_of_day(moved(day, 1), calendar.time_zone);
}

}  // namespace provost::workflows::engine
