#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "server/app/addresses.hpp"
#include "server/web/case_model.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/engine/export.hpp"
#include "workflows/gap_analysis/gap_analysis.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace cases = workflows::cases;
using app::Call;
using app::Problem;

struct Loaded {
  cases::CaseView view;
  FieldChoices choices;
  std::string zone;
};

Loaded load(const Pages& pages, const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  Loaded loaded;
  loaded.view = cases::read_case(session, call.services.catalogue, call.services.facts, call.person(),
                                 call.parameter("key"), call.services.clock.now());
  loaded.choices = field_choices(session, loaded.view.attachments);
  loaded.zone = pages.time_zone(session);
  return loaded;
}

/// Those who take part are offered at once, everybody else in a list: most comments are for people who know the case.
void add_people_to_tell(const Loaded& loaded, const Call& call, const std::vector<std::string>& told,
                        json::object& model) {
  const auto is_told = [&told](const std::string& email) {
    return std::find(told.begin(), told.end(), email) != told.end();
  };
  std::set<std::string> known{call.person().email};
  json::array taking_part, others;
  for (const auto& person : loaded.view.people) {
    if (!known.insert(person.email).second) continue;
    taking_part.push_back(
        json::object{{"value", person.email}, {"label", person.name}, {"chosen", is_told(person.email)}});
  }
  for (const auto& person : loaded.choices.people) {
    if (known.contains(person.email)) continue;
    others.push_back(json::object{{"value", person.email}, {"label", person.name}, {"chosen", is_told(person.email)}});
  }
  model["taking_part_present"] = !taking_part.empty();
  model["taking_part"] = std::move(taking_part);
  model["others"] = std::move(others);
}

json::object page_model(const Pages& pages, const Call& call, const std::vector<std::string>& told = {}) {
  const auto loaded = load(pages, call);
  auto model = case_model(loaded.view, loaded.choices, loaded.zone, call.services.clock.now());
  const auto& definition = *loaded.view.version.definition;
  model["diagram"] = call.services.diagrams.svg(definition, loaded.view.one.state);
  model["diagram_text"] = workflows::engine::as_text(definition);
  json::array people;
  for (const auto& person : loaded.choices.people) {
    people.push_back(json::object{{"email", person.email}, {"name", person.name}});
  }
  model["people"] = std::move(people);
  add_people_to_tell(loaded, call, told, model);
  if (definition.name == workflows::gap_analysis::workflow_name) {
    model["assessment_address"] = "/cases/" + loaded.view.one.key + "/assessment";
  }
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  auto model = page_model(pages, call);
  const auto title = call.parameter("key") + " " + std::string(model["case_title"].as_string());
  return pages.page(call, "case", title, std::move(model));
}

/// Does what one of the small forms of the page asks for, and comes back to it.
http::Response change(const Pages& pages, const Call& call, const std::string& notice,
                      const std::function<void(const Form&, const std::string& key)>& work) {
  const Form form(call);
  const auto& key = call.parameter("key");
  return done_or_again(
      [&] {
        work(form, key);
        return redirect_with_notice("/cases/" + key, notice);
      },
      [&](const Problem& problem) {
        auto model = page_model(pages, call, form.all("tell"));
        model["typed_comment"] = form.get("text");
        return pages.page_with_problem(call, "case", "Please look again: " + key, std::move(model), problem);
      });
}

http::Response download(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto attachment =
      cases::read_attachment(snapshot.session(), call.services.catalogue, call.person(), call.parameter("key"),
                             call.parameter("sha256"), call.services.clock.now());
  auto response = http::file({call.services.attachments.path(attachment.sha256), nullptr}, attachment.media_type);
  response.fields.set("Content-Disposition", http::attachment(attachment.file_name));
  return response;
}

// The form of one step.

const workflows::engine::Possibility& step_of(const cases::CaseView& view, const std::string& event) {
  for (const auto& step : view.allowed) {
    if (step.event == event) return step;
  }
  throw workflows::Conflict("This is not possible any more: " + view.one.key + " is now “" + view.state_title + "”.");
}

std::vector<std::string> names_of(const std::vector<const workflows::engine::Field*>& fields) {
  std::vector<std::string> names;
  for (const auto* field : fields) names.push_back(field->name);
  return names;
}

json::object step_model(const Loaded& loaded, const Call& call, const json::object& values,
                        const std::string& more_rows) {
  const auto& view = loaded.view;
  const auto& step = step_of(view, call.parameter("event"));
  json::array reasons;
  for (const auto& reason : step.reasons) reasons.push_back(json::object{{"text", reason.text}});
  json::object model{{"key", view.one.key},
                     {"case_title", view.one.title},
                     {"workflow", view.version.definition->title},
                     {"state", view.state_title},
                     {"badge", case_badge(view.one.final, view.one.success)},
                     {"row_version", view.one.row_version},
                     {"heading", step.title},
                     {"help", step.help},
                     {"allowed", step.allowed},
                     {"reasons", std::move(reasons)},
                     {"fields", field_models(*view.version.definition, names_of(step.asks), step.needs, values,
                                             loaded.choices, more_rows)},
                     {"comment_required", step.needs_comment},
                     {"action", "/cases/" + view.one.key + "/steps/" + step.event}};
  if (!step.signature.empty()) {
    model["signature"] = json::object{{"meaning", step.signature}, {"name", call.person().name}};
  }
  return model;
}

