#include "workflows/time.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <array>
#include <stdexcept>

namespace provost::workflows {

namespace {

date::year_month_day as_library_day(Day day) {
  return date::year_month_day{date::year{static_cast<int>(day.year())}, date::month{static_cast<unsigned>(day.month())},
                              date::day{static_cast<unsigned>(day.day())}};
}

Day as_day(date::year_month_day day) {
  return Day{std::chrono::year{static_cast<int>(day.year())}, std::chrono::month{static_cast<unsigned>(day.month())},
             std::chrono::day{static_cast<unsigned>(day.day())}};
}

/// A number written with digits only. Every list reads hundreds of times, and a stream for each would cost more than
/// the query.
std::optional<int> digits(std::string_view text) {
  int number = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') return std::nullopt;
    number = number * 10 + (letter - '0');
  }
  return number;
}

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_text(Instant instant) {
  return date::format("%FT%TZ", instant);
}

Instant parse_instant(std::string_view text) {
  const auto fail = [text] { return std::invalid_argument("not an ISO 8601 time in UTC: " + std::string(text)); };
  const bool shaped =
      text.size() == 24 && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == '.' && text[23] == 'Z';
  const auto day = shaped ? parse_day(text.substr(0, 10)) : std::nullopt;
  const auto hours = shaped ? digits(text.substr(11, 2)) : std::nullopt;
  const auto minutes = shaped ? digits(text.substr(14, 2)) : std::nullopt;
  const auto seconds = shaped ? digits(text.substr(17, 2)) : std::nullopt;
  const auto milliseconds = shaped ? digits(text.substr(20, 3)) : std::nullopt;
  if (!day || !hours || !minutes || !seconds || !milliseconds || *hours > 23 || *minutes > 59 || *seconds > 59)
    throw fail();
  return Instant{std::chrono::sys_days{*day} + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
                 std::chrono::seconds{*seconds} + std::chrono::milliseconds{*milliseconds}};
}

std::string to_text(Day day) {
  return date::format("%F", as_library_day(day));
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const Day result{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                   std::chrono::day{static_cast<unsigned>(*day)}};
  return result.ok() ? std::optional<Day>(result) : std::nullopt;
}

bool is_time_zone(std::string_view name) {
  try {
    date::locate_zone(std::string(name));
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

Day day_in_zone(Instant instant, std::string_view time_zone) {
  const auto local = date::locate_zone(std::string(time_zone))->to_local(instant);
  return as_day(date::year_month_day{date::floor<date::days>(local)});
}

Instant start_of_day(Day day, std::string_view time_zone) {
  const date::local_days local{as_library_day(day)};
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
      date::locate_zone(std::string(time_zone))->to_sys(local, date::choose::earliest));
}

Instant local_moment(Day day, std::chrono::minutes of_day, std::string_view time_zone) {
  const auto local = date::local_days{as_library_day(day)} + of_day;
  return std::chrono::time_point_cast<std::chrono::milliseconds>(
      date::locate_zone(std::string(time_zone))->to_sys(local, date::choose::earliest));
}

std::chrono::minutes time_of_day(Instant instant, std::string_view time_zone) {
  const auto local = date::locate_zone(std::string(time_zone))->to_local(instant);
  return std::chrono::duration_cast<std::chrono::minutes>(local - date::floor<date::days>(local));
}

std::string local_text(Instant instant, std::string_view time_zone) {
  const auto local = date::locate_zone(std::string(time_zone))->to_local(instant);
  return date::format("%F %H:%M", date::floor<std::chrono::minutes>(local));
}

std::string month_in_words(Day day) {
  static constexpr std::array<const char*, 12> months{"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
  return std::string(months.at(static_cast<unsigned>(day.month()) - 1)) + " " +
         std::to_string(static_cast<int>(day.year()));
}

std::string in_words(Day day) {
  return std::to_string(static_cast<unsigned>(day.day())) + " " + month_in_words(day);
}

Day add_months(Day day, int months) {
  const Day later = day + std::chrono::months{months};
  return later.ok() ? later : Day{later.year() / later.month() / std::chrono::last};
}

}  // namespace provost::workflows
