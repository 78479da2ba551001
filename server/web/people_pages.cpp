#include <boost/json.hpp>
#include <charconv>

#include "server/app/addresses.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/chat/chat_identities.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/evidence/evidence_register.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace people = workflows::people;
using app::Access;
using app::Call;
using app::Problem;
using people::Permission;

people::Roles roles_from(const Form& form) {
  people::Roles roles;
  for (const auto& text : form.all("roles")) {
    if (const auto role = people::parse_role(text)) roles.insert(*role);
  }
  return roles;
}

std::optional<std::string> department_from(const Form& form) {
  const auto text = form.get("department");
  return text.empty() ? std::nullopt : std::optional(text);
}

/// The form of a person, new or known, with what is typed.
struct PersonFields {
  bool is_new = false;
  std::string email;
  std::string name;
  people::Roles roles;
  std::string department;
  bool disabled = false;
  std::string access_until;
  std::vector<std::string> shown_clauses;
  std::int64_t id = 0;  ///< of a known person
};

std::string lines_of(const std::vector<std::string>& texts) {
  std::string lines;
  for (const auto& text : texts) lines += text + "\n";
  return lines;
}

/// How much a limited guest is shown at present, so that a mistyped clause is seen before the guest sees nothing.
std::string shown_to(const Pages& pages, const Call& call, const people::Person& guest) {
  const auto actor = people::as_actor(guest, "page");
  if (!actor.is_limited()) return "";
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto today = pages.today(session);
  workflows::evidence::EvidenceQuery evidence;
  evidence.limit = 1;
  const auto documents = workflows::documents::read_register(session, actor, {}, today).total;
  const auto pieces = workflows::evidence::read_evidence(session, call.services.catalogue, actor, evidence, today,
                                                         call.services.clock.now())
                          .total;
  return "At present these are " + count_text(documents, "document", "documents") + " and " +
         count_text(pieces, "piece", "pieces") + " of evidence.";
}

json::object person_model(const Call& call, const PersonFields& fields) {
  json::array roles, departments;
  for (const auto role : people::all_roles()) {
    roles.push_back(json::object{
        {"value", people::to_text(role)}, {"label", people::label(role)}, {"chosen", fields.roles.contains(role)}});
  }
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  for (const auto& department : workflows::organisation::list_departments(snapshot.session())) {
    departments.push_back(json::object{{"name", department.name}});
  }
  json::array chats;
  for (const auto& identity : workflows::chat::identities_of(snapshot.session(), fields.id)) {
    const auto& account = identity.account;
    chats.push_back(json::object{{"chat_service", account.service == "teams" ? "Teams" : "Slack"},
                                 {"chat_name", account.name.empty() ? account.member : account.name},
                                 {"identity", std::to_string(identity.id)}});
  }
  return {{"is_new", fields.is_new},
          {"has_chats", !chats.empty()},
          {"chats", std::move(chats)},
          {"email", fields.email},
          {"person_name", fields.name},
          {"roles", std::move(roles)},
          {"departments", std::move(departments)},
          {"department", fields.department},
          {"disabled", fields.disabled},
          {"access_until", fields.access_until},
          {"shown_clauses", lines_of(fields.shown_clauses)},
          {"own", !fields.is_new && fields.email == call.person().email},
          {"form_address", fields.is_new ? "/people" : "/people/" + app::percent_encoded(fields.email)}};
}

people::Person known_person(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto person = people::find_person(snapshot.session(), call.parameter("email"));
  if (!person) throw workflows::NotFound("There is nobody with this e-mail address.");
  return *person;
}

PersonFields fields_of(const people::Person& person) {
  return {false,
          person.email,
          person.name,
          person.roles,
          person.department.value_or(""),
          person.disabled,
          person.access_until ? workflows::to_text(*person.access_until) : "",
          person.shown_clauses,
          person.id};
}

http::Response list(const Pages& pages, const Call& call) {
  json::object model{{"may_manage", call.person().may(Permission::manage_people)}};
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    const auto today = pages.today(snapshot.session());
    json::array rows;
    for (const auto& person : people::list_people(snapshot.session())) {
      rows.push_back(json::object{{"name", person.name},
                                  {"email", person.email},
                                  {"roles", people::labels(person.roles)},
                                  {"department", person.department.value_or("")},
                                  {"access_until", person.access_until ? day_text(*person.access_until) : ""},
                                  {"disabled", !person.has_access(today)}});
    }
    model["people"] = std::move(rows);
  }
  return pages.page(call, "people", "People", std::move(model));
}

