#include "server/api/people_api.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/api/json_values.hpp"
#include "server/api/operation.hpp"
#include "server/api/paging.hpp"
#include "server/api/people_json.hpp"
#include "server/api/schema_parts.hpp"
#include "server/api/schemas.hpp"
#include "server/app/addresses.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_forms.hpp"

namespace provost::api {

namespace people = workflows::people;

json::object to_json(const people::Person& person) {
  json::array roles;
  for (const auto role : people::all_roles()) {
    if (person.roles.contains(role)) roles.emplace_back(people::to_text(role));
  }
  return {{"email", person.email},
          {"name", person.name},
          {"roles", std::move(roles)},
          {"department", or_null(person.department)},
          {"active", !person.disabled},
          {"access_until", or_null(person.access_until)},
          {"shown_clauses", texts(person.shown_clauses)}};
}

namespace {

json::object role_schema() {
  std::vector<std::string> names;
  for (const auto role : people::all_roles()) names.emplace_back(people::to_text(role));
  return schema::one_of(names);
}

people::Roles roles_in(BodyReader& body) {
  people::Roles roles;
  for (const auto& text : body.texts("roles")) {
    if (const auto role = people::parse_role(text)) {
      roles.insert(*role);
    } else {
      body.problem("roles", "There is no role \"" + text.substr(0, 40) + "\".");
    }
  }
  return roles;
}

http::Response person_response(const Call& call, const std::string& email, int status) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto person = people::find_person(snapshot.session(), email);
  if (!person) throw workflows::NotFound("There is nobody with this e-mail address.");
  return thing_response(status, to_json(*person), person->row_version,
                        "/people/" + app::percent_encoded(person->email));
}

http::Response list(const Call& call) {
  const auto search = workflows::in_small_letters(text_parameter(call.request, "q"));
  const auto role_text = text_parameter(call.request, "role");
  const auto role = people::parse_role(role_text);
  if (!role_text.empty() && !role) throw workflows::Invalid("role", "There is no such role.");
  const auto part = list_part(call);
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  json::array items;
  const auto wanted = [&](const people::Person& person) {
    if (role && !person.roles.contains(*role)) return false;
    return workflows::in_small_letters(person.name + " " + person.email).find(search) != std::string::npos;
  };
  NextPlace next, last;
  const auto all = people::list_people(snapshot.session());
  for (const auto& person : part.after ? people::list_people_after(snapshot.session(), *part.after) : all) {
    if (!wanted(person)) continue;
    if (static_cast<std::int64_t>(items.size()) == part.limit) {
      next = last;
      break;
    }
    items.push_back(to_json(person));
    last = people::place_of(person);
  }
  const auto total = std::count_if(all.begin(), all.end(), wanted);
  return list_response(call, std::move(items), total, next);
}

http::Response show(const Call& call) {
  return person_response(call, call.parameter("email"), 200);
}

http::Response add(const Call& call) {
  BodyReader body(call.request);
  people::NewPerson person;
  person.email = body.text("email", true);
  person.name = body.text("name", true);
  person.roles = roles_in(body);
  person.department = body.optional_text("department");
  person.password = body.text("password", true);
  person.must_change_password = true;
  person.access_until = body.text("access_until");
  person.shown_clauses = body.texts("shown_clauses");
  body.finish();
  call.services.people.add(Authority::of(call.person()), person);
  return person_response(call, people::normalised_email(person.email), 201);
}

http::Response change(const Call& call) {
  BodyReader body(call.request);
  people::PersonChange change;
  change.name = body.optional_text("name");
  if (body.has("department")) change.department = body.text("department");
  if (body.has("roles")) change.roles = roles_in(body);
  if (body.has("access_until")) change.access_until = body.text("access_until");
  if (body.has("shown_clauses")) change.shown_clauses = body.texts("shown_clauses");
  body.finish();
  const auto& email = call.parameter("email");
  call.services.people.change(Authority::of(call.person()), email, change, expected_row_version(call.request));
  return person_response(call, email, 200);
}

http::Response disable(const Call& call) {
  call.services.people.disable(Authority::of(call.person()), call.parameter("email"));
  return person_response(call, call.parameter("email"), 200);
}

http::Response enable(const Call& call) {
  call.services.people.enable(Authority::of(call.person()), call.parameter("email"));
  return person_response(call, call.parameter("email"), 200);
}

http::Response reset_password(const Call& call) {
  BodyReader body(call.request);
  const auto password = body.text("password", true);
  body.finish();
  call.services.people.reset_password(Authority::of(call.person()), call.parameter("email"), password, true);
  return http::no_content();
}

std::vector<std::pair<std::string, json::object>> changeable() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return {{"name", text()},
          {"roles", list_of(role_schema())},
          {"department", text("by name; made when it does not exist; empty: none")},
          {"access_until", text("last day of access, YYYY-MM-DD; empty: no end")},
          {"shown_clauses", list_of(text("of a guest: what they are shown; none: what every external auditor sees"))}};
}

}  // namespace

json::object person_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"email", text()},
                    {"name", text()},
                    {"roles", list_of(role_schema())},
                    {"department", optional_text()},
                    {"active", flag()},
                    {"access_until", optional_text()},
                    {"shown_clauses", list_of(text())}},
                   {"email", "name", "roles"});
}

app::Routes people_routes() {
  const auto readers = Access::with(Permission::read_people);
  const auto managers = Access::with(Permission::manage_people);
  const auto reading = Scope::read(Area::administration);
  const auto writing = Scope::write(Area::administration);
  auto new_person = changeable();
  new_person.emplace_back("email", schema::text());
  new_person.emplace_back("password", schema::text("to begin with; they choose their own at the first sign-in"));
  const std::string one = "/people/{email}";
  return {
      get("/people", readers, reading, list,
          {.summary = "Everybody, by name",
           .query = with_paging({{"q", "Part of a name or an address"}, {"role", "Only with this role"}}),
           .response_schema = list_schema(person_schema()),
           .operation = "listPeople"}),
      post("/people", managers, writing, add,
           {.summary = "Add a person",
            .request_schema = schema::object_of(std::move(new_person), {"email", "name", "roles", "password"}),
            .response_schema = person_schema(),
            .success_status = 201,
            .operation = "addPerson"}),
      get(one, readers, reading, show,
          {.summary = "A person", .response_schema = person_schema(), .operation = "getPerson"}),
      patch(one, managers, writing, change,
            {.summary = "Change a person; what is left out stays",
             .request_schema = schema::object_of(changeable()),
             .response_schema = person_schema(),
             .operation = "changePerson"}),
      post(one + "/disable", managers, writing, disable,
           {.summary = "End a person's access; past acts stay",
            .response_schema = person_schema(),
            .operation = "disablePerson"}),
      post(one + "/enable", managers, writing, enable,
           {.summary = "Give a person access again", .response_schema = person_schema(), .operation = "enablePerson"}),
      post(one + "/password", managers, writing, reset_password,
           {.summary = "Give a person a new password, which they must change; their signing key is retired",
            .request_schema = schema::object_of({{"password", schema::text()}}, {"password"}),
            .success_status = 204,
            .operation = "resetPassword"})};
}

}  // namespace provost::api