http::Response show_step(const Pages& pages, const Call& call) {
  const auto loaded = load(pages, call);
  auto model = step_model(loaded, call, loaded.view.one.fields, "");
  const auto title = std::string(model["heading"].as_string()) + ": " + loaded.view.one.key;
  return pages.page(call, "case_step", title, std::move(model));
}

/// Files that were chosen in the form are attached first; the fields then name them.
void attach_files(const Call& call, const Form& form, const workflows::engine::Definition& definition,
                  json::object& values) {
  for (const auto& part : form.files()) {
    const auto* field = definition.find_field(part.name);
    if (field == nullptr || field->type != workflows::engine::FieldType::file || part.file->size() == 0) continue;
    values[part.name] =
        call.services.cases.attach_or_find(call.person(), call.parameter("key"), part.file->path(), part.file_name);
  }
}

http::Response take_step(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto loaded = load(pages, call);
  const auto& event = call.parameter("event");
  const auto& step = step_of(loaded.view, event);
  const auto& definition = *loaded.view.version.definition;
  auto values = typed_values(form, definition, names_of(step.asks));
  const auto shown_values = [&] {
    auto shown = loaded.view.one.fields;
    for (const auto& value : values) shown[value.key()] = value.value();
    return shown;
  };
  if (const auto table = form.get("more_rows"); !table.empty()) {
    auto model = step_model(loaded, call, shown_values(), table);
    model["comment"] = form.get("comment");
    return pages.page(call, "case_step", step.title, std::move(model));
  }
  const auto again = [&](const Problem& problem) {
    const auto present = load(pages, call);
    auto model = step_model(present, call, shown_values(), "");
    model["comment"] = form.get("comment");
    return pages.page_with_problem(call, "case_step", "Please look again: " + loaded.view.one.key, std::move(model),
                                   problem);
  };
  cases::CaseAction action;
  action.event = event;
  action.comment = form.get("comment");
  action.secret = form.get("secret");
  if (const auto seen = number_in(form, "row_version"); seen > 0 && form.files().empty()) {
    action.expected_row_version = seen;
  }
  try {
    return done_or_again(
        [&] {
          attach_files(call, form, definition, values);
          action.fields = values;
          call.services.cases.transition(call.person(), loaded.view.one.key, action);
          const auto back = form.get("back") == "board"
                                ? "/cases/board?workflow=" + app::percent_encoded(loaded.view.one.workflow)
                                : "/cases/" + loaded.view.one.key;
          return redirect_with_notice(back, "step");
        },
        again);
  } catch (const workflows::Forbidden&) {
    // A wrong password is worth another try on the same page; everything else that is forbidden is not.
    if (step.signature.empty() || action.secret.empty()) throw;
    return again(app::problem_of(std::current_exception()));
  }
}

}  // namespace

app::Routes case_routes(const Pages& pages, std::uint64_t largest_upload) {
  const auto everybody = app::Access::signed_in();
  const auto upload = largest_upload + std::uint64_t{1024} * 1024;
  const std::string one = "/cases/{key}";
  const auto small_form = [&](const std::string& path, const std::string& notice, std::uint64_t limit,
                              std::function<void(const Call&, const Form&, const std::string&)> work) {
    return post_form(
        one + path, everybody,
        [&pages, notice, work = std::move(work)](const Call& call) {
          return change(pages, call, notice, [&](const Form& form, const std::string& key) { work(call, form, key); });
        },
        limit);
  };
  const std::uint64_t text_limit = 64 * 1024;
  return {
      get_page(one, everybody, [&pages](const Call& call) { return show(pages, call); }),
      get_page(one + "/steps/{event}", everybody, [&pages](const Call& call) { return show_step(pages, call); }),
      post_form(
          one + "/steps/{event}", everybody, [&pages](const Call& call) { return take_step(pages, call); }, upload),
      get_page(one + "/files/{sha256}", everybody, download),
      small_form("/comments", "commented", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   auto tell = form.all("tell");
                   std::erase(tell, "");
                   call.services.cases.comment(call.person(), key, form.get("text"), tell);
                 }),
      small_form("/files", "attached", upload,
                 [](const Call& call, const Form& form, const std::string& key) {
                   if (form.files().empty()) throw workflows::Invalid("file", "Please choose a file first.");
                   for (const auto& part : form.files()) {
                     call.services.cases.attach(call.person(), key, part.file->path(), part.file_name);
                   }
                 }),
      small_form("/files/remove", "removed", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   call.services.cases.detach(call.person(), key, form.get("sha256"), form.get("comment"));
                 }),
      small_form("/links", "linked", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   call.services.cases.link(call.person(), key, form.get("kind"), form.get("target"));
                 }),
      small_form("/links/remove", "removed", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   call.services.cases.unlink(call.person(), key, number_in(form, "id"));
                 }),
      small_form("/owner", "saved", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   call.services.cases.change_owner(call.person(), key, form.get("owner"), form.get("comment"));
                 }),
      small_form("/title", "saved", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   call.services.cases.rename(call.person(), key, form.get("title"));
                 }),
      small_form("/tasks", "task-taken", text_limit,
                 [](const Call& call, const Form& form, const std::string& key) {
                   const auto person = form.get("person");
                   call.services.cases.assign_task(call.person(), key, number_in(form, "task"),
                                                   person.empty() ? call.person().email : person);
                 }),
  };
}

}  // namespace provost::web