http::Response add(const Pages& pages, const Call& call) {
  const Form form(call);
  people::NewPerson person{form.get("email"),        form.get("name"),           roles_from(form),
                           department_from(form),    form.get("password"),       true,
                           form.get("access_until"), form.lines("shown_clauses")};
  return done_or_again(
      [&] {
        call.services.people.add(people::Authority::of(call.person()), person);
        return redirect_with_notice("/people", "added");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(
            call, "person", "Add a person",
            person_model(call, {true, person.email, person.name, person.roles, form.get("department"), false,
                                form.get("access_until"), form.lines("shown_clauses")}),
            problem);
      });
}

http::Response save(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto person = known_person(call);
  return done_or_again(
      [&] {
        people::PersonChange change;
        change.name = form.get("name");
        change.department = form.get("department");
        if (form.has("access_until")) change.access_until = form.get("access_until");
        // Whoever looks at themselves is shown no roles to choose.
        if (person.email != call.person().email || form.has("roles")) change.roles = roles_from(form);
        if (form.has("shown_clauses")) change.shown_clauses = form.lines("shown_clauses");
        call.services.people.change(people::Authority::of(call.person()), person.email, change);
        return redirect_with_notice("/people", "saved");
      },
      [&](const Problem& problem) {
        auto fields = fields_of(person);
        fields.name = form.get("name");
        fields.shown_clauses = form.lines("shown_clauses");
        return pages.page_with_problem(call, "person", person.name, person_model(call, fields), problem);
      });
}

http::Response act(const Pages& pages, const Call& call,
                   const std::function<void(const people::Authority&, const people::Person&, const Form&)>& work) {
  const Form form(call);
  const auto person = known_person(call);
  return done_or_again(
      [&] {
        work(people::Authority::of(call.person()), person, form);
        return redirect_with_notice("/people", "saved");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "person", person.name, person_model(call, fields_of(person)), problem);
      });
}

}  // namespace

app::Routes people_routes(const Pages& pages) {
  const auto manager = Access::with(Permission::manage_people);
  return {
      get_page("/people", Access::with(Permission::read_people),
               [&pages](const Call& call) { return list(pages, call); }),
      get_page("/people/new", manager,
               [&pages](const Call& call) {
                 PersonFields fields;
                 fields.is_new = true;
                 fields.roles = {people::Role::staff};
                 return pages.page(call, "person", "Add a person", person_model(call, fields));
               }),
      post_form("/people", manager, [&pages](const Call& call) { return add(pages, call); }),
      get_page("/people/{email}", manager,
               [&pages](const Call& call) {
                 const auto person = known_person(call);
                 auto model = person_model(call, fields_of(person));
                 model["shown_now"] = shown_to(pages, call, person);
                 return pages.page(call, "person", person.name, std::move(model));
               }),
      post_form("/people/{email}", manager, [&pages](const Call& call) { return save(pages, call); }),
      post_form("/people/{email}/disable", manager,
                [&pages](const Call& call) {
                  return act(pages, call, [&call](const auto& authority, const auto& person, const Form&) {
                    call.services.people.disable(authority, person.email);
                  });
                }),
      post_form("/people/{email}/enable", manager,
                [&pages](const Call& call) {
                  return act(pages, call, [&call](const auto& authority, const auto& person, const Form&) {
                    call.services.people.enable(authority, person.email);
                  });
                }),
      post_form("/people/{email}/password", manager,
                [&pages](const Call& call) {
                  return act(pages, call, [&call](const auto& authority, const auto& person, const Form& form) {
                    call.services.people.reset_password(authority, person.email, form.get("password"), true);
                  });
                }),
      post_form("/people/{email}/chat/{id}/end", manager,
                [&pages](const Call& call) {
                  return act(pages, call, [&call](const auto&, const auto& person, const Form&) {
                    const auto& text = call.parameter("id");
                    std::int64_t id = 0;
                    std::from_chars(text.data(), text.data() + text.size(), id);
                    call.services.chat_identities.end_of(call.person(), person.id, id);
                  });
                }),
  };
}

}  // namespace provost::web
