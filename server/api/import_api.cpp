#include <boost/json.hpp>

#include "docs_repo/import/upload_folder.hpp"
#include "server/api/document_api.hpp"
#include "server/api/json_body.hpp"
#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"
#include "server/http/forms.hpp"
#include "workflows/documents/document_import.hpp"
#include "workflows/errors.hpp"

namespace provost::api {

namespace {

namespace documents = workflows::documents;
using documents::ImportOutcome;

const char* to_text(ImportOutcome outcome) {
  switch (outcome) {
    case ImportOutcome::added:
      return "added";
    case ImportOutcome::changed:
      return "changed";
    case ImportOutcome::unchanged:
      return "unchanged";
    case ImportOutcome::skipped:
      return "skipped";
  }
  return "";
}

json::object report_json(const documents::ImportReport& report, bool dry_run) {
  json::array files;
  for (const auto& file : report.files) {
    files.push_back(json::object{{"path", file.path},
                                 {"outcome", to_text(file.outcome)},
                                 {"number", file.number},
                                 {"version", file.version},
                                 {"title", file.title},
                                 {"problem", file.problem},
                                 {"remarks", json::array(file.remarks.begin(), file.remarks.end())}});
  }
  json::object body{{"dry_run", dry_run}};
  for (const auto outcome :
       {ImportOutcome::added, ImportOutcome::changed, ImportOutcome::unchanged, ImportOutcome::skipped}) {
    body[to_text(outcome)] = report.count(outcome);
  }
  body["files"] = std::move(files);
  return body;
}

http::Response run(const Call& call, std::uint64_t largest_upload, const std::filesystem::path& spool) {
  documents::ImportRequest request;
  request.type = text_parameter(call.request, "type");
  request.owner = text_parameter(call.request, "owner");
  if (request.owner.empty()) request.owner = call.person().email;
  request.effective = flag_parameter(call.request, "effective");
  request.dry_run = flag_parameter(call.request, "dry_run");
  request.largest_file = largest_upload;
  request.source_name = text_parameter(call.request, "source");
  if (request.source_name.empty()) request.source_name = "upload";
  const auto parts = http::read_multipart(call.request);
  docs_repo::UploadFolder folder(spool);
  bool any = false;
  for (const auto& part : parts) {
    if (!part.file || part.file_name.empty()) continue;
    any = true;
    if (part.name == "list") {
      request.list = part.file->path();
    } else if (const auto problem = folder.add(part.file_name, part.file->path(), largest_upload)) {
      throw workflows::Invalid("files", *problem);
    }
  }
  if (!any) throw workflows::Invalid("files", "Send at least one file as a part with the name files, or a list.");
  request.path = folder.path();
  const auto report = call.services.importer.run(workflows::people::Authority::of(call.person()), request,
                                                 [](const std::string&, std::size_t, std::size_t) {});
  return json_response(200, report_json(report, request.dry_run));
}

json::object report_schema() {
  using namespace schema;  // NOLINT: the words of JSON Schema
  return object_of({{"dry_run", flag()},
                    {"added", number()},
                    {"changed", number()},
                    {"unchanged", number()},
                    {"skipped", number()},
                    {"files", list_of(object_of({{"path", text()},
                                                 {"outcome", one_of({"added", "changed", "unchanged", "skipped"})},
                                                 {"number", text()},
                                                 {"version", text()},
                                                 {"title", text()},
                                                 {"problem", text("why it was skipped, and what to do")},
                                                 {"remarks", list_of(text())}}))}});
}

}  // namespace

app::Routes import_routes(std::uint64_t largest_upload, const std::filesystem::path& spool) {
  app::Description description{
      .summary = "Bring documents in: files or ZIP archives as parts with the name files, a master list as list",
      .query = {{"type", "For files that do not name their own type"},
                {"owner", "E-mail address; the caller without it"},
                {"effective", "true: as version 1.0 in force, marked as legacy", schema::flag()},
                {"dry_run", "true: only tell what would happen", schema::flag()},
                {"source", "Names the source, so that the next import of it changes only what changed"}},
      .request_schema = schema::object_of(
          {{"files", schema::list_of({{"type", "string"}, {"contentMediaType", "application/octet-stream"}})},
           {"list", {{"type", "string"}, {"contentMediaType", "application/octet-stream"}}}}),
      .response_schema = report_schema(),
      .operation = "importDocuments"};
  return {with_file(
      post(
          "/imports", app::Access::with(workflows::people::Permission::import_documents), Scope::write(Area::documents),
          [largest_upload, spool](const Call& call) { return run(call, largest_upload, spool); },
          std::move(description)),
      largest_upload * 4, "multipart/form-data")};
}

}  // namespace provost::api
