#include <boost/json.hpp>
#include <iterator>

#include "server/api/json_body.hpp"
#include "server/app/addresses.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/standard_model.hpp"
#include "server/web/words.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/clauses_elsewhere.hpp"
#include "workflows/standards/document_coverage.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace standards = workflows::standards;
using app::Call;
using app::Problem;
using workflows::people::Permission;

standards::PublishedStandard require_standard(const Call& call, workflows::store::Session& session) {
  auto found = call.services.standards.find_standard(session, call.parameter("standard"));
  if (!found) throw workflows::NotFound("There is no such standard in the library.");
  return *found;
}

json::object list_model(const Pages& pages, const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  auto& session = snapshot.session();
  const auto zone = pages.time_zone(session);
  json::array rows, mappings;
  for (const auto& published : call.services.standards.standards(session)) {
    const auto& standard = *published.content;
    const auto coverage = standards::read_document_coverage(session, call.person(), standard);
    rows.push_back(
        json::object{{"standard_name", standard.name},
                     {"title", standard.title},
                     {"version", standard.version},
                     {"clauses", count_text(static_cast<std::int64_t>(standard.clauses.size()), "clause", "clauses")},
                     {"missing", coverage.mandatory_missing},
                     {"mandatory", coverage.mandatory},
                     {"since", moment_text(published.published_at, zone)}});
  }
  for (const auto& published : call.services.standards.mappings(session)) {
    const auto& mapping = *published.content;
    mappings.push_back(
        json::object{{"title", mapping.title},
                     {"mapping_name", mapping.name},
                     {"version", mapping.version},
                     {"rows", count_text(static_cast<std::int64_t>(mapping.rows.size()), "row", "rows")}});
  }
  json::object model{{"standards_present", !rows.empty()}, {"mappings_present", !mappings.empty()}};
  model["standards"] = std::move(rows);
  model["mappings"] = std::move(mappings);
  model["may_import"] = call.person().may(Permission::manage_documents);
  return model;
}

json::array elsewhere_models(const std::vector<standards::ClauseElsewhere>& clauses) {
  json::array models;
  for (const auto& clause : clauses) {
    models.push_back(json::object{
        {"text", std::string(words_of(clause.relationship)) + " " + clause.standard_title + " " + clause.number},
        {"standard_name", clause.standard_name},
        {"number", clause.number},
        {"provenance", clause.provenance}});
  }
  return models;
}

json::object clause_model(const standards::ClauseCoverage& row,
                          const std::vector<standards::ClauseElsewhere>& elsewhere) {
  json::array documents;
  for (const auto& document : row.documents) {
    documents.push_back(
        json::object{{"number", document.number}, {"title", document.title}, {"in_work", !document.effective}});
  }
  json::object model{{"number", row.clause->number}, {"title", row.clause->title},
                     {"asks", row.clause->asks},     {"maintain", row.clause->maintain},
                     {"retain", row.clause->retain}, {"heading", !row.clause->assessable},
                     {"missing", row.missing},       {"number_encoded", app::path_encoded(row.clause->number)}};
  model["documents"] = std::move(documents);
  model["elsewhere"] = elsewhere_models(elsewhere);
  return model;
}

http::Response show_list(const Pages& pages, const Call& call) {
  return pages.page(call, "standards", "Standards", list_model(pages, call));
}

http::Response show(const Pages& pages, const Call& call) {
  const bool only_missing = api::text_parameter(call.request, "show") == "missing";
  json::object model;
  std::string title;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto published = require_standard(call, session);
    const auto& standard = *published.content;
    title = standard.title;
    auto elsewhere = standards::clauses_elsewhere(session, call.services.standards, standard.name);
    const auto coverage = standards::read_document_coverage(session, call.person(), standard);
    json::array clauses;
    for (const auto& row : coverage.clauses) {
      if (!only_missing || row.missing) clauses.push_back(clause_model(row, elsewhere[row.clause->number]));
    }
    model["title"] = standard.title;
    model["standard_name"] = standard.name;
    model["version"] = standard.version;
    model["provider"] = standard.provider;
    model["mandatory"] = coverage.mandatory;
    model["missing"] = coverage.mandatory_missing;
    model["any_missing"] = coverage.mandatory_missing > 0;
    model["only_missing"] = only_missing;
    model["clauses_present"] = !clauses.empty();
    model["clauses"] = std::move(clauses);
    model["may_change"] = call.person().may(Permission::manage_documents);
    model["versions"] = version_models(
        call.services.standards.standard_versions(session, standard.name, versions_shown), pages.time_zone(session));
  }
  return pages.page(call, "standard", title, std::move(model));
}

http::Response download(const Call& call) {
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  const auto published = require_standard(call, snapshot.session());
  const auto& standard = *published.content;
  const auto format = api::text_parameter(call.request, "format");
  if (format == "csv") return library_download(standard.name + ".csv", "text/csv; charset=utf-8", as_csv(standard));
  if (format == "ciso_assistant") {
    return library_download(standard.name + "-ciso-assistant.yaml", "application/yaml", as_ciso_assistant(standard));
  }
  if (format == "oscal") {
    return library_download(standard.name + "-oscal.json", "application/json",
                            as_oscal(standard, published.published_at));
  }
  return library_download(standard.name + ".yaml", "application/yaml", as_own_yaml(standard));
}

http::Response import(const Pages& pages, const Call& call) {
  const Form form(call);
  return done_or_again(
      [&] {
        if (form.files().empty()) throw workflows::Invalid("library", "Please choose a file.");
        const auto& part = form.files().front();
        const auto parts = call.services.standard_imports.import(
            workflows::people::Authority::of(call.person()),
            standards::read_library_file(part.file->path(), part.file_name), part.file_name);
        json::array imported;
        for (const auto& one : parts) {
          imported.push_back(json::object{
              {"text", one.title + ", version " + std::to_string(one.version) +
                           (one.changed ? " is in the library now." : " was there already, with the same content.")}});
        }
        auto model = list_model(pages, call);
        model["imported_present"] = true;
        model["imported"] = std::move(imported);
        return pages.page(call, "standards", "Standards", std::move(model));
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "standards", "Standards", list_model(pages, call), problem);
      });
}

}  // namespace

app::Routes standard_routes(const Pages& pages) {
  const auto everybody = app::Access::with(Permission::read_documents);
  return {get_page("/standards", everybody, [&pages](const Call& call) { return show_list(pages, call); }),
          post_form(
              "/standards", app::Access::with(Permission::manage_documents),
              [&pages](const Call& call) { return import(pages, call); }, standards::largest_library + 64 * 1024),
          get_page("/standards/{standard}", everybody, [&pages](const Call& call) { return show(pages, call); }),
          get_page("/standards/{standard}/export", everybody, download)};
}

}  // namespace provost::web
