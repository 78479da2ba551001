#include <boost/json.hpp>

#include "server/app/addresses.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/standard_model.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/clauses_elsewhere.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace standards = workflows::standards;
using app::Call;
using app::Problem;
using standards::ChangeKind;
using standards::Clause;

/// What changed of one clause, the newest first; the version that brought it last.
json::array history_of(const std::vector<standards::PublishedStandard>& versions, const std::string& number,
                       const std::string& zone) {
  json::array history;
  for (const auto* version : standards::versions_that_changed(versions, number)) {
    const auto* clause = version->content->find(number);
    history.push_back(json::object{{"version", version->content->version},
                                   {"origin", origin_text(version->origin)},
                                   {"when", moment_text(version->published_at, zone)},
                                   {"title", clause->title},
                                   {"asks", clause->asks}});
  }
  return history;
}

json::array elsewhere_of(workflows::store::Session& session, const Call& call, const std::string& standard,
                         const std::string& number) {
  json::array models;
  const auto all = standards::clauses_elsewhere(session, call.services.standards, standard);
  const auto found = all.find(number);
  if (found == all.end()) return models;
  for (const auto& clause : found->second) {
    models.push_back(json::object{
        {"text", std::string(words_of(clause.relationship)) + " " + clause.standard_title + " " + clause.number},
        {"provenance", clause.provenance}});
  }
  return models;
}

json::object values_of(const Clause& clause) {
  return {{"title_value", clause.title},
          {"asks_value", clause.asks},
          {"maintain_chosen", clause.maintain},
          {"retain_chosen", clause.retain},
          {"heading_chosen", !clause.assessable}};
}

/// One page has three forms, so the names of their fields begin differently.
json::object with_reason(json::object values, const char* prefix, const std::string& reason) {
  values["prefix"] = prefix;
  values["reason_value"] = reason;
  return values;
}

Clause clause_in(const Form& form) {
  return {form.get("new_number"),
          form.get("title"),
          form.get("asks"),
          form.has("maintain"),
          form.has("retain"),
          !form.has("heading"),
          ""};
}

/// The page of a clause; after a refused form with what was in it.
json::object clause_model(const Pages& pages, const Call& call, const std::string& number, const Form* refused) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto versions = call.services.standards.standard_versions(session, call.parameter("standard"), versions_shown);
  if (versions.empty()) throw workflows::NotFound("There is no such standard in the library.");
  const auto& standard = *versions.front().content;
  const auto* clause = standard.find(number);
  if (clause == nullptr) throw workflows::NotFound(standard.title + " has no such clause.");
  const auto kind = refused == nullptr ? ChangeKind::change : change_kind_of(*refused);
  json::object model{{"standard_name", standard.name},
                     {"standard_title", standard.title},
                     {"number", number},
                     {"number_encoded", app::path_encoded(number)},
                     {"clause_title", clause->title},
                     {"version", standard.version},
                     {"adding", kind == ChangeKind::add},
                     {"removing", kind == ChangeKind::remove}};
  const auto reason = refused == nullptr ? "" : refused->get("reason");
  model["present"] = with_reason(
      values_of(refused != nullptr && kind == ChangeKind::change ? clause_in(*refused) : *clause), "clause", reason);
  auto added = values_of(kind == ChangeKind::add ? clause_in(*refused) : Clause{});
  added["new_number_value"] = kind == ChangeKind::add ? refused->get("new_number") : "";
  model["added"] = with_reason(std::move(added), "new", reason);
  model["removed"] = with_reason({}, "remove", reason);
  auto elsewhere = elsewhere_of(session, call, standard.name, number);
  model["elsewhere_present"] = !elsewhere.empty();
  model["elsewhere"] = std::move(elsewhere);
  model["history"] = history_of(versions, number, pages.time_zone(session));
  return model;
}

http::Response show(const Pages& pages, const Call& call) {
  const auto number = call.parameter("number");
  auto model = clause_model(pages, call, number, nullptr);
  return pages.page(call, "standard_clause", number, std::move(model));
}

http::Response change(const Pages& pages, const Call& call) {
  const Form form(call);
  const auto standard = call.parameter("standard");
  const auto number = call.parameter("number");
  return done_or_again(
      [&] {
        standards::ClauseChange change{change_kind_of(form), number, clause_in(form), number_in(form, "version"),
                                       form.get("reason")};
        call.services.standard_imports.change(workflows::people::Authority::of(call.person()), standard, change);
        const auto shown = change.kind == ChangeKind::add ? change.clause.number : number;
        const auto address = "/standards/" + app::percent_encoded(standard);
        if (change.kind == ChangeKind::remove) return redirect_with_notice(address, "removed");
        return redirect_with_notice(address + "/clauses/" + app::path_encoded(shown),
                                    change.kind == ChangeKind::add ? "added" : "saved");
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "standard_clause", number, clause_model(pages, call, number, &form),
                                       problem);
      });
}

}  // namespace

app::Routes clause_routes(const Pages& pages) {
  const auto access = app::Access::with(workflows::people::Permission::manage_documents);
  return {get_page("/standards/{standard}/clauses/{number...}", access,
                   [&pages](const Call& call) { return show(pages, call); }),
          post_form("/standards/{standard}/clauses/{number...}", access,
                    [&pages](const Call& call) { return change(pages, call); })};
}

}  // namespace provost::web
