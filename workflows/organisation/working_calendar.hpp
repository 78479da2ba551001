#pragma once

#include <string>
#include <vector>

#include "workflows/engine/duration.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::organisation {

/// A day on which nobody works.
struct Holiday {
  Day day;
  std::string name;
};

/// The calendar in which working days are counted: the organisation's zone, free weekdays and holidays.
engine::WorkingCalendar present_calendar(store::Session& session);
/// By day.
std::vector<Holiday> list_holidays(store::Session& session);

/// Changes the working calendar. Terms that run already keep their dates. Thread-safe.
class CalendarService {
 public:
  CalendarService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Monday 1 to Sunday 7 (ISO 8601); at least one day must stay a working day. Throws Forbidden, Invalid.
  void change_free_weekdays(const people::Authority& authority, const std::set<unsigned>& weekdays);
  void add_holiday(const people::Authority& authority, const Holiday& holiday);
  void remove_holiday(const people::Authority& authority, Day day);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::organisation
