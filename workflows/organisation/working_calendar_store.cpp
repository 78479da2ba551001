#include <boost/json.hpp>

#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::organisation {

namespace {

constexpr auto free_weekdays_setting = "free_weekdays";

void require_permission(const people::Authority& authority) {
  if (authority.person && !authority.person->may(people::Permission::manage_organisation)) {
    throw Forbidden("Only administrators change the working calendar.");
  }
}

}  // namespace

engine::WorkingCalendar present_calendar(store::Session& session) {
  engine::WorkingCalendar calendar;
  calendar.time_zone = present_organisation(session).time_zone;
  if (const auto record =
          session.first("SELECT value FROM settings WHERE name = :name", {std::string(free_weekdays_setting)})) {
    calendar.free_weekdays.clear();
    const auto parsed = boost::json::parse(record->text("value"));
    for (const auto& weekday : parsed.as_array()) {
      calendar.free_weekdays.insert(static_cast<unsigned>(weekday.as_int64()));
    }
  }
  for (const auto& holiday : list_holidays(session)) calendar.holidays.insert(holiday.day);
  return calendar;
}

std::vector<Holiday> list_holidays(store::Session& session) {
  std::vector<Holiday> holidays;
  for (const auto& record : session.select("SELECT day, name FROM holidays WHERE removed = 0 ORDER BY day")) {
    if (const auto day = parse_day(record.text("day"))) holidays.push_back({*day, record.text("name")});
  }
  return holidays;
}

void CalendarService::change_free_weekdays(const people::Authority& authority, const std::set<unsigned>& weekdays) {
  require_permission(authority);
  if (weekdays.size() > 6) throw Invalid("free_weekdays", "At least one day of the week must be a working day.");
  boost::json::array list;
  for (const auto weekday : weekdays) {
    if (weekday < 1 || weekday > 7) throw Invalid("free_weekdays", "Weekdays go from 1 (Monday) to 7 (Sunday).");
    list.emplace_back(static_cast<std::int64_t>(weekday));
  }
  store::WriteTransaction transaction(database_, clock_);
  const auto present =
      transaction.session().first("SELECT id FROM settings WHERE name = :name", {std::string(free_weekdays_setting)});
  if (present) {
    transaction.update("settings", present->integer("id"), {{"value", boost::json::serialize(list)}});
  } else {
    transaction.insert("settings",
                       {{"name", std::string(free_weekdays_setting)}, {"value", boost::json::serialize(list)}});
  }
  transaction.record(authority.audit, {"organisation.working_week_changed", "working week", {}});
  transaction.commit();
}

void CalendarService::add_holiday(const people::Authority& authority, const Holiday& holiday) {
  require_permission(authority);
  check_line(holiday.name, "name", 100);
  store::WriteTransaction transaction(database_, clock_);
  const auto present = transaction.session().first("SELECT id FROM holidays WHERE day = :day", {to_text(holiday.day)});
  if (present) {
    transaction.update("holidays", present->integer("id"), {{"name", holiday.name}, {"removed", std::int64_t{0}}});
  } else {
    transaction.insert("holidays",
                       {{"day", to_text(holiday.day)}, {"name", holiday.name}, {"removed", std::int64_t{0}}});
  }
  transaction.record(authority.audit, {"organisation.holiday_added", to_text(holiday.day), {{"name", holiday.name}}});
  transaction.commit();
}

void CalendarService::remove_holiday(const people::Authority& authority, Day day) {
  require_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto present =
      transaction.session().first("SELECT id FROM holidays WHERE day = :day AND removed = 0", {to_text(day)});
  if (!present) throw NotFound("There is no holiday on " + to_text(day) + ".");
  transaction.update("holidays", present->integer("id"), {{"removed", std::int64_t{1}}});
  transaction.record(authority.audit, {"organisation.holiday_removed", to_text(day), {}});
  transaction.commit();
}

}  // namespace provost::workflows::organisation
