#include <boost/json.hpp>

#include "docs_repo/import/upload_folder.hpp"
#include "server/web/document_model.hpp"
#include "server/web/form.hpp"
#include "server/web/routes.hpp"
#include "server/web/words.hpp"
#include "workflows/documents/document_import.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace documents = workflows::documents;
using app::Call;
using app::Problem;
using documents::ImportOutcome;

json::object form_model(const Call& call, const std::string& type, const std::string& owner) {
  json::array owners;
  const workflows::store::ReadSnapshot snapshot(call.services.database);
  for (const auto& person : workflows::people::list_people(snapshot.session())) {
    if (person.disabled) continue;
    owners.push_back(json::object{{"email", person.email}, {"name", person.name}, {"chosen", person.email == owner}});
  }
  return {{"types", type_choices(type)}, {"owners", std::move(owners)}};
}

json::array texts(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

json::object report_model(const documents::ImportReport& report, bool dry_run) {
  json::array rows;
  for (const auto& file : report.files) {
    const bool skipped = file.outcome == ImportOutcome::skipped;
    std::string outcome = skipped                                    ? "Skipped"
                          : file.outcome == ImportOutcome::unchanged ? "Unchanged"
                          : file.outcome == ImportOutcome::changed   ? (dry_run ? "Would change" : "Changed")
                                                                     : (dry_run ? "Would be added" : "Added");
    rows.push_back(json::object{{"path", file.path},
                                {"outcome", outcome},
                                {"badge", skipped ? "bg-red-lt" : "bg-green-lt"},
                                {"problem", file.problem},
                                {"remarks", texts(file.remarks)},
                                {"number", file.number},
                                {"title", file.title},
                                {"linked", !file.number.empty() && !dry_run}});
  }
  const auto count = [&report](ImportOutcome outcome) { return std::to_string(report.count(outcome)); };
  return {
      {"rows", std::move(rows)},
      {"summary", std::string(dry_run ? "Nothing was changed yet. This would happen: " : "") +
                      count(ImportOutcome::added) + " added, " + count(ImportOutcome::changed) + " changed, " +
                      count(ImportOutcome::unchanged) + " unchanged, " + count(ImportOutcome::skipped) + " skipped"}};
}

http::Response run(const Pages& pages, const Call& call, const std::filesystem::path& spool,
                   std::uint64_t largest_upload) {
  const Form form(call);
  documents::ImportRequest request;
  request.type = form.get("type");
  request.owner = form.get("owner");
  request.effective = form.get("as") == "effective";
  request.dry_run = form.has("dry_run");
  request.largest_file = largest_upload;
  request.source_name = "upload";
  return done_or_again(
      [&] {
        if (form.files().empty()) throw workflows::Invalid("files", "Please choose at least one file, or a list.");
        docs_repo::UploadFolder folder(spool);
        for (const auto& part : form.files()) {
          if (part.name == "list") {
            request.list = part.file->path();
            continue;
          }
          if (const auto problem = folder.add(part.file_name, part.file->path(), largest_upload)) {
            throw workflows::Invalid("files", *problem);
          }
        }
        request.path = folder.path();
        const auto report = call.services.importer.run(workflows::people::Authority::of(call.person()), request,
                                                       [](const std::string&, std::size_t, std::size_t) {});
        auto model = form_model(call, request.type, request.owner);
        model["report"] = report_model(report, request.dry_run);
        return pages.page(call, "import", "Import documents", std::move(model));
      },
      [&](const Problem& problem) {
        return pages.page_with_problem(call, "import", "Import documents",
                                       form_model(call, request.type, request.owner), problem);
      });
}

}  // namespace

app::Routes import_routes(const Pages& pages, const std::filesystem::path& spool, std::uint64_t largest_upload) {
  const auto access = app::Access::with(workflows::people::Permission::import_documents);
  return {get_page("/import", access,
                   [&pages](const Call& call) {
                     return pages.page(call, "import", "Import documents",
                                       form_model(call, "policy", call.person().email));
                   }),
          post_form(
              "/import", access,
              [&pages, spool, largest_upload](const Call& call) { return run(pages, call, spool, largest_upload); },
              largest_upload * 4)};
}

}  // namespace provost::web
