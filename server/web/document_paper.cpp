#include <boost/json.hpp>

#include "server/api/json_body.hpp"
#include "server/web/document_model.hpp"
#include "server/web/paper.hpp"
#include "server/web/routes.hpp"
#include "server/web/spreadsheet.hpp"
#include "server/web/words.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

namespace {

namespace json = boost::json;
namespace documents = workflows::documents;
using app::Call;
using documents::VersionState;

http::Response paper(const Pages& pages, const Call& call, const std::filesystem::path& spool) {
  const auto format = api::text_parameter(call.request, "format");
  if (!format.empty() && format != "html" && format != "pdf") {
    throw workflows::Invalid("format", "A document can be made as pdf or as html.");
  }
  const auto& number = call.parameter("number");
  const auto& label = call.parameter("version");
  json::object model;
  {
    const workflows::store::ReadSnapshot snapshot(call.services.database);
    auto& session = snapshot.session();
    const auto view = documents::read_document(session, call.person(), number);
    const auto shown = documents::read_version(session, call.person(), number, label);
    const auto zone = pages.time_zone(session);
    model = document_heading(view, shown, "");
    add_sign_offs(model, documents::sign_offs_of(session, shown.id), zone);
    model["html"] = without_foreign_pictures(html_of(call, session, shown));
    model["file_name"] = shown.file_name;
    model["effective"] = shown.effective_at ? moment_text(*shown.effective_at, zone) : "";
    model["watermark"] =
        shown.state == VersionState::effective ? "" : std::string(documents::label(shown.state)) + ": do not use";
    model["printed"] = moment_text(call.services.clock.now(), zone);
    model["printed_by"] = call.person().name;
    model["content_sha256"] = shown.content_sha256;
  }
  auto html = std::get<std::string>(pages.page(call, "document_paper", number, std::move(model)).body);
  const auto name = number + "-" + label;
  auto response = format == "html" ? download(name + ".html", "text/html; charset=utf-8", std::move(html))
                                   : download(name + ".pdf", "application/pdf", as_pdf(html, spool));
  call.services.audit.record(call.person().audit(), {"document.printed", number, {{"version", label}}});
  return response;
}

}  // namespace

app::Routes document_paper_routes(const Pages& pages, const std::filesystem::path& spool) {
  return {get_page("/documents/{number}/versions/{version}/paper",
                   app::Access::with(workflows::people::Permission::read_documents),
                   [&pages, spool](const Call& call) { return paper(pages, call, spool); })};
}

}  // namespace provost::web
