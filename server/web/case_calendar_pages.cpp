#include <boost/json.hpp>
#include <map>

#include "server/api/json_body.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/cases/case_register.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;
using workflows::Day;
using Entries = std::map<Day, std::vector<cases::CalendarEntry>>;

/// As many as fit into a day of the grid; the others open on demand.
constexpr std::size_t entries_in_a_day = 3;

Day plus_days(Day day, int days) {
  return Day{std::chrono::sys_days{day} + std::chrono::days(days)};
}

Day first_of_month(Day day) {
  return {day.year(), day.month(), std::chrono::day{1}};
}

Day asked_month(const std::string& text, Day today) {
  const auto asked = workflows::parse_day(text + "-01");
  return asked ? *asked : first_of_month(today);
}

/// What several people have to do together stands in the calendar once.
void add_entry(std::vector<cases::CalendarEntry>& day, cases::CalendarEntry entry) {
  for (auto& other : day) {
    if (other.key != entry.key || other.task != entry.task) continue;
    other.person += ", " + entry.person;
    return;
  }
  day.push_back(std::move(entry));
}

json::object entry_model(const cases::CalendarEntry& entry) {
  return {{"key", entry.key},
          {"title", entry.case_title},
          {"task", entry.task},
          {"person", entry.person},
          {"overdue", entry.overdue}};
}

json::object day_model(Day day, Day today, const Entries& entries) {
  json::array shown, more;
  if (const auto found = entries.find(day); found != entries.end()) {
    for (const auto& entry : found->second) {
      (shown.size() < entries_in_a_day ? shown : more).push_back(entry_model(entry));
    }
  }
  json::object model{{"number", static_cast<unsigned>(day.day())}, {"day", day_text(day)}, {"today", day == today}};
  if (!more.empty()) model["more_text"] = std::to_string(more.size()) + " more";
  model["entries_present"] = !shown.empty();
  model["entries"] = std::move(shown);
  model["more"] = std::move(more);
  return model;
}

/// Weeks from Monday to Sunday (ISO 8601), with empty days before the first and after the last of the month.
json::array week_models(Day first, Day last, Day today, const Entries& entries) {
  json::array weeks, week;
  const auto before = std::chrono::weekday{std::chrono::sys_days{first}}.iso_encoding() - 1;
  for (unsigned i = 0; i < before; ++i) week.push_back(json::object{{"outside", true}});
  for (auto day = first; day <= last; day = plus_days(day, 1)) {
    week.push_back(day_model(day, today, entries));
    if (week.size() == 7) weeks.push_back(json::object{{"week", std::exchange(week, {})}});
  }
  if (!week.empty()) {
    while (week.size() < 7) week.push_back(json::object{{"outside", true}});
    weeks.push_back(json::object{{"week", std::move(week)}});
  }
  return weeks;
}

json::array agenda_models(Day today, const Entries& entries) {
  json::array days;
  for (const auto& [day, of_day] : entries) {
    json::array items;
    for (const auto& entry : of_day) items.push_back(entry_model(entry));
    days.push_back(json::object{{"day", day_text(day)}, {"today", day == today}, {"items", std::move(items)}});
  }
  return days;
}

std::string address_of(Day month, bool own) {
  return "/cases/calendar?month=" + workflows::to_text(month).substr(0, 7) + (own ? "&mine=yes" : "");
}

http::Response show(const Pages& pages, const Call& call) {
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto today = pages.today(session);
    const auto first = asked_month(api::text_parameter(call.request, "month"), today);
    const auto last = plus_days(workflows::add_months(first, 1), -1);
    const bool own = api::text_parameter(call.request, "mine") == "yes";
    Entries entries;
    for (auto& entry : cases::read_calendar(session, call.services.catalogue, call.person(), first, last, own,
                                            call.services.clock.now())) {
      add_entry(entries[entry.day], std::move(entry));
    }
    model["days_present"] = !entries.empty();
    model["days"] = agenda_models(today, entries);
    model["weeks"] = week_models(first, last, today, entries);
    model["month"] = workflows::month_in_words(first);
    model["previous"] = address_of(workflows::add_months(first, -1), own);
    model["next"] = address_of(workflows::add_months(first, 1), own);
    if (first != first_of_month(today)) model["this_month"] = address_of(first_of_month(today), own);
    model["own"] = own;
    model["other_view"] = address_of(first, !own);
  }
  model["on_calendar"] = true;
  return pages.page(call, "case_calendar", "Calendar", std::move(model));
}

}  // namespace

app::Routes case_calendar_routes(const Pages& pages) {
  return {
      get_page("/cases/calendar", app::Access::signed_in(), [&pages](const Call& call) { return show(pages, call); })};
}

}  // namespace provost::web
