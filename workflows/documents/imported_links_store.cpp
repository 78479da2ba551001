#include <optional>

#include "docs_repo/import/link_rewriting.hpp"
#include "workflows/documents/imported_links.hpp"

namespace provost::workflows::documents {

std::string with_links_to_later_imports(store::Session& session, std::int64_t document_id, std::string markdown) {
  if (markdown.find("](") == std::string::npos && markdown.find("]:") == std::string::npos) return markdown;
  const auto own =
      session.first("SELECT source, path FROM imported_files WHERE document_id = :document LIMIT 1", {document_id});
  if (!own) return markdown;
  const auto source = own->text("source");
  return docs_repo::rewrite_links(markdown, own->text("path"),
                                  [&session, &source](std::string_view path) -> std::optional<std::string> {
                                    const auto found = session.first(
                                        "SELECT d.number FROM imported_files i JOIN documents d ON d.id = "
                                        "i.document_id WHERE i.source = :source AND"
                                        " i.path = :path",
                                        {source, std::string(path)});
                                    return found ? std::optional("/documents/" + found->text("number")) : std::nullopt;
                                  });
}

}  // namespace provost::workflows::documents
