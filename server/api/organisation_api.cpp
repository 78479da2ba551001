#include "server/api/organisation_api.hpp"

#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "workflows/errors.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/organisation/working_calendar.hpp"

namespace provost::api {

namespace {

namespace organisation = workflows::organisation;

http::Response show(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto present = organisation::present_organisation(snapshot.session());
  return json_response(200, {{"name", present.name}, {"time_zone", present.time_zone}});
}

http::Response change(const Call& call) {
  BodyReader body(call.request);
  const auto name = body.optional_text("name");
  const auto time_zone = body.optional_text("time_zone");
  body.finish();
  organisation::Organisation present;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    present = organisation::present_organisation(snapshot.session());
  }
  call.services.organisation.change(Authority::of(call.person()), name.value_or(present.name),
                                    time_zone.value_or(present.time_zone));
  return show(call);
}

http::Response list_departments(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  for (const auto& department : organisation::list_departments(snapshot.session())) {
    items.push_back(json::object{{"name", department.name}, {"people", department.people}});
  }
  return list_response(call, std::move(items));
}

http::Response add_department(const Call& call) {
  BodyReader body(call.request);
  const auto name = body.text("name", true);
  body.finish();
  call.services.organisation.add_department(Authority::of(call.person()), name);
  auto response = list_departments(call);
  response.status = 201;
  return response;
}

http::Response rename_department(const Call& call) {
  BodyReader body(call.request);
  const auto name = body.text("name", true);
  body.finish();
  call.services.organisation.rename_department(Authority::of(call.person()), call.parameter("department"), name);
  return list_departments(call);
}

http::Response calendar(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array weekdays, holidays;
  for (const auto weekday : organisation::present_calendar(snapshot.session()).free_weekdays) {
    weekdays.emplace_back(weekday);
  }
  for (const auto& holiday : organisation::list_holidays(snapshot.session())) {
    holidays.push_back(json::object{{"day", workflows::to_text(holiday.day)}, {"name", holiday.name}});
  }
  json::object body;
  body["free_weekdays"] = std::move(weekdays);
  body["holidays"] = std::move(holidays);
  return json_response(200, body);
}

http::Response change_free_weekdays(const Call& call) {
  BodyReader body(call.request);
  std::set<unsigned> weekdays;
  for (const auto weekday : body.numbers("free_weekdays")) {
    if (weekday < 1 || weekday > 7) {
      body.problem("free_weekdays", "Weekdays are Monday 1 to Sunday 7.");
    } else {
      weekdays.insert(static_cast<unsigned>(weekday));
    }
  }
  if (!body.has("free_weekdays")) body.problem("free_weekdays", "This field is compulsory.");
  body.finish();
  call.services.calendar.change_free_weekdays(Authority::of(call.person()), weekdays);
  return calendar(call);
}

workflows::Day day_of(const std::string& text) {
  const auto day = workflows::parse_day(text);
  if (!day) throw workflows::Invalid("day", "A day is written like 2026-11-23.");
  return *day;
}

http::Response add_holiday(const Call& call) {
  BodyReader body(call.request);
  const auto day = body.text("day", true);
  const auto name = body.text("name", true);
  body.finish();
  call.services.calendar.add_holiday(Authority::of(call.person()), {day_of(day), name});
  auto response = calendar(call);
  response.status = 201;
  return response;
}

http::Response remove_holiday(const Call& call) {
  call.services.calendar.remove_holiday(Authority::of(call.person()), day_of(call.parameter("day")));
  return http::no_content();
}

}  // namespace

app::Routes organisation_routes() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  const auto everybody = Access::with(workflows::people::Permission::read_documents);
  const auto managers = Access::with(workflows::people::Permission::manage_organisation);
  const auto reading = Scope::read(Area::administration);
  const auto writing = Scope::write(Area::administration);
  const auto organisation = object_of({{"name", text()}, {"time_zone", text("IANA name, Europe/London")}});
  const auto departments = list_schema(object_of({{"name", text()}, {"people", number()}}));
  const auto days = object_of({{"free_weekdays", list_of(number())},
                               {"holidays", list_of(object_of({{"day", text("YYYY-MM-DD")}, {"name", text()}}))}});
  return {get("/organisation", everybody, reading, show,
              {.summary = "The organisation", .response_schema = organisation, .operation = "getOrganisation"}),
          patch("/organisation", managers, writing, change,
                {.summary = "Change its name or its time zone",
                 .request_schema = organisation,
                 .response_schema = organisation,
                 .operation = "changeOrganisation"}),
          get("/departments", everybody, reading, list_departments,
              {.summary = "The departments, with how many people belong to each",
               .response_schema = departments,
               .operation = "listDepartments"}),
          post("/departments", managers, writing, add_department,
               {.summary = "Add a department",
                .request_schema = object_of({{"name", text()}}, {"name"}),
                .response_schema = departments,
                .success_status = 201,
                .operation = "addDepartment"}),
          put("/departments/{department}/name", managers, writing, rename_department,
              {.summary = "Give a department another name",
               .request_schema = object_of({{"name", text()}}, {"name"}),
               .response_schema = departments,
               .operation = "renameDepartment"}),
          get("/calendar", everybody, reading, calendar,
              {.summary = "The days on which nobody works: weekdays from Monday 1 to Sunday 7, and holidays",
               .response_schema = days,
               .operation = "getWorkingCalendar"}),
          put("/calendar/free-weekdays", managers, writing, change_free_weekdays,
              {.summary = "Change the free weekdays",
               .request_schema = object_of({{"free_weekdays", list_of(number())}}, {"free_weekdays"}),
               .response_schema = days,
               .operation = "changeFreeWeekdays"}),
          post("/calendar/holidays", managers, writing, add_holiday,
               {.summary = "Add a holiday",
                .request_schema = object_of({{"day", text("YYYY-MM-DD")}, {"name", text()}}, {"day", "name"}),
                .response_schema = days,
                .success_status = 201,
                .operation = "addHoliday"}),
          del("/calendar/holidays/{day}", managers, writing, remove_holiday,
              {.summary = "Remove a holiday", .operation = "removeHoliday"})};
}

}  // namespace provost::api
