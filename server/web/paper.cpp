#include "server/web/paper.hpp"

#include <fstream>

#include "docs_repo/import/upload_folder.hpp"
#include "docs_repo/text/conversion_tool.hpp"
#include "workflows/errors.hpp"

namespace provost::web {

std::string as_pdf(const std::string& html, const std::filesystem::path& spool) {
  const docs_repo::UploadFolder folder(spool);
  const auto page = folder.path() / "page.html";
  {
    std::ofstream file(page, std::ios::binary);
    file << html;
    if (!file.flush()) throw workflows::StorageFull("The disk is full: no PDF could be made.");
  }
  auto answer = docs_repo::run_tool({"weasyprint", "--quiet", "--encoding", "utf-8", page.string(), "-"});
  if (!answer.output || !answer.output->starts_with("%PDF")) {
    throw workflows::Conflict(
        "The PDF could not be made: " + (answer.reason.empty() ? std::string("the program gave none") : answer.reason) +
        ". Print the report from your browser instead, or tell your administrator.");
  }
  return std::move(*answer.output);
}

}  // namespace provost::web
